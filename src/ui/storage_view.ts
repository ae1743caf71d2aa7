import { html, nothing, type TemplateResult } from 'lit';
import type { Budget, Choice, Tool } from '../contract/records.ts';
import type { StorageReport } from '../contract/worker_api.ts';
import type { Formats } from './format.ts';
import { storageWords } from './words/storage_words.ts';

/** Rows of every store, and the guard's rows in full: in words, and exactly as stored. */
export function storageView({ rows, guard }: StorageReport, formats: Formats): TemplateResult {
  const { code, nouns, number } = formats;
  const words = storageWords[code](nouns);
  const stores = Object.entries(rows);
  const isEmpty = !guard || (guard.choice === undefined && guard.budget === undefined);
  return html`<div class="storage" part="storage">
    <div>
      <h3>${words.stores}</h3>
      ${
        stores.length === 0
          ? html`<p>${words.none}</p>`
          : html`<table>
            <thead>
              <tr><th scope="col">${words.store}</th><th scope="col" class="number">${words.rows}</th></tr>
            </thead>
            <tbody>
              ${stores.map(
                ([store, count]) =>
                  html`<tr><th scope="row"><code dir="ltr">${store}</code></th><td class="number">${number(count)}</td></tr>`,
              )}
            </tbody>
          </table>`
      }
    </div>
    <div>
      <h3>${words.kept}</h3>
      ${
        isEmpty
          ? html`<p>${words.keptNothing}</p>`
          : html`<dl class="facts">
              ${guard.choice ? choiceFacts(guard.choice, formats) : nothing}
              ${guard.budget ? budgetFacts(guard.budget, formats) : nothing}
            </dl>
            <details>
              <summary>${words.exact}</summary>
              <pre dir="ltr" tabindex="0">${JSON.stringify(guard, null, 2)}</pre>
            </details>`
      }
    </div>
  </div>`;
}

/** Rows that say something about the shopper: those of the database, not of the guard. */
export const rowsLeft = ({ rows }: StorageReport): number =>
  Object.entries(rows)
    .filter(([store]) => store.startsWith('inkling/'))
    .reduce((sum, [, count]) => sum + count, 0);

/** As they are called where they are known, in every language. */
const TOOL_NAMES: Readonly<Record<Tool, string>> = {
  tcf: 'IAB TCF',
  gpp: 'IAB GPP',
  shopify: 'Shopify customer privacy',
  consentMode: 'Google Consent Mode',
  wordpress: 'WP Consent API',
  function: 'inklingConfig.consent',
  unread: 'inkling-consent.js',
};

function choiceFacts(choice: Choice, { code, nouns, dateTime }: Formats): TemplateResult {
  const { guard } = storageWords[code](nouns);
  const word = (said: boolean | null | undefined) => (said ? guard.yes : said === false ? guard.no : '–');
  return html`
    <dt>${guard.record}</dt>
    <dd>${choice.record ? guard.on : guard.off}</dd>
    <dt>${guard.release}</dt>
    <dd>${choice.release ? guard.on : guard.off}</dd>
    <dt>${guard.choice}</dt>
    <dd>${dateTime(choice.at)}, ${guard.by[choice.by]}</dd>
    <dt>${guard.gpc}</dt>
    <dd>${choice.gpc ? guard.yes : guard.no}</dd>
    ${Object.entries(choice.tools ?? {}).map(
      ([tool, { record, release }]) =>
        html`<dt>${TOOL_NAMES[tool as Tool]}</dt>
          <dd>${guard.record}: ${word(record)}; ${guard.release}: ${word(release)}</dd>`,
    )}
  `;
}

function budgetFacts(budget: Budget, { code, nouns, dateTime, date, number }: Formats): TemplateResult {
  const { guard } = storageWords[code](nouns);
  return html`
    <dt>${guard.since}</dt>
    <dd>${dateTime(budget.since)}</dd>
    <dt>${guard.highWater}</dt>
    <dd>${dateTime(budget.highWater)}</dd>
    ${budget.due ? html`<dt>${guard.due}</dt><dd>${dateTime(budget.due.at)}</dd>` : nothing}
    <dt>${guard.spends}</dt>
    <dd>
      ${
        budget.spends.length === 0
          ? guard.noSpends
          : html`<ul role="list">
            ${budget.spends.map(
              ({ period, epsilonMilli, at }) =>
                html`<li>${guard.spend(String(period), number(epsilonMilli / 1000), date(at))}</li>`,
            )}
          </ul>`
      }
    </dd>
  `;
}
