import { css } from 'lit';

/**
 * The panel's own look. Parts: panel, headline, tabs, tab, section, interests, interest, bar, controls,
 * switches, switch, delete-button, day, history-row, release, bytes, storage, report, notices, empty, demo-clock.
 */
export const panelStyles = css`
  .panel {
    container: panel / inline-size;
    /* A card of its own: what page it stands on is not known. */
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: 8px;
    padding: clamp(16px, 3vw, 32px);
    max-inline-size: 1088px;
    margin-inline: auto;
    overflow-wrap: anywhere;
  }
  p,
  dd,
  h2 {
    max-inline-size: 68ch;
  }
  h1 {
    font-size: 20px;
    line-height: 28px;
    font-weight: 650;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  h2 {
    font-size: 16px;
    line-height: 24px;
    font-weight: 600;
    text-wrap: pretty;
  }
  h3,
  h4,
  legend {
    font-size: 14px;
    line-height: 20px;
    font-weight: 600;
    padding: 0;
  }
  .lead {
    font-size: 16px;
  }
  /* Demo clock */
  .demo-clock {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 16px;
    margin-block-end: 16px;
    padding: 8px 12px;
    border: 1px dashed var(--muted);
    border-radius: 8px;
    font-size: 12px;
    line-height: 20px;
  }
  .demo-clock b {
    font-weight: 600;
    margin-inline-end: 8px;
  }
  /* Sections */
  .tabs {
    display: flex;
    gap: clamp(10px, 4cqi, 20px);
    margin-block: 12px 16px;
    border-block-end: 1px solid var(--line);
    overflow-x: auto;
    scrollbar-width: none;
  }
  [role='tab'] {
    flex: none;
    padding: 10px 0 9px;
    border: 0;
    border-block-end: 2px solid transparent;
    border-radius: 0;
    font-size: 14px;
    line-height: 20px;
    color: var(--muted);
  }
  [role='tab']:focus-visible {
    outline-offset: -2px;
  }
  [role='tab']:hover {
    color: var(--text);
  }
  [role='tab'][aria-selected='true'] {
    color: var(--text);
    font-weight: 600;
    border-block-end-color: var(--accent);
  }
  [role='tabpanel']:focus {
    outline: none;
  }
  [role='tabpanel']:focus-visible {
    outline: 2px solid var(--line);
    outline-offset: 4px;
  }
  .basis {
    margin-block-end: 8px;
  }
  .empty {
    padding-block: 16px 24px;
  }
  .empty .plain {
    margin-block-start: 12px;
  }
  .notices {
    margin-block-end: 12px;
    padding: 8px 12px;
    border: 1px solid var(--line);
    border-inline-start: 3px solid var(--danger);
    border-radius: 8px;
    font-size: 14px;
    line-height: 20px;
  }
  .skeleton {
    display: grid;
    gap: 12px;
    padding-block: 8px;
  }
  .bone {
    block-size: 56px;
    border-radius: 8px;
    background: var(--track);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.5;
    }
  }
  details {
    margin-block-start: 12px;
  }
  summary {
    inline-size: fit-content;
    padding-block: 8px;
    font-size: 14px;
    line-height: 20px;
    color: var(--accent);
    cursor: pointer;
  }
  /* Bars */
  .bar {
    display: block;
    overflow: hidden;
    border-radius: 4px;
  }
  .bar:dir(rtl) {
    transform: scaleX(-1);
  }
  .bar .track {
    fill: var(--track);
  }
  .bar .fill {
    fill: var(--accent);
    transition: width 0.18s ease-out;
  }
  /* About you */
  .interest {
    padding-block: 8px 10px;
  }
  .interest + .interest {
    border-block-start: 1px solid var(--line);
  }
  .head {
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: 100%;
    min-block-size: 32px;
    font-size: 16px;
    line-height: 24px;
    font-weight: 500;
  }
  .name {
    flex: 1;
    min-inline-size: 0;
  }
  .percent {
    font-variant-numeric: tabular-nums;
  }
  .icon-chevron {
    color: var(--muted);
    transition: transform 0.15s;
  }
  .icon-chevron:dir(rtl) {
    transform: scaleX(-1);
  }
  [aria-expanded='true'] > .icon-chevron {
    transform: rotate(90deg);
  }
  .head:hover .icon-chevron {
    color: var(--text);
  }
  .why {
    margin-block-start: 6px;
    font-size: 12px;
    line-height: 16px;
    min-block-size: 16px;
    color: var(--muted);
    overflow: hidden;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .inside {
    padding-block: 12px 8px;
  }
  aside {
    margin-block-start: 12px;
    padding-block-start: 12px;
    border-block-start: 1px solid var(--line);
  }
  aside > .danger {
    inline-size: 100%;
    margin-block-start: 20px;
    text-align: center;
  }
  @container panel (inline-size >= 560px) {
    h1 {
      font-size: 28px;
      line-height: 36px;
    }
    .tabs {
      gap: 28px;
      margin-block: 20px 20px;
    }
    [role='tab'] {
      font-size: 16px;
      line-height: 24px;
    }
    .why {
      font-size: 14px;
      line-height: 20px;
      min-block-size: 20px;
    }
  }
  @container panel (inline-size >= 800px) {
    .beside {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 304px;
      align-items: start;
      gap: 16px 56px;
    }
    .how {
      grid-column: 1;
      margin: 0;
    }
    aside {
      grid-area: 1 / 2 / span 2;
      margin: 0;
      padding: 16px;
      border: 1px solid var(--line);
      border-radius: 8px;
    }
  }
`;
