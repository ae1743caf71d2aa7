import { css } from 'lit';

/** The panel in the colours of the system, and on paper. Comes last: it overrides the other sheets. */
export const mediaStyles = () => css`
  /* Drawings and what is filled keep their own colours: those are the system's then. */
  @media (forced-colors: active) {
    :host {
      --accent: Highlight;
      --text: CanvasText;
      --muted: CanvasText;
      --surface: Canvas;
      --line: CanvasText;
      --track: Canvas;
      --danger: CanvasText;
      --on-strong: HighlightText;
    }
    [role='tab'],
    .head,
    .switch,
    .quiet,
    .bare {
      border-color: Canvas;
    }
    .bar .track {
      stroke: CanvasText;
    }
    [role='tab'][aria-selected='true'] {
      border-block-end-color: Highlight;
    }
    .small[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  /* On paper: all that is unfolded, whole and dark on white; nothing that can be pressed. */
  @media print {
    /* Whatever theme the shop is in: backgrounds are not printed. */
    :host {
      color-scheme: light;
      --accent: #3048c0;
      --text: #000;
      --muted: #444;
      --surface: #fff;
      --line: #aaa;
      --track: #eee;
      --on-strong: #fff;
    }
    .tabs,
    .demo-clock,
    aside,
    .knob,
    button:not(.head, .switch),
    input,
    form,
    .stated details,
    details:not([open]),
    .question,
    .act,
    .tools,
    .pager,
    .pending,
    .some,
    .actions,
    .delete,
    .release-actions,
    .chain {
      display: none !important;
    }
    .panel {
      border: 0;
      padding: 0;
    }
    h1 {
      margin-block-end: 16px;
    }
    .beside {
      display: block;
    }
    .what-if {
      min-block-size: 0;
    }
    .why,
    .row .title {
      display: block;
    }
    .scroll,
    pre {
      overflow: visible;
      max-block-size: none;
    }
    .interest,
    .row,
    .release,
    tr {
      break-inside: avoid;
    }
    h2,
    h3,
    .session {
      break-after: avoid;
    }
    .day {
      content-visibility: visible;
    }
  }
`;
