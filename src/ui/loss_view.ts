import { html, nothing, type TemplateResult } from 'lit';
import type { YearlyLoss } from '../privacy/yearly_loss.ts';
import type { Formats } from './format.ts';
import { lossWords } from './words/loss_words.ts';

/** What the sendings of a year can tell, as entries of a list of facts. Every figure is rounded up. */
export function lossFacts({ releases, guess, year }: YearlyLoss, formats: Formats): TemplateResult {
  const { code, nouns, number } = formats;
  const words = lossWords[code](nouns);
  const bits = year && Math.ceil(year.bits * 100) / 100;
  return html`
    <dt>${words.tells}</dt>
    <dd>
      ${releases === 0 ? words.nothing : words.soFar(releases, number(releases), upTo(guess, formats))}
      ${year ? html`<span class="muted">${words.afterYear(number(year.releases), upTo(year.guess, formats))}</span>` : nothing}
    </dd>
    ${bits === undefined ? nothing : html`<dt>${words.room}</dt><dd>${words.bits(number(bits))}</dd>`}
  `;
}

/** For each delta the epsilon of what was sent; nothing before anything was. */
export function lossTable(
  { releases, curve }: YearlyLoss,
  formats: Formats,
): TemplateResult | typeof nothing {
  if (releases === 0) return nothing;
  const { code, nouns, number } = formats;
  const words = lossWords[code](nouns);
  return html`<details class="loss">
    <summary>${words.exact}</summary>
    <p class="muted">${words.exactIntro}</p>
    <table>
      <thead>
        <tr><th scope="col">delta</th><th scope="col" class="number">epsilon</th></tr>
      </thead>
      <tbody>
        ${curve.map(
          ({ delta, epsilonMilli }) =>
            html`<tr><th scope="row">${delta}</th><td class="number">${number(epsilonMilli / 1000)}</td></tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}

/** Rounded up, so that it never claims less than it may be. */
const upTo = (share: number, { percent }: Formats): string => percent(Math.ceil(share * 100) / 100);
