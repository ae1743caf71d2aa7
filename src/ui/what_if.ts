import { html, nothing, type TemplateResult } from 'lit';
import type { Preview } from '../contract/panel_worker.ts';
import type { Interest, ProfileView, Reason } from '../contract/worker_api.ts';
import { comparison } from './comparison.ts';
import type { PanelHost } from './panel_host.ts';
import { interestWords } from './words/interest_words.ts';

/** Below half a percent an interest is no longer shown as one. */
const VANISHED = 0.005;

interface Answer {
  readonly sentence: string;
  readonly table?: TemplateResult;
}

/**
 * The reasons of one interest, ticked or not, and the live answer to "what if I remove these?": a sentence, and interests and first
 * suggestions as they are and as they would be. Reasons that read as one sentence can be ticked one by one.
 * Asking changes nothing; only "Remove these" does, and that can be undone for 10 seconds.
 */
export class WhatIf {
  readonly #host: PanelHost;
  readonly #path: string;
  readonly #name: string;
  /** Interactions that are not ticked, so that a new reason comes ticked. */
  readonly #spared = new Set<number>();
  /** What `#answer` answers: profile and interactions. */
  #question = '';
  #answer: Answer | undefined;
  /** As things are, and for which profile. */
  #now: { readonly of: ProfileView; readonly preview: Promise<Preview> } | undefined;

  /** @param name what the sentence calls the interest. */
  constructor(host: PanelHost, path: string, name: string) {
    this.#host = host;
    this.#path = path;
    this.#name = name;
  }

  render(profile: ProfileView, reasons: readonly Reason[]): TemplateResult {
    const { removals, formats } = this.#host;
    const { code, nouns, number } = formats;
    const words = interestWords[code](nouns);
    const groups = this.#host.explain(reasons, this.#name);
    const all = groups.flatMap((group) => group.ids);
    const waiting = all.filter((id) => removals.has(id));
    const chosen = all.filter((id) => !this.#spared.has(id));
    this.#ask(profile, chosen);
    return html`
      <fieldset class="reasons">
        <legend>${words.reasons}</legend>
        ${groups.map(({ sentence, ids }) => {
          const single = reasons.filter(({ interactionIds }) => ids.includes(interactionIds[0]!));
          return html`${this.#tick(sentence, ids)}
          ${
            single.length > 1
              ? html`<details class="singly">
                  <summary>${words.oneByOne}</summary>
                  ${single.map((reason) =>
                    this.#tick(this.#host.explain([reason], this.#name)[0]!.sentence, reason.interactionIds),
                  )}
                </details>`
              : nothing
          }`;
        })}
      </fieldset>
      <p class="what-if" aria-live="polite">
        ${waiting.length > 0 ? words.removing(waiting.length, number(waiting.length)) : this.#answer?.sentence}
      </p>
      ${waiting.length > 0 ? nothing : this.#answer?.table}
      <button
        type="button"
        class=${waiting.length > 0 ? 'plain' : 'plain danger-text'}
        aria-disabled=${waiting.length === 0 && chosen.length === 0}
        @click=${() => (waiting.length > 0 ? removals.undo(waiting) : removals.add(chosen))}
      >
        ${waiting.length > 0 ? words.undo : words.removeThese}
      </button>
    `;
  }

  #tick(sentence: string, ids: readonly number[]): TemplateResult {
    const isGoing = ids.every((id) => this.#host.removals.has(id));
    const spared = ids.filter((id) => this.#spared.has(id)).length;
    return html`<label class="reason ${isGoing ? 'struck' : ''}">
      <input
        type="checkbox"
        .checked=${spared === 0}
        .indeterminate=${spared > 0 && spared < ids.length}
        @change=${(event: Event) => {
          const { checked } = event.target as HTMLInputElement;
          for (const id of ids) {
            if (checked) this.#spared.delete(id);
            else this.#spared.add(id);
          }
          this.#host.requestUpdate();
        }}
      />
      <span>${sentence}</span>
    </label>`;
  }

  /** Asks the worker once per question; a late answer to an older question is dropped. */
  #ask(profile: ProfileView, ids: readonly number[]): void {
    const { formats, port } = this.#host;
    const question = `${formats.tag}/${profile.updatedAt}/${ids.join()}`;
    if (question === this.#question) return;
    this.#question = question;
    const words = interestWords[formats.code](formats.nouns);
    if (ids.length === 0) {
      this.#answer = { sentence: words.whatIf.none };
      return;
    }
    if (this.#now?.of !== profile) this.#now = { of: profile, preview: port.preview({}) };
    const answer = (told: Answer) => {
      if (question !== this.#question) return;
      this.#answer = told;
      this.#host.requestUpdate();
    };
    Promise.all([this.#now.preview, port.preview({ without: ids })]).then(
      ([now, then]) =>
        answer({
          sentence: this.#compare(profile.interests, then.interests),
          table: comparison(now, then, formats),
        }),
      () => {
        this.#now = undefined;
        answer({ sentence: words.whatIf.unknown });
      },
    );
  }

  #compare(before: readonly Interest[], after: readonly Interest[]): string {
    const { code, nouns, percent } = this.#host.formats;
    const { whatIf, ordinal } = interestWords[code](nouns);
    const from = before.findIndex(({ path }) => path === this.#path);
    const to = after.findIndex(({ path }) => path === this.#path);
    const old = before[from];
    const now = after[to];
    if (!old || !now || now.share < VANISHED) return whatIf.goes(this.#name);
    if (to > from) return whatIf.drops(this.#name, ordinal(from + 1), ordinal(to + 1));
    if (to < from) return whatIf.rises(this.#name, ordinal(from + 1), ordinal(to + 1));
    return whatIf.stays(this.#name, ordinal(to + 1), percent(old.share), percent(now.share));
  }
}
