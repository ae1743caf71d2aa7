import { css } from 'lit';

/** Tools, visits and pages of the history. */
export const timelineStyles = () => css`
  .tools {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 8px 12px;
    margin-block-end: 8px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .field span {
    display: block;
    font-size: 12px;
    line-height: 16px;
    margin-block-end: 4px;
    color: var(--muted);
  }
  .field input,
  .field select {
    inline-size: 100%;
    min-block-size: 40px;
    padding: 8px 10px;
    font: inherit;
    font-size: 14px;
    line-height: 20px;
    color: inherit;
    background: var(--surface);
    border: 1px solid var(--muted);
    border-radius: 8px;
    text-overflow: ellipsis;
  }
  .found {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    min-block-size: 32px;
    font-size: 14px;
    line-height: 20px;
  }
  .found .buttons {
    align-items: center;
  }
  .session {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    padding-block: 12px 4px;
  }
  .session h3 {
    flex: 1;
    font-weight: 400;
    color: var(--muted);
  }
  .thumb {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    object-fit: cover;
    border-radius: 8px;
    background: var(--track);
    color: var(--muted);
  }
  .row:has(> .thumb) {
    grid-template-columns: 48px minmax(0, 1fr);
  }
  .pick {
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 32px;
    cursor: pointer;
  }
  .pager {
    justify-content: space-between;
    margin-block-start: 16px;
  }
  .elsewhere {
    margin-block-start: 20px;
  }
  .told {
    margin-block-start: 8px;
    font-size: 14px;
    line-height: 20px;
    font-weight: 500;
  }
  [part='take-away'] .buttons {
    margin-block-end: 8px;
  }
  .pending {
    position: sticky;
    inset-block-end: 8px;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    margin-block-start: 12px;
    padding: 8px 8px 8px 16px;
    padding-inline: 16px 8px;
    border: 1px solid var(--muted);
    border-radius: 8px;
    background: var(--surface);
    font-size: 14px;
    line-height: 20px;
  }
  @container panel (inline-size >= 560px) {
    .tools {
      grid-template-columns: minmax(0, 2fr) repeat(2, minmax(0, 1fr));
    }
    .tools .field.wide {
      grid-column: auto;
    }
    .row:has(> .thumb) {
      grid-template-columns: 48px minmax(0, 1fr) auto;
      align-items: center;
    }
  }
`;
