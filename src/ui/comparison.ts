import { html, type TemplateResult } from 'lit';
import type { Preview } from '../contract/panel_worker.ts';
import type { Formats } from './format.ts';
import { lastName } from './names.ts';
import { tasteWords } from './words/taste_words.ts';

/** So many interests are compared, the strongest of either side. */
const COMPARED = 4;

/** Interests and first suggestions, as they are and as they would be, side by side. */
export function comparison(now: Preview, then: Preview, { code, percent }: Formats): TemplateResult {
  const words = tasteWords[code];
  const shareIn = ({ interests }: Preview, path: string) =>
    percent(interests.find((interest) => interest.path === path)?.share ?? 0);
  const paths = [
    ...new Set([now, then].flatMap(({ interests }) => interests.slice(0, COMPARED)).map(({ path }) => path)),
  ];
  const list = ({ recommendations }: Preview, others?: Preview) =>
    recommendations.length === 0
      ? words.none
      : html`<ol>${recommendations.map(({ id, item }) => {
          const name = item?.name ?? id;
          const isNew = others?.recommendations.every((other) => other.id !== id);
          return html`<li dir="auto">${isNew ? html`<ins>${name}</ins>` : name}</li>`;
        })}</ol>`;
  return html`<table class="comparison" part="comparison">
    <thead>
      <tr><td></td><th scope="col">${words.now}</th><th scope="col">${words.after}</th></tr>
    </thead>
    <tbody>
      ${paths.map(
        (path) => html`<tr>
          <th scope="row" dir="auto">${lastName(path)}</th>
          <td>${shareIn(now, path)}</td>
          <td>${shareIn(then, path)}</td>
        </tr>`,
      )}
      <tr><th scope="row">${words.suggestions}</th><td>${list(now)}</td><td>${list(then, now)}</td></tr>
    </tbody>
  </table>`;
}
