import type { Recommendation } from '../contract/worker_api.ts';
import { cardReason } from './card_reason.ts';
import type { Formats } from './format.ts';
import { safeHref, safeImage } from './links.ts';

/**
 * Cards by the shop's own `<template>`, in the page itself, so that the shop's style sheets reach them. Elements with
 * `data-inkling="link | image | name | brand | price | reason"` are filled in; one for which the item has nothing is hidden.
 */
export class OwnCards {
  readonly #host: Element;
  readonly #cards = new Map<string, HTMLElement>();

  /** @param host whose children they become, each in the slot of its item's id */
  constructor(host: Element) {
    this.#host = host;
  }

  /** The shop's template, if it has one. */
  get template(): HTMLTemplateElement | null {
    return this.#host.querySelector(':scope > template');
  }

  /** Makes the children those of these recommendations; none where there is no template. */
  show(recommendations: readonly Recommendation[], formats: Formats): void {
    const { template } = this;
    const shown = new Map(template ? recommendations.map((card) => [card.id, card]) : []);
    for (const [id, card] of this.#cards) {
      if (shown.has(id)) continue;
      card.remove();
      this.#cards.delete(id);
    }
    for (const [id, recommendation] of shown) {
      let card = this.#cards.get(id);
      if (!card) {
        card = document.createElement('div');
        card.slot = id;
        card.append(template!.content.cloneNode(true));
        this.#cards.set(id, card);
      }
      fill(card, recommendation, formats);
      if (!card.isConnected) this.#host.append(card);
    }
  }
}

function fill(card: Element, recommendation: Recommendation, formats: Formats): void {
  const { id, item } = recommendation;
  const values: Readonly<Record<string, string | undefined>> = {
    link: safeHref(item?.url),
    image: safeImage(item?.image),
    name: item?.name ?? id,
    brand: item?.brand,
    price: formats.price(item?.price, item?.currency),
    reason: cardReason(recommendation, formats),
  };
  for (const place of card.querySelectorAll<HTMLElement>('[data-inkling]')) {
    const name = place.dataset.inkling ?? '';
    const value = values[name];
    if (name === 'link') setOrDrop(place, 'href', value);
    else if (name === 'image') setOrDrop(place, place.localName === 'img' ? 'src' : 'href', value);
    else place.textContent = value ?? '';
    // Without an address a card is still a card.
    place.toggleAttribute('hidden', value === undefined && name !== 'link');
  }
}

function setOrDrop(element: Element, attribute: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(attribute);
  else if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
}
