import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { now } from '../contract/clock.ts';
import { writeLedgerFile } from '../contract/ledger_file.ts';
import { YEARLY_BUDGET_MILLI } from '../contract/release.ts';
import type { LedgerView, ReleaseStatus } from '../contract/worker_api.ts';
import { yearlyLoss } from '../privacy/yearly_loss.ts';
import { bar } from './bar.ts';
import { download } from './download.ts';
import { lossFacts, lossTable } from './loss_view.ts';
import type { PanelHost } from './panel_host.ts';
import { ReleaseCards } from './release_cards.ts';
import { emptyState, notices, unanswered } from './states.ts';
import { type LedgerWords, ledgerWords } from './words/ledger_words.ts';
import { type LossWords, lossWords } from './words/loss_words.ts';

/** What was sent, byte for byte, and what may still be. */
export class LedgerSection {
  readonly #host: PanelHost;
  readonly #releases: ReleaseCards;
  #checked: string | TemplateResult | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
    this.#releases = new ReleaseCards(host);
  }

  render(): TemplateResult {
    const words = this.#words;
    const ledger = this.#host.snapshot.get('ledger');
    if (!ledger) return unanswered(this.#host, 'ledger', emptyState(words.nothing));
    const releases = ledger.entries
      .flatMap((entry) => (entry.release ? [{ entry, release: entry.release }] : []))
      .reverse();
    return html`
      ${releases.length === 0 ? emptyState(words.nothing) : nothing}
      ${this.#outlook(ledger)}
      ${repeat(
        releases,
        ({ entry }) => entry.seq,
        ({ entry, release }) => this.#releases.render(entry, release, ledger),
      )}
      ${ledger.entries.length > 0 ? this.#chain() : nothing}
    `;
  }

  get #words(): LedgerWords {
    const { code, nouns } = this.#host.formats;
    return ledgerWords[code](nouns);
  }

  get #lossWords(): LossWords {
    const { code, nouns } = this.#host.formats;
    return lossWords[code](nouns);
  }

  #outlook({ status, budget, rowNames, relay }: LedgerView): TemplateResult {
    const { formats } = this.#host;
    const { when, number } = formats;
    const words = this.#words;
    const loss = yearlyLoss(budget, now(), {
      epsilonMilli: status.epsilonMilli,
      periodMs: periodLengthMs(status),
      K: rowNames.length,
    });
    const state = words.states[status.state];
    const due = status.dueAt === undefined ? '' : when(status.dueAt);
    const remaining = Math.floor(status.budgetLeftMilli / status.epsilonMilli);
    const all = Math.floor(YEARLY_BUDGET_MILLI / status.epsilonMilli);
    return html`<dl class="facts">
      <dt>${words.next}</dt>
      <dd>
        ${typeof state === 'function' ? state(due, when(status.periodEndsAt)) : state}
        ${notices(status.problems.map((problem) => this.#host.words.problems[problem]))}
      </dd>
      <dt>${words.budget}</dt>
      <dd>
        ${words.budgetLeft(number(remaining), number(all))} ${bar(status.budgetLeftMilli / YEARLY_BUDGET_MILLI)}
        <span class="muted">${words.budgetExact(number(status.budgetLeftMilli / 1000), number(YEARLY_BUDGET_MILLI / 1000))}</span>
      </dd>
      ${loss ? lossFacts(loss, formats) : nothing} ${relay ? this.#relay(relay) : nothing}
    </dl>
    ${loss ? lossTable(loss, formats) : nothing}`;
  }

  #relay({ url, keySha256 }: NonNullable<LedgerView['relay']>): TemplateResult {
    const words = this.#words;
    return html`<dt>${words.relay}</dt>
      <dd>
        <span class="break" dir="ltr">${url}</span>
        <span class="muted">${words.relayMeans}</span>
      </dd>
      <dt>${words.relayKey}</dt>
      <dd><code class="break" dir="ltr">${keySha256}</code></dd>`;
  }

  #chain(): TemplateResult {
    const words = this.#words;
    return html`<div class="chain">
      <button type="button" class="plain" @click=${this.#check}>${words.check}</button>
      <button type="button" class="plain" @click=${this.#download}>${this.#lossWords.download}</button>
      <p role="status">${this.#checked}</p>
      <p class="muted">${words.checkLimit}</p>
    </div>`;
  }

  readonly #check = () =>
    this.#host.attempt(async () => {
      await this.#host.snapshot.refresh(['ledger']);
      const ledger = this.#host.snapshot.get('ledger');
      const words = this.#words;
      const count = ledger?.entries.length ?? 0;
      const { number } = this.#host.formats;
      this.#checked =
        ledger?.intact && !ledger.findings?.length
          ? words.intact(count, number(count))
          : this.#damage(ledger?.findings ?? []);
      this.#host.requestUpdate();
    });

  /** @returns the sentence, and what is wrong with each row, counted from 1 as people do */
  #damage(findings: NonNullable<LedgerView['findings']>): TemplateResult {
    const { finding, findings: sentences } = this.#lossWords;
    const { number } = this.#host.formats;
    return html`${this.#words.broken}
    ${notices(findings.map(({ row, kind }) => finding(number(row + 1), sentences[kind])))}`;
  }

  readonly #download = () => {
    const ledger = this.#host.snapshot.get('ledger');
    if (ledger) download('inkling-ledger.json', writeLedgerFile(ledger));
  };
}

const periodLengthMs = ({ period, periodEndsAt }: ReleaseStatus): number => periodEndsAt / (period + 1);
