import { css } from 'lit';

/** How everything but the first view looks. */
export const sectionStyles = () => css`
  code,
  pre {
    font: 12px/20px ui-monospace, monospace;
  }
  .small[aria-pressed='true'] {
    background: var(--text);
    border-color: var(--text);
    color: var(--surface);
  }
  .bare {
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    flex: none;
  }
  dd .notices {
    margin-block: 8px 0;
  }
  details > p {
    font-size: 14px;
    line-height: 20px;
    margin-block: 4px 12px;
  }
  .facts {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0 16px;
    font-size: 14px;
    line-height: 20px;
  }
  .facts dt {
    color: var(--muted);
  }
  .facts dd {
    margin-block-end: 8px;
  }
  .break {
    overflow-wrap: anywhere;
  }
  .tastes {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block: 8px;
  }
  .question.mild {
    border-color: var(--line);
    margin-block: 0 12px;
  }
  .comparison {
    font-size: 14px;
    line-height: 20px;
    margin-block: 4px 8px;
  }
  .comparison th[scope='row'] {
    overflow-wrap: normal;
  }
  .comparison td {
    vertical-align: top;
  }
  .comparison li + li {
    margin-block-start: 4px;
  }
  .comparison ins {
    font-weight: 600;
    text-decoration: none;
  }
  .singly {
    margin-block: 0 4px;
    margin-inline-start: 26px;
    font-size: 14px;
    line-height: 20px;
  }
  .inside > .muted {
    margin-block-start: 8px;
  }
  .trend {
    font-size: 14px;
    line-height: 20px;
  }
  .line {
    vertical-align: middle;
    margin-inline: 4px;
    fill: none;
    stroke: var(--accent);
    stroke-width: 2;
  }
  .topics .bar {
    block-size: 4px;
  }
  .inside h4 {
    margin-block: 16px 4px;
  }
  .reason {
    display: flex;
    gap: 10px;
    padding-block: 4px;
    font-size: 14px;
    line-height: 20px;
    cursor: pointer;
  }
  .reasons legend {
    margin-block-end: 4px;
  }
  input[type='checkbox'] {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin: 2px 0;
    accent-color: var(--accent);
  }
  .what-if {
    min-block-size: 48px;
    padding-block: 8px;
    font-size: 14px;
    line-height: 20px;
    font-weight: 500;
  }
  .struck .title,
  .struck span:not(.small) {
    text-decoration: line-through;
    color: var(--muted);
  }
  .topics li {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 2px 8px;
    padding-block: 6px;
    font-size: 14px;
    line-height: 20px;
  }
  .topics .bar,
  .topics .why {
    grid-column: 1 / -1;
    margin-block-start: 2px;
  }
  .controls > h2:not(.hidden) {
    margin-block: 28px 4px;
  }
  .controls .act .muted {
    margin-block-end: 12px;
  }
  .controls .act > h2 {
    margin-block: 28px 4px;
  }
  .controls .delete {
    margin-block-start: 32px;
    padding-block-start: 16px;
    border-block-start: 1px solid var(--line);
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 8px;
  }
  .report {
    margin-block: 16px;
    padding: 16px;
    border: 1px solid var(--line);
    border-radius: 8px;
  }
  .report header {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    margin-block-end: 12px;
  }
  .report h2:focus {
    outline: none;
  }
  .storage {
    display: grid;
    gap: 16px 32px;
  }
  .storage h3 {
    margin-block-end: 4px;
  }
  table {
    border-collapse: collapse;
    inline-size: 100%;
    font-size: 14px;
    line-height: 20px;
  }
  th,
  td {
    padding: 4px 12px 4px 0;
    padding-inline: 0 12px;
    text-align: start;
    vertical-align: top;
    font-weight: 400;
    border-block-end: 1px solid var(--line);
  }
  thead th {
    color: var(--muted);
    font-size: 12px;
  }
  .storage + .muted {
    margin-block-start: 8px;
  }
  .storage .number {
    text-align: end;
    padding-inline-end: 0;
    font-variant-numeric: tabular-nums;
  }
  pre {
    margin: 0;
    padding: 12px;
    max-block-size: 320px;
    overflow: auto;
    white-space: pre-wrap;
    border-radius: 8px;
    background: var(--track);
  }
  /* History */
  .day {
    margin-block-start: 16px;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 400px;
  }
  .day header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
    padding-block-end: 4px;
    border-block-end: 1px solid var(--line);
  }
  .day header h2 {
    flex: 1;
  }
  .day header .muted {
    display: none;
  }
  .row {
    display: grid;
    grid-template-columns: 16px minmax(0, 1fr);
    align-items: start;
    gap: 4px 12px;
    padding-block: 8px;
    border-block-end: 1px solid var(--line);
  }
  .row > .icon {
    margin-block-start: 4px;
    color: var(--muted);
  }
  .row .title {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .row .title a {
    color: inherit;
    text-decoration-color: var(--line);
  }
  .left-out .title {
    color: var(--muted);
  }
  .actions {
    grid-column: 2;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  @container panel (inline-size >= 560px) {
    .facts {
      grid-template-columns: minmax(120px, max-content) minmax(0, 1fr);
    }
    .facts dt {
      padding-block-end: 8px;
    }
    .day header h2 {
      flex: none;
    }
    .day header .muted {
      display: block;
      flex: 1;
    }
    .row {
      grid-template-columns: 16px minmax(0, 1fr) auto;
    }
    .actions {
      grid-column: 3;
      align-self: center;
    }
    .storage {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.4fr);
    }
  }
`;
