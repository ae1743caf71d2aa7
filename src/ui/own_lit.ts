import { css, html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Lit } from './lent_lit.ts';

/** What the panel lends its sections. */
export const LIT: Lit = { html, svg, css, nothing, repeat };
