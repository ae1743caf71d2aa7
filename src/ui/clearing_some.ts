import { html, type TemplateResult } from 'lit';
import { relationKey } from '../contract/relation.ts';
import type { PanelHost } from './panel_host.ts';
import { type TakeAwayWords, takeAwayWords } from './words/take_away_words.ts';

const PARTS = ['done', 'follows', 'said', 'learned'] as const;
type Part = (typeof PARTS)[number];

/** Deletes some of what is here, asked once; all of it is what `Clearing` deletes. */
export class ClearingSome {
  readonly #host: PanelHost;
  readonly #ticked = new Set<Part>();
  #isAsking = false;
  #isDone = false;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  render(): TemplateResult {
    const words = this.#words;
    return html`<details class="some" part="clear-some">
      <summary>${words.some}</summary>
      <fieldset>
        <legend class="hidden">${words.some}</legend>
        ${PARTS.map(
          (part) => html`<label class="reason">
            <input
              type="checkbox"
              .checked=${this.#ticked.has(part)}
              @change=${({ target }: Event) => this.#tick(part, (target as HTMLInputElement).checked)}
            />
            ${words.parts[part]}
          </label>`,
        )}
      </fieldset>
      ${this.#isAsking ? this.#question() : this.#button()}
      ${this.#isDone ? html`<p class="told">${words.partsDone}</p>` : ''}
    </details>`;
  }

  get #words(): TakeAwayWords {
    const { code, nouns } = this.#host.formats;
    return takeAwayWords[code](nouns);
  }

  #button(): TemplateResult {
    return html`<button
      type="button"
      class="plain danger-text"
      data-clear="some"
      aria-disabled=${this.#ticked.size === 0}
      @click=${() => {
        if (this.#ticked.size === 0) return;
        this.#isAsking = true;
        this.#isDone = false;
        this.#host.focusOn('[data-keep-some]');
      }}
    >
      ${this.#words.deleteParts}
    </button>`;
  }

  #question(): TemplateResult {
    const words = this.#words;
    const keep = () => {
      this.#isAsking = false;
      this.#host.focusOn('[data-clear=some]');
    };
    return html`<div
      class="question"
      role="group"
      aria-labelledby="question-some"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') keep();
      }}
    >
      <p id="question-some">${words.partsAsk}</p>
      <div class="buttons">
        <button type="button" class="danger" @click=${this.#delete}>${words.confirm}</button>
        <button type="button" class="plain" data-keep-some @click=${keep}>${words.keep}</button>
      </div>
    </div>`;
  }

  #tick(part: Part, on: boolean): void {
    if (on) this.#ticked.add(part);
    else this.#ticked.delete(part);
    this.#isDone = false;
    this.#host.requestUpdate();
  }

  readonly #delete = async (): Promise<void> => {
    const isDone = await this.#host.attempt(async () => {
      for (const part of this.#ticked) await this.#deletePart(part);
      return true;
    });
    this.#isAsking = false;
    if (isDone) {
      this.#ticked.clear();
      this.#isDone = true;
      this.#host.say(this.#words.partsDone);
    }
    await this.#host.refresh();
    this.#host.focusOn('[data-clear=some]');
  };

  async #deletePart(part: Part): Promise<void> {
    const { port } = this.#host;
    if (part === 'done') await port.removeInteractions((await port.history()).map(({ id }) => id));
    if (part === 'follows') await port.removeInteractions((await port.relations()).map(relationKey));
    if (part === 'learned') await port.resetLearning();
    if (part !== 'said') return;
    const { wishes } = await port.profile();
    for (const path of Object.keys(wishes.tastes)) await port.setTaste(path, undefined);
    await port.setFacts({});
  }
}
