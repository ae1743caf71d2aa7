import { html, nothing, svg, type TemplateResult } from 'lit';
import type { LedgerRelease } from '../contract/records.ts';
import type { Formats } from './format.ts';
import { oddsOf } from './odds.ts';
import { ledgerWords } from './words/ledger_words.ts';
import { releaseWords } from './words/release_words.ts';

const STEP = 20;
const TALLEST = 48;

/** K bars, as high as the profile is likely to be the shopper's, and their table. @param names of the rows */
export function oddsView(
  { K, row, epsilonMilli }: LedgerRelease,
  names: readonly string[],
  formats: Formats,
): TemplateResult {
  const { code, nouns, number, percent } = formats;
  const words = releaseWords[code](nouns);
  const { own, other } = oddsOf(epsilonMilli, K);
  const name = (k: number) => names[k] ?? ledgerWords[code](nouns).unnamedRow(number(k + 1));
  return html`<figure class="odds">
      <svg
        class="lots"
        viewBox="0 0 ${K * STEP} ${TALLEST + 2}"
        role="img"
        aria-label=${words.oddsPicture(number(K), number(row + 1), percent(own), percent(other))}
      >
        ${Array.from({ length: K }, (_, k) => {
          const height = Math.max(3, TALLEST * (k === row ? 1 : other / own));
          return svg`<rect class=${k === row ? 'drawn' : ''} x=${k * STEP + 2} y=${TALLEST + 1 - height} width=${STEP - 5} height=${height} rx="2"></rect>`;
        })}
      </svg>
    </figure>
    <details>
      <summary>${words.oddsTable}</summary>
      <table>
        <thead>
          <tr><th scope="col">${words.profile}</th><th scope="col" class="number">${words.isYours}</th></tr>
        </thead>
        <tbody>
          ${Array.from(
            { length: K },
            (_, k) => html`<tr>
              <th scope="row" dir="auto">${name(k)}${k === row ? html` <b>(${words.wasSent})</b>` : nothing}</th>
              <td class="number">${percent(k === row ? own : other)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
}
