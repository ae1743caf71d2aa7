import { html, type TemplateResult } from 'lit';
import type { StorageReport } from '../contract/worker_api.ts';
import type { PanelHost } from './panel_host.ts';
import type { Depth } from './report_view.ts';

/** Deletes everything, asked once, and keeps what the re-opened database then holds until it is closed. */
export class Clearing {
  readonly #host: PanelHost;
  #asking: Depth | undefined;
  #isWorking = false;
  #done: { readonly depth: Depth; readonly report: StorageReport } | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  /** "Delete everything on this device", then the question in its place. */
  renderButton(depth: Depth = 'clear'): TemplateResult {
    const { clear } = this.#host.words;
    if (this.#asking === depth) return this.#question(depth);
    return html`<button
      type="button"
      class=${depth === 'clear' ? 'danger' : 'quiet danger-text'}
      data-clear=${depth}
      part="delete-button"
      @click=${() => this.#ask(depth)}
    >
      ${depth === 'clear' ? clear.everything : clear.forget}
    </button>`;
  }

  /** What is left after deleting; undefined before, and once it is closed. */
  get done(): { readonly depth: Depth; readonly report: StorageReport } | undefined {
    return this.#done;
  }

  readonly close = (): void => {
    this.#done = undefined;
    this.#host.focusOn('[role=tabpanel]');
  };

  #question(depth: Depth): TemplateResult {
    const { clear } = this.#host.words;
    return html`<div
      class="question"
      role="group"
      aria-labelledby="question-${depth}"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') this.#keep(depth);
      }}
    >
      <p id="question-${depth}">${depth === 'clear' ? clear.ask : clear.forgetAsk}</p>
      <div class="buttons">
        <button
          type="button"
          class="danger"
          aria-disabled=${this.#isWorking}
          @click=${() => this.#delete(depth)}
        >
          ${depth === 'clear' ? clear.confirm : clear.forgetConfirm}
        </button>
        <button type="button" class="plain" data-keep @click=${() => this.#keep(depth)}>${clear.keep}</button>
      </div>
    </div>`;
  }

  #ask(depth: Depth): void {
    this.#asking = depth;
    // The careful answer has the focus: a second press of Enter deletes nothing.
    this.#host.focusOn('[data-keep]');
  }

  #keep(depth: Depth): void {
    this.#asking = undefined;
    this.#host.focusOn(`[data-clear=${depth}]`);
  }

  async #delete(depth: Depth): Promise<void> {
    if (this.#isWorking) return;
    const { port, words, removals } = this.#host;
    this.#isWorking = true;
    this.#host.say(words.clear.working);
    const report = await this.#host.attempt(() => (depth === 'clear' ? port.clear() : port.forget()));
    this.#isWorking = false;
    if (report) {
      // Deletions that still waited are part of what went; later they would find a fresh database.
      removals.forget();
      this.#asking = undefined;
      this.#done = { depth, report };
      this.#host.focusOn('#report-title');
    }
    await this.#host.refresh();
  }
}
