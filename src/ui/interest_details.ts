import { html, nothing, type TemplateResult } from 'lit';
import type { Interest, ProfileView } from '../contract/worker_api.ts';
import { bar } from './bar.ts';
import { evidenceOf } from './evidence_of.ts';
import { lastName } from './names.ts';
import type { PanelHost } from './panel_host.ts';
import { TasteView } from './taste_view.ts';
import { trendView } from './trend.ts';
import { WhatIf } from './what_if.ts';
import { interestWords } from './words/interest_words.ts';
import { tasteWords } from './words/taste_words.ts';

/** What an unfolded interest shows: its reasons, what would be without them, and the topics within it. */
export class InterestDetails {
  readonly #host: PanelHost;
  readonly #questions = new Map<string, WhatIf>();
  readonly #tastes = new Map<string, TasteView>();

  constructor(host: PanelHost) {
    this.#host = host;
  }

  render(interest: Interest, profile: ProfileView): TemplateResult {
    const { formats } = this.#host;
    const { path, department } = interest;
    const name = lastName(path);
    const whatIf = this.#questions.get(path) ?? new WhatIf(this.#host, path, name);
    this.#questions.set(path, whatIf);
    const taste = this.#tastes.get(path) ?? new TasteView(this.#host, path, name);
    this.#tastes.set(path, taste);
    const evidence = evidenceOf(this.#host, interest);
    const topics = profile.topics.filter((topic) => topic.department === department);
    return html`
      ${evidence ? trendView(evidence, formats) : nothing}
      ${taste.render(profile)}
      ${whatIf.render(profile, (evidence ?? interest).reasons)}
      ${evidence ? html`<p class="muted">${tasteWords[formats.code].checked}</p>` : nothing}
      ${
        topics.length === 0
          ? nothing
          : html`<h4>${interestWords[formats.code](formats.nouns).topics}</h4>
            <ul class="topics" role="list">
              ${topics.map((topic) => this.#topic(topic))}
            </ul>`
      }
    `;
  }

  /** "How this works", one level down. */
  renderHow({ groups, learned, kept, row }: ProfileView): TemplateResult {
    const { code, nouns, percent, date } = this.#host.formats;
    const { how } = interestWords[code](nouns);
    const names = ['behaviour', 'tags', 'relations', 'basic'] as const;
    return html`
      <p>${how.intro}</p>
      <ul class="topics" role="list">
        ${names.map(
          (name) => html`<li>
            <span class="name">${how.groups[name]}</span>
            <span class="percent">${percent(groups[name])}</span>
            ${bar(groups[name], 4)}
          </li>`,
        )}
      </ul>
      ${names.some((name) => groups[name] === 0) ? html`<p class="muted">${how.absent}</p>` : nothing}
      ${learned > 0 ? html`<p>${how.learned(learned)}</p>` : nothing}
      ${kept.length > 0 ? html`<p>${how.kept(kept.map(({ path, at }) => `${lastName(path)} (${date(at)})`).join(how.separator))}</p>` : nothing}
      ${row ? html`<p>${how.nearest(row.name)}</p>` : nothing}
      <p>${how.elsewhere}</p>
    `;
  }

  #topic({ path, share, reasons }: Interest): TemplateResult {
    const name = lastName(path);
    return html`<li>
      <span class="name" dir="auto">${name}</span>
      <span class="percent">${this.#host.formats.percent(share)}</span>
      ${bar(share, 4)}
      <p class="why">${this.#host.explain(reasons, name)[0]?.sentence}</p>
    </li>`;
  }
}
