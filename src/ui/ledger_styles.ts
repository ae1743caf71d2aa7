import { css } from 'lit';

/** The ledger's pictures: lots, embedding and bytes. Tints only repeat what the margin names. */
export const ledgerStyles = () => css`
  .release {
    margin-block-start: 24px;
    padding-block-start: 20px;
    border-block-start: 1px solid var(--line);
  }
  .release .facts {
    margin-block-start: 12px;
  }
  .lots {
    display: block;
    inline-size: 100%;
    max-inline-size: 320px;
    margin-block-start: 12px;
  }
  .lots rect {
    fill: var(--track);
    stroke: var(--muted);
  }
  .release-actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin-block-start: 16px;
    font-size: 14px;
    line-height: 20px;
  }
  .release-actions .question {
    flex-basis: 100%;
    margin: 0;
  }
  .erasure {
    flex-basis: 100%;
  }
  .release td.number {
    font-variant-numeric: tabular-nums;
  }
  .lots .drawn {
    fill: var(--accent);
    stroke: var(--accent);
  }
  .chain {
    margin-block-start: 28px;
    padding-block-start: 16px;
    border-block-start: 1px solid var(--line);
  }
  .chain [role='status'] {
    min-block-size: 24px;
    margin-block: 8px 4px;
  }
  .left .facts .bar {
    max-inline-size: 320px;
    margin-block: 6px 4px;
  }
  .drawing {
    margin-block: 8px 12px;
    max-inline-size: 560px;
  }
  .drawing rect {
    fill: var(--accent);
  }
  .bytes {
    font: 12px/20px ui-monospace, monospace;
    margin-block-end: 16px;
  }
  .byte-row {
    display: grid;
    grid-template-columns: repeat(16, minmax(0, 1fr));
    padding-block-end: 6px;
  }
  .offset {
    display: none;
    color: var(--muted);
  }
  .byte {
    text-align: center;
    background: color-mix(in oklab, var(--tint, transparent) 22%, transparent);
    border-inline-start: 1px solid transparent;
  }
  .byte.edge {
    border-inline-start-color: var(--muted);
  }
  .margin {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    font: 12px/16px system-ui, sans-serif;
    color: var(--muted);
  }
  .tag {
    display: inline-flex;
    align-items: baseline;
    gap: 5px;
    white-space: nowrap;
  }
  .tag::before {
    content: '';
    inline-size: 8px;
    block-size: 8px;
    border-radius: 2px;
    border: 1px solid var(--tint, var(--muted));
    background: color-mix(in oklab, var(--tint, transparent) 45%, transparent);
  }
  .f-magic { --tint: #3b82f6; }
  .f-mechanism { --tint: #8b5cf6; }
  .f-K { --tint: #ec4899; }
  .f-epsilon { --tint: #ef4444; }
  .f-D { --tint: #f97316; }
  .f-period { --tint: #ca8a04; }
  .f-codebook { --tint: #22a559; }
  .f-nonce { --tint: #0891b2; }
  .f-embedding { --tint: #6366f1; }
  .scroll {
    overflow-x: auto;
  }
  .fields {
    min-inline-size: 280px;
  }
  .fields th {
    color: var(--text);
  }
  .fields .number {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .fields code {
    overflow-wrap: anywhere;
  }
  @container panel (inline-size >= 640px) {
    .byte-row {
      grid-template-columns: 32px repeat(16, 26px) minmax(0, 1fr);
      padding-block-end: 2px;
    }
    .offset {
      display: block;
    }
    .margin {
      grid-column: auto;
      padding-inline-start: 16px;
      align-items: center;
    }
  }
`;
