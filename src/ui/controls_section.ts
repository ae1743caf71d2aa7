import { html, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../contract/worker_api.ts';
import { ClearingSome } from './clearing_some.ts';
import type { PanelHost } from './panel_host.ts';
import { pause } from './pause_view.ts';
import { notices, unanswered } from './states.ts';
import { storageView } from './storage_view.ts';
import { TakeAwayView } from './take_away_view.ts';
import { type ControlWords, controlWords } from './words/control_words.ts';
import { pauseWords } from './words/pause_words.ts';
import { tasteWords } from './words/taste_words.ts';

/** What works, what is off and what is stored; the panel puts the switches above and deleting below. */
export class ControlsSection {
  readonly #host: PanelHost;
  readonly #takeAway: TakeAwayView;
  readonly #some: ClearingSome;

  constructor(host: PanelHost) {
    this.#host = host;
    this.#takeAway = new TakeAwayView(host);
    this.#some = new ClearingSome(host);
  }

  render(switches: TemplateResult, deletes: TemplateResult): TemplateResult {
    const { snapshot, formats } = this.#host;
    const words = this.#words;
    const storage = snapshot.get('storage');
    return html`
      ${switches}
      ${this.#pauses()}
      <h2>${words.state}</h2>
      ${this.#state()}
      <h2>${words.storage}</h2>
      ${storage ? storageView(storage, formats) : unanswered(this.#host, 'storage')}
      ${storage?.usageBytes ? html`<p class="muted">${words.used(formats.bytes(storage.usageBytes))}</p>` : nothing}
      ${this.#learning()} ${this.#takeAway.render()}
      <section class="delete">
        <h2>${words.title}</h2>
        ${deletes} ${this.#some.render()}
      </section>
    `;
  }

  #pauses(): TemplateResult | typeof nothing {
    const { formats, snapshot } = this.#host;
    const consent = snapshot.get('consent');
    if (!consent?.record) return nothing; // nothing goes on, or the notice above tells how it goes on
    const words = pauseWords[formats.code];
    const at = formats.now();
    const midnight = new Date(at).setHours(24, 0, 0, 0);
    const ends = { hour: at + 3_600_000, today: midnight, lifted: Number.POSITIVE_INFINITY };
    return html`<section class="act">
      <h2>${words.title}</h2>
      <p class="muted">${words.hint}</p>
      <div class="buttons">
        ${(['hour', 'today', 'lifted'] as const).map(
          (name) =>
            html`<button type="button" class="plain" @click=${() => pause(this.#host, ends[name])}>${words[name]}</button>`,
        )}
      </div>
    </section>`;
  }

  #learning(): TemplateResult {
    const words = tasteWords[this.#host.formats.code];
    const reset = async () => {
      const { port } = this.#host;
      await this.#host.attempt(async () => {
        await port.resetLearning();
        this.#host.say(words.resetDone);
      });
      await this.#host.refresh();
    };
    return html`<section class="act">
      <h2>${words.learning}</h2>
      <p class="muted">${words.resetHint}</p>
      <button type="button" class="plain" @click=${reset}>${words.reset}</button>
    </section>`;
  }

  get #words(): ControlWords {
    const { code, nouns } = this.#host.formats;
    return controlWords[code](nouns);
  }

  #state(): TemplateResult {
    const words = this.#words;
    const { snapshot, words: panelWords } = this.#host;
    const status = snapshot.get('status');
    if (!status) return unanswered(this.#host, 'status');
    const problems = new Set<Problem>([
      ...status.problems,
      ...(snapshot.get('ledger')?.status.problems ?? []),
    ]);
    const { experiment } = words;
    const { holdout } = status;
    const share = this.#host.formats.percent(holdout?.share ?? 0);
    return html`
      ${problems.size === 0 ? html`<p>${words.works}</p>` : notices([...problems].map((problem) => panelWords.problems[problem]))}
      ${holdout ? html`<h3>${experiment.title}</h3><p>${holdout.isHeldOut ? experiment.heldOut(share) : experiment.shown(share)} ${experiment.coin}</p>` : nothing}
      <details>
        <summary>${words.details}</summary>
        <dl class="facts">
          <dt>${words.model}</dt>
          <dd>${status.modelName ? `${status.modelName}, ` : nothing}${words.models[status.model]}</dd>
          <dt>${words.backend}</dt>
          <dd>${words.backends[status.backend]}</dd>
          ${fingerprint(words.modelHash, status.modelHash)} ${fingerprint(words.codebookHash, status.codebookHash)}
        </dl>
      </details>
    `;
  }
}

const fingerprint = (label: string, hash: string | undefined): TemplateResult | typeof nothing =>
  hash === undefined ? nothing : html`<dt>${label}</dt><dd><code dir="ltr">${hash}</code></dd>`;
