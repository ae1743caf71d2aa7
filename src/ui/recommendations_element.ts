import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { now } from '../contract/clock.ts';
import type { PanelPort } from '../contract/page_api.ts';
import type { Recommendation } from '../contract/worker_api.ts';
import { baseStyles } from './base_styles.ts';
import { cardView } from './card_view.ts';
import { type Formats, formatsFor } from './format.ts';
import { languageOf } from './language.ts';
import { whenPort } from './port.ts';
import { rowStyles } from './row_styles.ts';
import { rowWords } from './words/row_words.ts';

const DEFAULT_COUNT = 6;

/** Interactions come in bursts (view, then dwell, then scroll): one question for all of them. */
const CALM_MS = 400;

/** One spare card stands ready for the place of each that is turned down. */
const SPARE = 4;

/**
 * `<inkling-recommendations count heading>`: a row of what this device would suggest, ranked here.
 * Takes no room until there is something to show. Parts: heading, list, card, image, name, price, reason, dismiss.
 */
export class InklingRecommendations extends LitElement {
  static override properties = { count: { type: Number }, heading: {} };
  static override styles = [baseStyles, rowStyles];

  declare count: number;
  declare heading: string;

  #port: PanelPort | undefined;
  #cards: readonly Recommendation[] = [];
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
    // Without Inkling the row stays away: a shop's page does not apologise for it.
    if (!port) return;
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
    try {
      const cards = await this.#port.inkling.recommend({ count: this.#wanted + SPARE });
      if (asked === this.#asked) this.#cards = cards;
    } catch {
      // No consent, no model: a state of the world, in which the row is empty. The panel tells why.
      if (asked === this.#asked) this.#cards = [];
    }
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('count')) void this.#ask();
    this.#isAtStart = (this.#list?.scrollLeft ?? 0) === 0;
  }

  protected override updated(): void {
    // Snapping follows the card that was first to wherever it is ranked now. Whoever has scrolled wants that.
    if (this.#isAtStart && this.#list) this.#list.scrollLeft = 0;
  }

  get #list(): Element | null {
    return this.renderRoot.querySelector('ul');
  }

  protected override render(): TemplateResult | typeof nothing {
    const formats = this.#language();
    const shown = this.#cards
      .filter(({ id, item }) => item && !this.#dismissed.has(id))
      .slice(0, this.#wanted);
    if (shown.length === 0) return nothing;
    const words = rowWords[formats.code];
    return html`<section part="row" lang=${formats.tag} aria-labelledby="heading">
      <h2 id="heading" part="heading" tabindex="-1">${this.heading || words.heading}</h2>
      <ul role="list" part="list">
        ${repeat(
          shown,
          ({ id }) => id,
          (card) => cardView(card, formats, () => void this.#dismiss(card)),
        )}
      </ul>
      <p class="hidden" role="status">${this.#spoken}</p>
    </section>`;
  }

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
    if (this.#formats?.tag !== language.tag) this.#formats = formatsFor(language, now);
    return this.#formats;
  }
}
