import { css } from 'lit';

/**
 * Colours, scale and controls that panel and row share.
 *
 * A shop sets `--inkling-accent`, `--inkling-text`, `--inkling-muted`, `--inkling-surface`,
 * `--inkling-line` and `--inkling-danger`. Light or dark follows the `color-scheme` of the page
 * around, so that the element never turns dark inside a light shop.
 */
export const baseStyles = css`
  :host {
    --accent: var(--inkling-accent, #3048c0);
    --text: var(--inkling-text, #191c22);
    --muted: var(--inkling-muted, #59606e);
    --surface: var(--inkling-surface, #fff);
    --line: var(--inkling-line, #dfe2e8);
    --track: #eceef3;
    --danger: var(--inkling-danger, #b3261e);
    --on-strong: #fff;
    display: block;
    color: var(--text);
    font: 400 16px/1.5 system-ui, sans-serif;
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }
  @supports (color: light-dark(#000, #fff)) {
    :host {
      --accent: var(--inkling-accent, light-dark(#3048c0, #a5b4ff));
      --text: var(--inkling-text, light-dark(#191c22, #e9ebf0));
      --muted: var(--inkling-muted, light-dark(#59606e, #a6adba));
      --surface: var(--inkling-surface, light-dark(#fff, #16191f));
      --line: var(--inkling-line, light-dark(#dfe2e8, #323844));
      --track: light-dark(#eceef3, #272c36);
      --danger: var(--inkling-danger, light-dark(#b3261e, #ffaaa1));
      --on-strong: light-dark(#fff, #16191f);
    }
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  a {
    color: var(--accent);
    text-underline-offset: 3px;
    text-decoration-thickness: 1px;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 1px solid transparent;
    border-radius: 8px;
    padding: 0;
    cursor: pointer;
    text-align: inherit;
  }
  button[aria-disabled='true'] {
    cursor: not-allowed;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: 4px;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .muted {
    color: var(--muted);
    font-size: 14px;
    line-height: 20px;
  }
  .icon {
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition: none !important;
      animation: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
