import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { now } from '../contract/clock.ts';
import type { PanelPort } from '../contract/page_api.ts';
import type { Recommendation } from '../contract/worker_api.ts';
import { baseStyles } from './base_styles.ts';
import { cardView } from './card_view.ts';
import { type Formats, formatsFor } from './format.ts';
import { languageOf } from './language.ts';
import { OwnCards } from './own_card.ts';
import { whenPort } from './port.ts';
import { pausedRow, rowSkeleton } from './row_notices.ts';
import { rowStyles } from './row_styles.ts';
import { pauseWords } from './words/pause_words.ts';
import { rowWords } from './words/row_words.ts';

const DEFAULT_COUNT = 6;

/** Interactions come in bursts (view, then dwell, then scroll): one question for all of them. */
const CALM_MS = 400;

/** One spare card stands ready for the place of each that is turned down. */
const SPARE = 4;

/**
 * `<inkling-recommendations count heading>`: a row of what this device would suggest, ranked here, or that it is paused.
 * Takes no room until there is something to show; in room that the page keeps it draws a skeleton. A `<template>` child
 * draws the cards (own_card.ts). Parts: row, heading, list, card, image, name, price, reason, dismiss, paused, resume,
 * open-panel, skeleton.
 */
export class InklingRecommendations extends LitElement {
  static override properties = { count: { type: Number }, heading: {} };
  static override styles = [baseStyles, rowStyles];

  declare count: number;
  declare heading: string;

  #port: PanelPort | undefined;
  #cards: readonly Recommendation[] = [];
  /** End of the pause that is on, ms since the epoch. */
  #pausedUntil: number | undefined;
  readonly #own = new OwnCards(this);
  /** Whether the first answer has come, or none will. */
  #isAnswered = false;
  /** Height of the cards that a pause has taken away, pixels: what is below them stays where it is. */
  #heldHeight = 0;
  /** Turned down on this page: gone at once, whatever an answer under way still holds. */
  readonly #dismissed = new Set<string>();
  #formats: Formats | undefined;
  #spoken = '';
  #stops: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Number of the latest question: an answer to an older one is dropped. */
  #asked = 0;
  /** Whether the list showed its beginning before the update under way. */
  #isAtStart = true;

  constructor() {
    super();
    this.count = DEFAULT_COUNT;
    this.heading = '';
  }

  static override get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: Lit's getter collects the attributes of its receiver.
    return [...super.observedAttributes, 'lang'];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'lang') this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [whenPort((port) => this.#attach(port))];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #attach(port: PanelPort | undefined): void {
    if (!port) {
      // Without Inkling the row stays away: a shop's page does not apologise for it.
      this.#isAnswered = true;
      this.requestUpdate();
      return;
    }
    this.#port = port;
    const soon = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#ask(), CALM_MS);
    };
    for (const type of ['change', 'consent', 'ready'] as const) this.#stops.push(port.inkling.on(type, soon));
    this.#stops.push(port.inkling.on('clear', () => void this.#ask()));
    // Before the first update the count may still change; that update asks.
    if (this.hasUpdated) void this.#ask();
  }

  /** At least 1 and at most 50; what an attribute holds may be anything. */
  get #wanted(): number {
    const count = Math.floor(this.count);
    return count >= 1 ? Math.min(count, 50) : DEFAULT_COUNT;
  }

  async #ask(): Promise<void> {
    if (!this.#port) return;
    const asked = ++this.#asked;
    const { inkling } = this.#port;
    // No consent, no model: a state of the world, in which the row is empty. The panel tells why.
    const [cards, consent] = await Promise.all([
      inkling.recommend({ count: this.#wanted + SPARE }).catch(() => []),
      this.#port.consentView().catch(() => undefined),
    ]);
    if (asked !== this.#asked) return;
    this.#cards = cards;
    const isBegun = this.#pausedUntil === undefined && consent?.pausedUntil !== undefined;
    if (isBegun) this.#heldHeight = this.renderRoot.querySelector('section')?.offsetHeight ?? 0;
    this.#pausedUntil = consent?.pausedUntil;
    this.#isAnswered = true;
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('count')) void this.#ask();
    this.#isAtStart = (this.#list?.scrollLeft ?? 0) === 0;
    this.#own.show(this.#shown, this.#language());
  }

  protected override updated(): void {
    // Snapping follows the card that was first to wherever it is ranked now. Whoever has scrolled wants that.
    if (this.#isAtStart && this.#list) this.#list.scrollLeft = 0;
    // By the object model, not as an attribute: a strict style-src lets this through.
    const section = this.renderRoot.querySelector('section');
    if (section) section.style.minBlockSize = this.#pausedUntil === undefined ? '' : `${this.#heldHeight}px`;
  }

  get #list(): Element | null {
    return this.renderRoot.querySelector('ul');
  }

  get #shown(): readonly Recommendation[] {
    if (this.#pausedUntil !== undefined) return [];
    return this.#cards.filter(({ id, item }) => item && !this.#dismissed.has(id)).slice(0, this.#wanted);
  }

  protected override render(): TemplateResult | typeof nothing {
    const formats = this.#language();
    const shown = this.#shown;
    const isPaused = this.#pausedUntil !== undefined;
    if (!isPaused && shown.length === 0)
      return this.#isAnswered || this.offsetHeight === 0 ? nothing : rowSkeleton(this.#wanted);
    const isOwn = this.#own.template !== null;
    return html`<section part="row" lang=${formats.tag} aria-labelledby="heading">
      <h2 id="heading" part="heading" tabindex="-1">${this.heading || rowWords[formats.code].heading}</h2>
      ${
        isPaused
          ? pausedRow(this.#pausedUntil ?? 0, formats, this.#goOn, () => void this.#port?.inkling.openPanel())
          : html`<ul role="list" part="list">
              ${repeat(
                shown,
                ({ id }) => id,
                (card) => cardView(card, formats, isOwn, () => void this.#dismiss(card)),
              )}
            </ul>`
      }
      <p class="hidden" role="status">${this.#spoken}</p>
    </section>`;
  }

  readonly #goOn = async (): Promise<void> => {
    try {
      await this.#port?.pause(0);
    } catch {
      // The guard could not be written: the pause stands, and so does what is said of it.
      return;
    }
    this.#spoken = pauseWords[this.#language().code].wentOn;
    await this.#ask();
    await this.updateComplete;
    // The button is gone; what has come in its place is read from here on.
    this.renderRoot.querySelector<HTMLElement>('#heading')?.focus();
  };

  async #dismiss({ id, item }: Recommendation): Promise<void> {
    const place = [...this.renderRoot.querySelectorAll('[data-item-id]')].findIndex(
      (card) => card.getAttribute('data-item-id') === id,
    );
    this.#dismissed.add(id);
    this.#spoken = rowWords[this.#language().code].removed(item?.name ?? id);
    this.requestUpdate();
    await this.updateComplete;
    // The spare card has moved into the row; the focus goes to what now stands in the same place.
    const buttons = this.renderRoot.querySelectorAll<HTMLElement>('.dismiss');
    (buttons[Math.min(place, buttons.length - 1)] ?? this).focus();
    try {
      await this.#port?.inkling.record({ kind: 'dislike', itemId: id });
    } catch {
      // Nothing may be recorded: it still stays away while this page is open.
    }
    await this.#ask();
  }

  #language(): Formats {
    const language = languageOf(this);
    if (this.#formats?.tag !== language.tag)
      this.#formats = formatsFor(language, () => now() + (this.#port?.demoClock?.offsetMs() ?? 0));
    return this.#formats;
  }
}
