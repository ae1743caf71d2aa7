import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { HistoryRow, RowKey } from '../contract/worker_api.ts';
import {
  byDay,
  type DayRows,
  type HistoryFilter,
  HistoryList,
  isFiltering,
  NO_FILTER,
} from './history_list.ts';
import { historyRow, type Mark, markButton, type RowList } from './history_row.ts';
import { type HistoryTools, historyTools } from './history_tools.ts';
import type { PanelHost } from './panel_host.ts';
import { relationsView } from './relations_view.ts';
import { emptyState, unanswered } from './states.ts';
import { type HistoryWords, historyWords } from './words/history_words.ts';
import { type TimelineWords, timelineWords } from './words/timeline_words.ts';

/** Rows that are drawn at a time: 5,000 rows draw as fast as these, on whatever page. */
export const PAGE = 50;

/** What was recorded, newest first, by day and session: to search, to mark and to delete. */
export class HistorySection implements HistoryTools, RowList {
  readonly #host: PanelHost;
  filter: HistoryFilter = NO_FILTER;
  showsPictures = false;
  #selected: Set<number> | undefined;
  #page = 0;
  #listed: { readonly history: readonly HistoryRow[]; readonly list: HistoryList } | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  get isSelecting(): boolean {
    return this.#selected !== undefined;
  }

  get selected(): ReadonlySet<number> | undefined {
    return this.#selected;
  }

  render(): TemplateResult {
    const { snapshot, words } = this.#host;
    const history = snapshot.get('history');
    const relations = snapshot.get('relations') ?? [];
    const { elsewhere } = this.#timelineWords;
    const empty = emptyState(words.nothingRecorded, elsewhere);
    if (!history) return unanswered(this.#host, 'history', empty);
    if (history.length === 0 && relations.length === 0) return empty;
    return html`
      ${history.length > 0 ? this.#timeline(this.#listOf(history)) : nothing}
      ${
        relations.length > 0 && this.#page === 0 && !isFiltering(this.filter)
          ? relationsView(this.#host, relations, (key) => this.remove([key]))
          : nothing
      }
      <p class="muted elsewhere">${elsewhere}</p>
      ${this.#pending()}
    `;
  }

  readonly setFilter = (filter: HistoryFilter): void => {
    const { formats, say, requestUpdate } = this.#host;
    this.filter = filter;
    this.#page = 0;
    const found = this.#listed?.list.find(filter).length ?? 0;
    if (isFiltering(filter)) say(this.#timelineWords.found(found, formats.number(found)));
    requestUpdate();
  };

  readonly setPictures = (on: boolean): void => {
    this.showsPictures = on;
    this.#host.requestUpdate();
  };

  readonly setSelecting = (on: boolean): void => {
    this.#selected = on ? new Set() : undefined;
    this.#host.requestUpdate();
  };

  select(id: number, on: boolean): void {
    if (on) this.#selected?.add(id);
    else this.#selected?.delete(id);
    this.#host.requestUpdate();
  }

  remove(keys: readonly RowKey[]): void {
    const { removals, formats } = this.#host;
    removals.add(keys);
    this.#host.say(this.#words.removing(keys.length, formats.number(keys.length)));
  }

  mark(ids: readonly number[], mark: Mark, on: boolean): void {
    const { sessionMarked, sessionUnmarked } = this.#timelineWords;
    void this.#host.attempt(async () => {
      await this.#host.port.markInteractions(ids, mark, on);
      await this.#host.refresh();
      if (ids.length > 1) this.#host.say(on ? sessionMarked : sessionUnmarked);
    });
  }

  get #words(): HistoryWords {
    const { code, nouns } = this.#host.formats;
    return historyWords[code](nouns);
  }

  get #timelineWords(): TimelineWords {
    const { code, nouns } = this.#host.formats;
    return timelineWords[code](nouns);
  }

  /** The same answer is sorted once, however often it is drawn. */
  #listOf(history: readonly HistoryRow[]): HistoryList {
    if (this.#listed?.history !== history) this.#listed = { history, list: new HistoryList(history) };
    return this.#listed.list;
  }

  #timeline(list: HistoryList): TemplateResult {
    const { number } = this.#host.formats;
    const { marks, shown } = this.#words.history;
    const words = this.#timelineWords;
    const found = list.find(this.filter);
    const all = list.find(NO_FILTER);
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    this.#page = Math.min(this.#page, last);
    const from = this.#page * PAGE;
    const rows = found.slice(from, from + PAGE);
    const isFiltered = isFiltering(this.filter);
    const count = (isFiltered ? words.found : shown)(found.length, number(found.length));
    return html`
      <p class="muted basis">${marks}</p>
      ${historyTools(
        this.#host,
        list,
        this,
        all.some(({ item }) => item?.image),
      )}
      <div class="found">
        <p id="history-range" tabindex="-1">
          ${found.length > PAGE ? words.range(number(from + 1), number(from + rows.length), number(found.length)) : count}
        </p>
        ${this.isSelecting ? this.#selection(rows, list) : isFiltered && found.length > 0 ? this.#deleteFound(found) : nothing}
      </div>
      ${found.length === 0 ? html`<p class="empty">${words.nothingFound}</p>` : nothing}
      ${repeat(
        byDay(rows),
        ({ start }) => start,
        (day) => this.#day(day, list, isFiltered),
      )}
      ${last > 0 ? this.#pager(last) : nothing}
    `;
  }

  #day({ start, sessions }: DayRows, list: HistoryList, isFiltered: boolean): TemplateResult {
    const { formats, removals } = this.#host;
    const words = this.#words;
    const ids = list.day(start).map(({ id }) => id);
    const isGoing = ids.every((id) => removals.has(id));
    const label = formats.day(start);
    return html`<section class="day" part="day">
      <header>
        <h2>${label}</h2>
        ${
          // While only some rows are shown, a button must not delete those that are not.
          isFiltered
            ? nothing
            : html`<span class="muted">${words.history.shown(ids.length, formats.number(ids.length))}</span>
              <button
                type="button"
                class="small"
                aria-label="${isGoing ? words.undo : words.history.deleteDay}: ${label}"
                @click=${() => (isGoing ? removals.undo(ids) : this.remove(ids))}
              >
                ${isGoing ? words.undo : words.history.deleteDay}
              </button>`
        }
      </header>
      ${sessions.map(
        ({ session, rows }) => html`
          ${isFiltered ? nothing : this.#session(session, list)}
          <ul role="list">
            ${repeat(
              rows,
              ({ id }) => id,
              (row) => historyRow(this.#host, this, row),
            )}
          </ul>
        `,
      )}
    </section>`;
  }

  #session(session: number, list: HistoryList): TemplateResult {
    const { time, day } = this.#host.formats;
    const rows = list.session(session);
    const [from, to] = [rows.at(-1)?.at ?? session, rows[0]?.at ?? session];
    const name = this.#timelineWords.session(time(from), time(to));
    const what = `${day(from)}, ${name}`;
    return html`<div class="session" part="session" role="group" aria-label=${what}>
      <h3>${name}</h3>
      ${markButton(this.#host, this, rows, 'gift', what)} ${markButton(this.#host, this, rows, 'notMe', what)}
    </div>`;
  }

  #deleteFound(found: readonly HistoryRow[]): TemplateResult {
    const { number } = this.#host.formats;
    const words = this.#timelineWords;
    const { text, kind, department } = this.filter;
    const isDepartment = text.trim() === '' && kind === '';
    return html`<button type="button" class="small danger-text" @click=${() => this.remove(found.map(({ id }) => id))}>
      ${isDepartment ? words.deleteDepartment(department) : words.deleteFound(found.length, number(found.length))}
    </button>`;
  }

  #selection(rows: readonly HistoryRow[], list: HistoryList): TemplateResult {
    const { number } = this.#host.formats;
    const words = this.#timelineWords;
    const selected = this.#selected ?? new Set();
    const chosen = list.find(NO_FILTER).filter(({ id }) => selected.has(id));
    const what = words.selected(chosen.length, number(chosen.length));
    return html`<div class="buttons" role="group" aria-label=${what}>
      <span class="muted">${what}</span>
      <button
        type="button"
        class="small"
        @click=${() => {
          for (const { id } of rows) selected.add(id);
          this.#host.requestUpdate();
        }}
      >
        ${words.selectPage}
      </button>
      ${
        chosen.length > 0
          ? html`${markButton(this.#host, this, chosen, 'gift', what)}
            ${markButton(this.#host, this, chosen, 'notMe', what)}
            <button
              type="button"
              class="small danger-text"
              @click=${() => {
                this.setSelecting(false);
                this.remove(chosen.map(({ id }) => id));
              }}
            >
              ${words.deleteSelected}
            </button>`
          : nothing
      }
    </div>`;
  }

  #pager(last: number): TemplateResult {
    const words = this.#timelineWords;
    const button = (by: number, label: string) => {
      const isEnd = this.#page + by < 0 || this.#page + by > last;
      return html`<button
        type="button"
        class="plain"
        aria-disabled=${isEnd}
        @click=${() => {
          if (isEnd) return;
          this.#page += by;
          // To where the new page begins, which is what is read next.
          this.#host.focusOn('#history-range');
        }}
      >
        ${label}
      </button>`;
    };
    return html`<nav class="buttons pager" aria-label=${words.pages}>
      ${button(-1, words.newer)} ${button(1, words.older)}
    </nav>`;
  }

  /** What waits to be deleted, wherever in the list it stands. */
  #pending(): TemplateResult | typeof nothing {
    const { removals, formats } = this.#host;
    if (removals.size === 0) return nothing;
    const words = this.#timelineWords;
    return html`<div class="pending" part="pending">
      <span>${words.pending(removals.size, formats.number(removals.size))}</span>
      <button
        type="button"
        class="small"
        @click=${() => {
          removals.forget();
          this.#host.say(words.undone);
        }}
      >
        ${words.undoAll}
      </button>
    </div>`;
  }
}
