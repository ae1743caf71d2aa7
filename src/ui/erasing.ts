import { html, nothing, type TemplateResult } from 'lit';
import type { LedgerRelease } from '../contract/records.ts';
import type { LedgerView } from '../contract/worker_api.ts';
import type { PanelHost } from './panel_host.ts';
import { type ReleaseWords, releaseWords } from './words/release_words.ts';

/** Asks the receiver to erase a release, once the shopper has read what the request itself tells. */
export class Erasing {
  readonly #host: PanelHost;
  #asking: number | undefined;
  #isWorking = false;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  /** The button, the question in its place, or what became of it; nothing while the bytes are still on their way. */
  render(
    { period, relay }: LedgerRelease,
    { pending, erasures }: LedgerView,
  ): TemplateResult | typeof nothing {
    if (pending.includes(period)) return nothing;
    const { erase } = this.#words;
    if (this.#asking === period) return this.#question(period, relay !== undefined);
    const erasure = erasures[period];
    const isOver = erasure?.state === 'erased' || erasure?.state === 'too-late';
    return html`
      ${erasure ? html`<p class="erasure" data-erasure=${erasure.state}>${erase.states[erasure.state](this.#host.formats.date(erasure.at))}</p>` : nothing}
      ${
        isOver
          ? nothing
          : html`<button type="button" class="plain" data-erase=${period} @click=${() => this.#ask(period)}>
              ${erasure ? erase.again : erase.ask}
            </button>`
      }
    `;
  }

  get #words(): ReleaseWords {
    const { code, nouns } = this.#host.formats;
    return releaseWords[code](nouns);
  }

  #question(period: number, isRelayed: boolean): TemplateResult {
    const { erase } = this.#words;
    return html`<div
      class="question"
      role="group"
      aria-labelledby="erase-${period}"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.#keep(period);
      }}
    >
      <h3 id="erase-${period}">${erase.title}</h3>
      <p>${isRelayed ? erase.revealsRelayed : erase.reveals}</p>
      <p>${erase.limits}</p>
      <div class="buttons">
        <button type="button" class="danger" aria-disabled=${this.#isWorking} @click=${() => this.#erase(period)}>
          ${erase.confirm}
        </button>
        <button type="button" class="plain" data-leave @click=${() => this.#keep(period)}>${erase.cancel}</button>
      </div>
    </div>`;
  }

  #ask(period: number): void {
    this.#asking = period;
    // The careful answer has the focus: a second press of Enter asks nothing.
    this.#host.focusOn('[data-leave]');
  }

  #keep(period: number): void {
    this.#asking = undefined;
    this.#host.focusOn(`[data-erase="${period}"]`);
  }

  async #erase(period: number): Promise<void> {
    if (this.#isWorking) return;
    const { port, formats, snapshot } = this.#host;
    const { erase } = this.#words;
    this.#isWorking = true;
    this.#host.say(erase.working);
    const erasure = await this.#host.attempt(() => port.eraseRelease(period));
    this.#isWorking = false;
    this.#asking = undefined;
    await snapshot.refresh(['ledger']);
    if (erasure) this.#host.say(erase.states[erasure.state](formats.date(erasure.at)));
    this.#host.focusOn('[role=tabpanel]');
  }
}
