import { html, svg, type TemplateResult } from 'lit';
import type { Kind } from '../contract/interaction.ts';

/** 16 x 16 outlines, drawn with the colour of the text. They repeat what a word beside them says. */
const OUTLINES = {
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Zm4.5 0a2 2 0 1 0 4 0 2 2 0 0 0-4 0Z',
  clock: 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM8 4.5V8l2.5 1.5',
  search: 'M7 2.25a4.75 4.75 0 1 0 0 9.5 4.75 4.75 0 0 0 0-9.5ZM10.5 10.5l3.5 3.5',
  heart: 'M8 13.5S2 10 2 5.9A3.1 3.1 0 0 1 8 5a3.1 3.1 0 0 1 6 .9C14 10 8 13.5 8 13.5Z',
  cart: 'M1.5 2.5h2l1.7 7.5h7l1.6-5.5H4.2M6 13.2h.01M11.4 13.2h.01',
  bag: 'M3 5.5h10l.7 8H2.3l.7-8ZM5.5 5.5a2.5 2.5 0 0 1 5 0',
  back: 'M6 3.5 2.5 7 6 10.5M2.5 7h7a4 4 0 0 1 0 8H8',
  star: 'm8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5L8 2Z',
  no: 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM3.6 3.6l8.8 8.8',
  person:
    'M8 2.5a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5ZM2.75 14c.6-2.7 2.7-4.25 5.25-4.25S12.65 11.3 13.25 14',
  check: 'm3 8.5 3.5 3.5L13 4.5',
  chevron: 'm5.5 3.5 4.5 4.5-4.5 4.5',
  close: 'm4 4 8 8M12 4l-8 8',
} as const;

export type IconName = keyof typeof OUTLINES;

const ICON_OF_KIND: Readonly<Record<Kind, IconName>> = {
  impression: 'eye',
  view: 'eye',
  dwell: 'clock',
  scroll: 'eye',
  select: 'check',
  variant: 'check',
  search: 'search',
  filter: 'search',
  wishlist: 'heart',
  cart_add: 'cart',
  cart_remove: 'cart',
  cart_view: 'cart',
  checkout: 'bag',
  purchase: 'bag',
  refund: 'back',
  rate: 'star',
  share: 'person',
  like: 'heart',
  dislike: 'no',
  follow: 'person',
  unfollow: 'person',
  start: 'check',
  complete: 'check',
};

export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon icon-${name}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    ${svg`<path d=${OUTLINES[name]}></path>`}
  </svg>`;

export const kindIcon = (kind: Kind): TemplateResult => icon(ICON_OF_KIND[kind]);
