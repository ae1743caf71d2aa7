import { html, nothing, type TemplateResult } from 'lit';
import { writeLedgerFile } from '../contract/ledger_file.ts';
import type { LedgerEntry, LedgerRelease } from '../contract/records.ts';
import type { LedgerView, ReleaseStatus } from '../contract/worker_api.ts';
import { bytesView } from './bytes_view.ts';
import { download } from './download.ts';
import { Erasing } from './erasing.ts';
import { oddsOf, wordOdds } from './odds.ts';
import { oddsView } from './odds_view.ts';
import type { PanelHost } from './panel_host.ts';
import { readRelease } from './release_fields.ts';
import { type LedgerWords, ledgerWords } from './words/ledger_words.ts';
import { type ReleaseWords, releaseWords } from './words/release_words.ts';

/** Each release: what was sent, what it tells, the bytes, and how to have it erased. */
export class ReleaseCards {
  readonly #host: PanelHost;
  readonly #erasing: Erasing;
  #copied: { readonly seq: number; readonly sentence: string } | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
    this.#erasing = new Erasing(host);
  }

  render(entry: LedgerEntry, release: LedgerRelease, ledger: LedgerView): TemplateResult {
    const { formats } = this.#host;
    const { number, percent, date } = formats;
    const words = this.#ledgerWords;
    const { own, other } = oddsOf(release.epsilonMilli, release.K);
    const [from, to] = periodBounds(release.period, ledger.status);
    return html`<article class="release" part="release" data-period=${release.period}>
      <h2>${this.#sentence(entry, release, ledger, own)}</h2>
      ${oddsView(release, ledger.rowNames, formats)}
      <dl class="facts">
        <dt>${words.profileSent}</dt>
        <dd dir="auto">${ledger.rowNames[release.row] ?? words.unnamedRow(number(release.row + 1))}</dd>
        <dt>${words.odds}</dt>
        <dd>${words.oddsOf(percent(own), percent(other))}</dd>
        ${this.#meaning(release, own)}
        <dt>${words.to}</dt>
        <dd class="break" dir="ltr">${release.receiver}</dd>
        ${
          release.relay === undefined
            ? nothing
            : html`<dt>${words.through}</dt>
              <dd class="break" dir="ltr">${release.relay}</dd>`
        }
        <dt>${words.period}</dt>
        <dd>${words.periodOf(String(release.period), date(from), date(to))}</dd>
      </dl>
      <details>
        <summary>${words.bytes}</summary>
        ${this.#bytes(release)}
      </details>
      <div class="release-actions">
        <button type="button" class="plain" @click=${() => this.#copy(entry, ledger)}>${this.#words.copy}</button>
        ${this.#copied?.seq === entry.seq ? html`<span class="muted">${this.#copied.sentence}</span>` : nothing}
        ${this.#erasing.render(release, ledger)}
      </div>
    </article>`;
  }

  get #ledgerWords(): LedgerWords {
    const { code, nouns } = this.#host.formats;
    return ledgerWords[code](nouns);
  }

  get #words(): ReleaseWords {
    const { code, nouns } = this.#host.formats;
    return releaseWords[code](nouns);
  }

  #meaning({ K, relay }: LedgerRelease, own: number): TemplateResult {
    const { percent } = this.#host.formats;
    const words = this.#words;
    return html`<dt>${words.told}</dt>
      <dd>
        ${words.tells(percent(Math.ceil(own * 100) / 100), percent(1 / K))}
        ${relay === undefined ? words.direct : words.relayed}
      </dd>
      <dt>${words.untold}</dt>
      <dd>${words.keeps}</dd>`;
  }

  #bytes(release: LedgerRelease): TemplateResult {
    const { formats } = this.#host;
    const words = this.#ledgerWords;
    const read = readRelease(release.bytes);
    return html`
      ${read ? bytesView(read, formats) : html`<p>${words.unreadable}</p><code class="break">${release.bytes}</code>`}
      <dl class="facts">
        <dt>${words.hash}</dt>
        <dd><code class="break" dir="ltr">${release.sha256}</code></dd>
        <dt>${words.codebook}</dt>
        <dd><code class="break" dir="ltr">${release.codebook}</code></dd>
        <dt>${words.model}</dt>
        <dd><code class="break" dir="ltr">${release.model}</code></dd>
      </dl>
    `;
  }

  #sentence({ at }: LedgerEntry, { period, K }: LedgerRelease, ledger: LedgerView, own: number): string {
    const { formats } = this.#host;
    const words = this.#ledgerWords;
    const date = formats.date(at);
    const count = formats.number(K);
    if (ledger.givenUp.includes(period)) return words.givenUp(date, count);
    if (ledger.pending.includes(period)) return words.pending(date, count);
    return words.sent(date, count, wordOdds(own, formats));
  }

  /** The chain up to this release: without the rows before it nobody could check its hash. */
  async #copy({ seq }: LedgerEntry, { entries }: LedgerView): Promise<void> {
    const text = writeLedgerFile({ entries: entries.filter((entry) => entry.seq <= seq) });
    const words = this.#words;
    let sentence = words.copied;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Not every browser or embedding page allows it.
      download('inkling-evidence.json', text);
      sentence = words.saved;
    }
    this.#copied = { seq, sentence };
    this.#host.say(sentence);
  }
}

/** First and last moment of a period: periods are of one length and counted from the epoch. */
function periodBounds(period: number, { period: current, periodEndsAt }: ReleaseStatus): [number, number] {
  const length = periodEndsAt / (current + 1);
  return [period * length, (period + 1) * length - 1];
}
