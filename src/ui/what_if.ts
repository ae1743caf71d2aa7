import { html, type TemplateResult } from 'lit';
import type { Interest, ProfileView } from '../contract/worker_api.ts';
import type { PanelHost } from './panel_host.ts';
import type { ReasonGroup } from './reasons.ts';
import { interestWords } from './words/interest_words.ts';

/** Below half a percent an interest is no longer shown as one. */
const VANISHED = 0.005;

/**
 * The reasons of one interest, ticked or not, and the live answer to "what if I remove these?".
 * Asking changes nothing; only "Remove these" does, and that can be undone for 10 seconds.
 */
export class WhatIf {
  readonly #host: PanelHost;
  readonly #path: string;
  readonly #name: string;
  /** Unticked ones, so that a new reason comes ticked. */
  readonly #spared = new Set<string>();
  /** What `#answer` answers: profile and interactions. */
  #question = '';
  #answer: string | undefined;

  /** @param name what the sentence calls the interest. */
  constructor(host: PanelHost, path: string, name: string) {
    this.#host = host;
    this.#path = path;
    this.#name = name;
  }

  render(profile: ProfileView, groups: readonly ReasonGroup[]): TemplateResult {
    const { removals, formats } = this.#host;
    const { code, nouns, number } = formats;
    const words = interestWords[code](nouns);
    const all = groups.flatMap((group) => group.ids);
    const waiting = all.filter((id) => removals.has(id));
    const chosen = groups.filter((group) => !this.#spared.has(group.key)).flatMap((group) => group.ids);
    this.#ask(profile, chosen);
    return html`
      <fieldset class="reasons">
        <legend>${words.reasons}</legend>
        ${groups.map((group) => this.#reason(group))}
      </fieldset>
      <p class="what-if" aria-live="polite">
        ${waiting.length > 0 ? words.removing(waiting.length, number(waiting.length)) : this.#answer}
      </p>
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

  #reason(group: ReasonGroup): TemplateResult {
    const isGoing = group.ids.every((id) => this.#host.removals.has(id));
    return html`<label class="reason ${isGoing ? 'struck' : ''}">
      <input
        type="checkbox"
        .checked=${!this.#spared.has(group.key)}
        @change=${(event: Event) => {
          if ((event.target as HTMLInputElement).checked) this.#spared.delete(group.key);
          else this.#spared.add(group.key);
          this.#host.requestUpdate();
        }}
      />
      <span>${group.sentence}</span>
    </label>`;
  }

  /** Asks the worker once per question; a late answer to an older question is dropped. */
  #ask(profile: ProfileView, ids: readonly number[]): void {
    const question = `${this.#host.formats.tag}/${profile.updatedAt}/${ids.join()}`;
    if (question === this.#question) return;
    this.#question = question;
    const { code, nouns } = this.#host.formats;
    const words = interestWords[code](nouns);
    if (ids.length === 0) {
      this.#answer = words.whatIf.none;
      return;
    }
    const answer = (sentence: string) => {
      if (question !== this.#question) return;
      this.#answer = sentence;
      this.#host.requestUpdate();
    };
    this.#host.port.preview({ without: ids }).then(
      ({ interests }) => answer(this.#compare(profile.interests, interests)),
      () => answer(words.whatIf.unknown),
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
