import { css } from 'lit';

/** What the shopper states, and the form for it. */
export const factsStyles = () => css`
  .stated {
    grid-column: 1;
    margin-block-start: 16px;
    padding-block-start: 16px;
    border-block-start: 1px solid var(--line);
    font-size: 14px;
    line-height: 20px;
  }
  .stated > p {
    margin-block: 4px 8px;
  }
  .stated li {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) auto;
    align-items: center;
    gap: 12px;
    padding-block: 6px;
    border-block-end: 1px solid var(--line);
  }
  .stated form {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 12px;
    margin-block-start: 4px;
  }
  .stated fieldset {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(136px, 1fr));
    gap: 0 12px;
  }
  .stated ::placeholder {
    color: var(--muted);
  }
`;
