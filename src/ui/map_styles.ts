import { css } from 'lit';

/** The map of tastes. Groups differ by sign, by label and, for those who see them, by colour. */
export const mapStyles = () => css`
  .map {
    container: map / inline-size;
    font-size: 14px;
    line-height: 20px;
  }
  .canvas {
    display: block;
    inline-size: 100%;
    max-inline-size: 520px;
    aspect-ratio: 1;
    margin-block: 8px;
    border: 1px solid var(--line);
    border-radius: 8px;
    /* Names in other scripts keep their own direction; places do not turn round. */
    direction: ltr;
  }
  .map .where {
    font-weight: 500;
  }
  .map p {
    margin-block: 4px;
  }
  .spot {
    overflow: visible;
  }
  .canvas text {
    font-size: 12px;
    font-weight: 600;
    fill: var(--sign);
    stroke: var(--surface);
    stroke-width: 4px;
    stroke-linejoin: round;
    paint-order: stroke;
  }
  .sign {
    fill: var(--sign);
    stroke: var(--sign);
  }
  .hollow {
    fill: var(--surface);
    stroke-width: 1.5px;
  }
  .canvas > .spot > .sign {
    opacity: 0.75;
  }
  .canvas,
  .key {
    --sign: var(--muted);
  }
  .c0 {
    --sign: #2f55c9;
    --sign: light-dark(#2f55c9, #8fb0ff);
  }
  .c1 {
    --sign: #9c4500;
    --sign: light-dark(#9c4500, #ffb270);
  }
  .c2 {
    --sign: #1a7239;
    --sign: light-dark(#1a7239, #72d08e);
  }
  .c3 {
    --sign: #a0257c;
    --sign: light-dark(#a0257c, #ff9edd);
  }
  .c4 {
    --sign: #006b77;
    --sign: light-dark(#006b77, #66d2de);
  }
  .c5 {
    --sign: #665f00;
    --sign: light-dark(#665f00, #d8ce58);
  }
  .canvas .own {
    fill: var(--text);
    font-weight: 700;
  }
  .way,
  .here {
    fill: none;
    stroke: var(--text);
    stroke-width: 2px;
  }
  .past {
    fill: var(--text);
    stroke: var(--surface);
  }
  .canvas .large {
    display: none;
  }
  @container map (inline-size >= 442px) {
    .canvas .large {
      display: inline;
    }
    .canvas .small {
      display: none;
    }
  }
  .map caption {
    text-align: start;
    font-weight: 600;
    padding-block: 8px 4px;
  }
  .map .number {
    text-align: end;
    padding-inline-end: 0;
    font-variant-numeric: tabular-nums;
  }
  .map details details {
    margin: 0;
  }
  .key {
    vertical-align: middle;
  }
  @media (forced-colors: active) {
    .sign,
    .canvas text {
      --sign: CanvasText;
    }
  }
  @media print {
    .canvas {
      break-inside: avoid;
    }
  }
`;
