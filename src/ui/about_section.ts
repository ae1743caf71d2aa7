import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Interest, ProfileView } from '../contract/worker_api.ts';
import { bar } from './bar.ts';
import { evidenceOf } from './evidence_of.ts';
import { icon } from './icons.ts';
import { lastName } from './names.ts';
import type { PanelHost } from './panel_host.ts';
import type { Sections } from './sections.ts';
import { emptyState, skeleton, unanswered } from './states.ts';

/** So many interests fit a phone beside the switches and the button that deletes. */
const SHOWN_AT_FIRST = 5;

/** Interests with their reasons, and what would change without them. */
export class AboutSection {
  readonly #host: PanelHost;
  readonly #unfolded = new Set<string>();
  #showsAll = false;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  /** @param sections what is shown of an unfolded interest; absent until it has been loaded. */
  render(sections: Sections | undefined): TemplateResult {
    const { snapshot, formats, words } = this.#host;
    const profile = snapshot.get('profile');
    if (!profile) return unanswered(this.#host, 'profile', this.#empty());
    if (profile.interactions === 0) return this.#empty();
    if (profile.interests.length === 0) return emptyState(words.noInterests);
    return html`
      <h2 class="hidden">${words.interests}</h2>
      <p class="muted basis">${words.basis(profile.interactions, formats.number(profile.interactions))}</p>
      ${this.#interests(profile, sections)}
    `;
  }

  /** "How this works": apart, so that on a phone it comes after the switches. */
  renderHow(sections: Sections | undefined): TemplateResult | typeof nothing {
    const profile = this.#host.snapshot.get('profile');
    if (!profile || profile.interests.length === 0) return nothing;
    return html`<details class="how">
      <summary>${this.#host.words.how.title}</summary>
      ${sections?.details.renderHow(profile)}
    </details>`;
  }

  #empty(): TemplateResult {
    const { words } = this.#host;
    const isRecording = this.#host.snapshot.get('consent')?.record;
    return emptyState(words.nothingRecorded, isRecording ? words.nothingYetOn : words.nothingYetOff);
  }

  #interests(profile: ProfileView, sections: Sections | undefined): TemplateResult {
    const { words, formats } = this.#host;
    const { interests } = profile;
    // A button for a single one more would take the room that it takes.
    const isLong = interests.length > SHOWN_AT_FIRST + 1;
    const shown = isLong && !this.#showsAll ? interests.slice(0, SHOWN_AT_FIRST) : interests;
    return html`
      <ol class="interests" part="interests">
        ${repeat(
          shown,
          ({ path }) => path,
          (interest) => this.#interest(interest, profile, sections),
        )}
      </ol>
      ${
        isLong
          ? html`<button
              type="button"
              class="quiet"
              aria-expanded=${this.#showsAll}
              @click=${() => {
                this.#showsAll = !this.#showsAll;
                this.#host.requestUpdate();
              }}
            >
              ${this.#showsAll ? words.showFewer : words.showAll(formats.number(interests.length))}
            </button>`
          : nothing
      }
    `;
  }

  #interest(interest: Interest, profile: ProfileView, sections: Sections | undefined): TemplateResult {
    const { formats } = this.#host;
    const name = lastName(interest.path);
    const isUnfolded = this.#unfolded.has(interest.path);
    return html`<li class="interest ${isUnfolded ? 'unfolded' : ''}" part="interest" data-interest=${interest.path}>
      <h3>
        <button type="button" class="head" aria-expanded=${isUnfolded} @click=${() => this.#toggle(interest)}>
          <span class="name" dir="auto">${name}</span>
          <span class="percent">${formats.percent(interest.share)}</span>
          ${icon('chevron')}
        </button>
      </h3>
      ${bar(interest.share)}
      ${
        isUnfolded
          ? html`<div class="inside">${sections?.details.render(interest, profile) ?? skeleton(this.#host.words.loading)}</div>`
          : html`<p class="why">${this.#host.explain((evidenceOf(this.#host, interest) ?? interest).reasons, name)[0]?.sentence}</p>`
      }
    </li>`;
  }

  #toggle({ path }: Interest): void {
    if (!this.#unfolded.delete(path)) this.#unfolded.add(path);
    this.#host.requestUpdate();
  }
}
