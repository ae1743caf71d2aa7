import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isFollow, relationKey } from '../contract/relation.ts';
import type { HistoryRow, RelationRow, RowKey } from '../contract/worker_api.ts';
import { dayOf } from './format.ts';
import { icon, kindIcon } from './icons.ts';
import { safeHref } from './links.ts';
import type { PanelHost } from './panel_host.ts';
import { emptyState, unanswered } from './states.ts';
import { type HistoryWords, historyWords } from './words/history_words.ts';

/** Rows shown at first and added by "Show more", so that 5,000 rows open as fast as 60. */
const PAGE = 60;

/** What was recorded, newest first, by day. */
export class HistorySection {
  readonly #host: PanelHost;
  #limit = PAGE;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  render(): TemplateResult {
    const { number } = this.#host.formats;
    const words = this.#words;
    const history = this.#host.snapshot.get('history');
    const relations = this.#host.snapshot.get('relations') ?? [];
    const empty = emptyState(this.#host.words.nothingRecorded);
    if (!history) return unanswered(this.#host, 'history', empty);
    if (history.length === 0) return relations.length > 0 ? this.#relations(relations) : empty;
    return html`
      <p class="muted basis">
        ${words.history.shown(history.length, number(history.length))}. ${words.history.marks}
      </p>
      ${repeat(
        this.#days(history),
        (day) => day.start,
        (day) => this.#day(day.start, day.rows, day.shown),
      )}
      ${
        history.length > this.#limit
          ? html`<button type="button" class="quiet" @click=${this.#showMore}>${words.history.more}</button>`
          : nothing
      }
      ${relations.length > 0 ? this.#relations(relations) : nothing}
    `;
  }

  get #words(): HistoryWords {
    const { code, nouns } = this.#host.formats;
    return historyWords[code](nouns);
  }

  readonly #showMore = () => {
    this.#limit += PAGE;
    this.#host.requestUpdate();
  };

  /** Days with all of their rows and how many of them are within the limit. */
  #days(history: readonly HistoryRow[]): { start: number; rows: HistoryRow[]; shown: number }[] {
    const newestFirst = [...history].sort((a, b) => b.at - a.at || b.id - a.id);
    const days = new Map<number, { start: number; rows: HistoryRow[]; shown: number }>();
    newestFirst.forEach((row, i) => {
      const start = dayOf(row.at);
      const day = days.get(start) ?? { start, rows: [], shown: 0 };
      day.rows.push(row);
      if (i < this.#limit) day.shown++;
      days.set(start, day);
    });
    return [...days.values()].filter((day) => day.shown > 0);
  }

  #day(start: number, rows: readonly HistoryRow[], shown: number): TemplateResult {
    const { formats, removals } = this.#host;
    const words = this.#words;
    const ids = rows.map(({ id }) => id);
    const isGoing = ids.every((id) => removals.has(id));
    const label = formats.day(start);
    return html`<section class="day" part="day">
      <header>
        <h2>${label}</h2>
        <span class="muted">${words.history.shown(rows.length, formats.number(rows.length))}</span>
        <button
          type="button"
          class="small"
          aria-label="${isGoing ? words.undo : words.history.deleteDay}: ${label}"
          @click=${() => (isGoing ? removals.undo(ids) : this.#remove(ids))}
        >
          ${isGoing ? words.undo : words.history.deleteDay}
        </button>
      </header>
      <ul role="list">
        ${repeat(
          rows.slice(0, shown),
          ({ id }) => id,
          (row) => this.#row(row),
        )}
      </ul>
    </section>`;
  }

  /** After the days: it seldom changes. */
  #relations(relations: readonly RelationRow[]): TemplateResult {
    const { formats } = this.#host;
    const words = this.#words;
    return html`<section class="day" part="relations">
      <header>
        <h2>${words.relations.title}</h2>
      </header>
      <p class="muted basis">${words.relations.hint}</p>
      <ul role="list">
        ${repeat(relations, relationKey, (relation) => {
          const key = relationKey(relation);
          const name = relation.name ?? relation.target;
          const kind = words.relations.kinds[relation.kind];
          return html`<li class="row ${this.#host.removals.has(key) ? 'struck' : ''}" data-relation=${key}>
            ${icon(isFollow(relation.kind) ? 'person' : 'heart')}
            <div class="what">
              <span class="title" dir="auto">${name}</span>
              <span class="muted">${kind} · ${formats.date(relation.at)}</span>
            </div>
            <div class="actions">${this.#remover(key, `${kind}, ${name}`)}</div>
          </li>`;
        })}
      </ul>
    </section>`;
  }

  #row(row: HistoryRow): TemplateResult {
    const { formats, removals } = this.#host;
    const words = this.#words;
    const isGoing = removals.has(row.id);
    const name = row.item?.name ?? row.itemId ?? row.tokens?.join(' ') ?? words.history.unnamed;
    const what = `${words.kinds[row.kind]}, ${name}`;
    const href = safeHref(row.item?.url);
    const isLeftOut = (row.gift || row.notMe) && !isGoing;
    return html`<li
      class="row ${isGoing ? 'struck' : ''} ${isLeftOut ? 'left-out' : ''}"
      part="history-row"
      data-interaction=${row.id}
    >
      ${kindIcon(row.kind)}
      <div class="what">
        <span class="title" dir="auto">${href ? html`<a href=${href}>${name}</a>` : name}</span>
        <span class="muted">
          ${words.kinds[row.kind]} · <time datetime=${new Date(row.at).toISOString()}>${formats.time(row.at)}</time>
          ${row.dwellMs ? html`· ${words.history.dwell(formats.seconds(row.dwellMs))}` : nothing}
          ${isLeftOut ? html`· ${words.history.leftOut}` : nothing}
        </span>
      </div>
      <div class="actions">
        ${isGoing ? nothing : [this.#mark(row, 'gift', what), this.#mark(row, 'notMe', what)]}
        ${this.#remover(row.id, what)}
      </div>
    </li>`;
  }

  /** @param what is deleted, for who cannot see the row */
  #remover(key: RowKey, what: string): TemplateResult {
    const { removals } = this.#host;
    const words = this.#words;
    const isGoing = removals.has(key);
    const label = isGoing ? words.undo : words.history.deleteOne;
    return html`<button
      type="button"
      class="small"
      aria-label="${label}: ${what}"
      @click=${() => (isGoing ? removals.undo([key]) : this.#remove([key]))}
    >
      ${label}
    </button>`;
  }

  #mark(row: HistoryRow, mark: 'gift' | 'notMe', what: string): TemplateResult {
    const isOn = row[mark] === true;
    const label = this.#words.history[mark];
    return html`<button
      type="button"
      class="small toggle"
      aria-pressed=${isOn}
      aria-label="${label}: ${what}"
      @click=${() =>
        this.#host.attempt(async () => {
          await this.#host.port.markInteractions([row.id], mark, !isOn);
          await this.#host.refresh();
        })}
    >
      ${label}
    </button>`;
  }

  #remove(keys: readonly RowKey[]): void {
    const { removals, formats } = this.#host;
    removals.add(keys);
    this.#host.say(this.#words.removing(keys.length, formats.number(keys.length)));
  }
}
