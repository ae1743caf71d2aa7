import { html, nothing, type TemplateResult } from 'lit';
import type { Recommendation } from '../contract/worker_api.ts';
import { cardReason } from './card_reason.ts';
import type { Formats } from './format.ts';
import { icon } from './icons.ts';
import { safeHref, safeImage } from './links.ts';
import { rowWords } from './words/row_words.ts';

/**
 * One card of the row, with the way to say no.
 *
 * @param isOwn drawn by the shop, in the slot of the item's id
 */
export function cardView(
  card: Recommendation,
  formats: Formats,
  isOwn: boolean,
  dismiss: () => void,
): TemplateResult {
  const { id, item } = card;
  const name = item?.name ?? id;
  const { notInterested } = rowWords[formats.code];
  return html`<li class="card" part="card" data-item-id=${id}>
    ${isOwn ? html`<slot name=${id}></slot>` : contents(card, name, formats)}
    <button
      type="button"
      class="dismiss"
      part="dismiss"
      title=${notInterested}
      aria-label="${notInterested}: ${name}"
      @click=${dismiss}
    >
      ${icon('close')}
    </button>
  </li>`;
}

/** Picture, name, price and why. */
function contents(card: Recommendation, name: string, formats: Formats): TemplateResult {
  const { item } = card;
  const href = safeHref(item?.url);
  const price = formats.price(item?.price, item?.currency);
  const body = html`${picture(item?.image)}<span class="name" part="name" dir="auto">${name}</span>`;
  return html`${href ? html`<a class="body" href=${href}>${body}</a>` : html`<div class="body">${body}</div>`}
    ${price ? html`<p class="price" part="price">${price}</p>` : nothing}
    <p class="reason" part="reason">${cardReason(card, formats)}</p>`;
}

/** The picture says what the name beside it says, so it is hidden from screen readers. */
function picture(image: string | undefined): TemplateResult {
  const source = safeImage(image);
  if (!source) return html`<span class="picture none" part="image"></span>`;
  // A symbol of a sprite can only be drawn by <use>; an <img> would show the whole sheet.
  return source.includes('#')
    ? html`<svg class="picture" part="image" aria-hidden="true" focusable="false"><use href=${source}></use></svg>`
    : html`<img class="picture" part="image" src=${source} alt="" loading="lazy" decoding="async" />`;
}
