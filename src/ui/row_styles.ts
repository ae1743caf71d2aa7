import { css } from 'lit';

export const rowStyles = css`
  :host {
    position: relative;
  }
  h2 {
    margin-block-end: 12px;
    font-size: 20px;
    line-height: 28px;
    font-weight: 650;
  }
  h2:focus {
    outline: none;
  }
  ul {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(168px, 1fr);
    gap: 16px;
    overflow-x: auto;
    /* A list that is ranked anew is seen from its best item on, not from where the former one has gone. */
    overflow-anchor: none;
    scroll-snap-type: x proximity;
    scroll-padding-inline: 4px;
    scrollbar-width: thin;
    /* Room for the focus ring, which overflow would clip. */
    padding: 4px;
    margin: -4px;
  }
  .card {
    position: relative;
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    scroll-snap-align: start;
    overflow-wrap: anywhere;
  }
  .body {
    color: inherit;
    text-decoration: none;
    border-radius: 8px;
  }
  .picture {
    display: block;
    inline-size: 100%;
    aspect-ratio: 1;
    object-fit: cover;
    border-radius: 8px;
    background: var(--track);
  }
  .name {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    margin-block-start: 8px;
    font-size: 14px;
    line-height: 20px;
    font-weight: 500;
  }
  a:hover .name {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .price {
    font-size: 14px;
    line-height: 20px;
    font-variant-numeric: tabular-nums;
  }
  .reason {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    margin-block-start: 4px;
    font-size: 12px;
    line-height: 16px;
    min-block-size: 32px;
    color: var(--muted);
  }
  .dismiss {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 50%;
    border-color: var(--line);
    background: var(--surface);
    color: var(--muted);
  }
  .dismiss:hover {
    color: var(--text);
    border-color: var(--muted);
  }
  .dismiss:focus-visible {
    border-radius: 50%;
  }
  .paused {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    padding: 8px 8px 8px 16px;
    padding-inline: 16px 8px;
    border: 1px solid var(--line);
    border-radius: 8px;
    font-size: 14px;
    line-height: 20px;
    color: var(--muted);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .choices button {
    min-block-size: 40px;
    padding: 8px 16px;
    border-color: var(--line);
    font-weight: 500;
    color: var(--text);
  }
  .choices button:hover {
    border-color: var(--muted);
  }
  /* Lies in the room that the page keeps. */
  .skeleton {
    position: absolute;
    inset: 0;
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(168px, 1fr);
    gap: 16px;
    overflow: hidden;
    padding-block-start: 40px;
  }
  .bone {
    border-radius: 8px;
    background: var(--track);
  }
  @media (max-width: 560px) {
    ul {
      grid-auto-columns: 44%;
      gap: 12px;
      scroll-snap-type: x mandatory;
    }
  }
  @media (forced-colors: active) {
    .card .picture {
      forced-color-adjust: none;
    }
  }
  @media print {
    :host {
      color-scheme: light;
      --text: #000;
      --muted: #444;
    }
    .dismiss,
    .choices {
      display: none;
    }
  }
`;
