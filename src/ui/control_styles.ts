import { css } from 'lit';

/** Buttons, switches and the question before deleting. */
export const controlStyles = css`
  /* Buttons */
  .plain,
  .danger {
    min-block-size: 40px;
    padding: 8px 16px;
    border-color: var(--line);
    font-size: 14px;
    line-height: 20px;
    font-weight: 500;
  }
  .plain:hover,
  .small:hover {
    border-color: var(--muted);
  }
  .danger {
    border-color: var(--danger);
    color: var(--danger);
  }
  .danger:hover,
  .question .danger {
    background: var(--danger);
    color: var(--on-strong);
  }
  .small {
    min-block-size: 28px;
    padding: 3px 10px;
    border-color: var(--line);
    font-size: 12px;
    line-height: 20px;
    white-space: nowrap;
  }
  .danger-text {
    color: var(--danger);
  }
  .quiet {
    min-block-size: 40px;
    padding-block: 8px;
    font-size: 14px;
    line-height: 20px;
    color: var(--accent);
  }
  .quiet:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .quiet.danger-text {
    color: var(--danger);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  [aria-disabled='true'] {
    opacity: 0.6;
  }
  /* Switches */
  .switch-row + .switch-row {
    margin-block-start: 8px;
  }
  .switch {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    inline-size: 100%;
    max-inline-size: 68ch;
    min-block-size: 36px;
    font-weight: 500;
  }
  .switch[aria-disabled='true'] {
    opacity: 1;
  }
  .switch[aria-disabled='true'] .knob {
    opacity: 0.55;
  }
  .knob {
    flex: none;
    fill: none;
    stroke: var(--muted);
    stroke-width: 1.5;
  }
  .knob:dir(rtl) {
    transform: scaleX(-1);
  }
  .knob circle {
    fill: var(--muted);
    stroke: none;
    transition: transform 0.15s;
  }
  [aria-checked='true'] .knob rect {
    fill: var(--accent);
    stroke: var(--accent);
  }
  [aria-checked='true'] .knob circle {
    fill: var(--on-strong);
    transform: translateX(16px);
  }
  .question {
    margin-block-start: 12px;
    padding: 16px;
    border: 1px solid var(--danger);
    border-radius: 8px;
  }
  .question p {
    margin-block-end: 12px;
    font-size: 14px;
    line-height: 20px;
  }
`;
