import type { css as Css, html as Html, nothing as Nothing, svg as Svg } from 'lit';
import type { repeat as Repeat } from 'lit/directives/repeat.js';

/** What the panel lends its sections of lit, so that their files need not bring it again. */
export interface Lit {
  readonly html: typeof Html;
  readonly svg: typeof Svg;
  readonly css: typeof Css;
  readonly nothing: typeof Nothing;
  readonly repeat: typeof Repeat;
}

// In the build of the sections' files, `lit` and its directives mean this module. Nothing may be taken from
// it while modules load: sheets are functions there.
export let html: Lit['html'];
export let svg: Lit['svg'];
export let css: Lit['css'];
export let nothing: Lit['nothing'];
export let repeat: Lit['repeat'];

/** To be called before anything of the sections is. */
export function borrow(lit: Lit): void {
  ({ html, svg, css, nothing, repeat } = lit);
}
