import { html, nothing, type TemplateResult } from 'lit';
import type { Preview } from '../contract/panel_worker.ts';
import type { Taste } from '../contract/wishes.ts';
import type { ProfileView } from '../contract/worker_api.ts';
import { comparison } from './comparison.ts';
import type { PanelHost } from './panel_host.ts';
import { tasteWords } from './words/taste_words.ts';

const TASTES: readonly Taste[] = ['less', 'never', 'right'];

/**
 * "Less of this", "never this", "this is right" of one interest: what would change is shown before anything does,
 * and what was said is taken back by the button that said it.
 */
export class TasteView {
  readonly #host: PanelHost;
  readonly #path: string;
  readonly #name: string;
  #asked: Taste | undefined;
  #answer: { readonly now: Preview; readonly then: Preview } | undefined;

  constructor(host: PanelHost, path: string, name: string) {
    this.#host = host;
    this.#path = path;
    this.#name = name;
  }

  render({ wishes }: ProfileView): TemplateResult {
    const words = tasteWords[this.#host.formats.code];
    const said = wishes.tastes[this.#path];
    return html`<div class="tastes" role="group" aria-label=${words.group(this.#name)}>
        ${TASTES.map(
          (taste) => html`<button
            type="button"
            class="small"
            data-taste=${taste}
            aria-pressed=${said === taste}
            @click=${() => (said === taste ? this.#say(undefined) : this.#ask(taste))}
          >
            ${words.tastes[taste]}
          </button>`,
        )}
      </div>
      ${said ? html`<p class="muted">${words.said[said](this.#name)}</p>` : nothing}
      ${this.#asked ? this.#question(this.#asked) : nothing}`;
  }

  #question(taste: Taste): TemplateResult {
    const { formats, words: panelWords } = this.#host;
    const words = tasteWords[formats.code];
    return html`<div
      class="question mild"
      role="group"
      aria-label=${words.tastes[taste]}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.#leave(taste);
      }}
    >
      <div aria-live="polite">
        ${this.#answer ? comparison(this.#answer.now, this.#answer.then, formats) : html`<p>${panelWords.loading}</p>`}
      </div>
      <div class="buttons">
        <button type="button" class="plain" data-do @click=${() => this.#say(taste)}>${words.do}</button>
        <button type="button" class="quiet" @click=${() => this.#leave(taste)}>${words.leave}</button>
      </div>
    </div>`;
  }

  #ask(taste: Taste): void {
    this.#asked = taste;
    this.#answer = undefined;
    this.#host.focusOn('[data-do]');
    const { port } = this.#host;
    // A preview that fails hides nothing: what was asked can still be said.
    Promise.all([port.preview({}), port.preview({ taste: { path: this.#path, taste } })]).then(
      ([now, then]) => {
        if (this.#asked !== taste) return;
        this.#answer = { now, then };
        this.#host.requestUpdate();
      },
      () => undefined,
    );
  }

  #leave(taste: Taste): void {
    this.#asked = undefined;
    this.#host.focusOn(`[data-interest="${CSS.escape(this.#path)}"] [data-taste=${taste}]`);
  }

  async #say(taste: Taste | undefined): Promise<void> {
    const { port, formats } = this.#host;
    const words = tasteWords[formats.code];
    this.#asked = undefined;
    await this.#host.attempt(async () => {
      await port.setTaste(this.#path, taste);
      this.#host.say(taste ? words.said[taste](this.#name) : words.takenBack(this.#name));
    });
    await this.#host.refresh();
  }
}
