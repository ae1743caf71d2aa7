import type { Kind } from '../contract/interaction.ts';
import type { HistoryRow } from '../contract/worker_api.ts';
import { dayOf } from './format.ts';

/** What the shopper looks for; nothing set = everything. */
export interface HistoryFilter {
  readonly text: string;
  readonly kind: Kind | '';
  /** First name of the category path. */
  readonly department: string;
}

export const NO_FILTER: HistoryFilter = { text: '', kind: '', department: '' };

export const isFiltering = ({ text, kind, department }: HistoryFilter): boolean =>
  text.trim() !== '' || kind !== '' || department !== '';

/** Rows of one day and session, newest first. */
export interface SessionRows {
  readonly session: number;
  readonly rows: readonly HistoryRow[];
}

export interface DayRows {
  /** Start of the local day. */
  readonly start: number;
  readonly sessions: readonly SessionRows[];
}

/**
 * An answer of the worker, sorted and grouped once: what is drawn of it later is a page at a time, so that
 * 5,000 rows cost as much as 50.
 */
export class HistoryList {
  readonly kinds: readonly Kind[];
  readonly departments: readonly string[];
  readonly #rows: readonly HistoryRow[];
  readonly #days = new Map<number, HistoryRow[]>();
  readonly #sessions = new Map<number, HistoryRow[]>();
  #found: { readonly filter: HistoryFilter; readonly rows: readonly HistoryRow[] } | undefined;

  constructor(history: readonly HistoryRow[]) {
    this.#rows = [...history].sort((a, b) => b.at - a.at || b.id - a.id);
    for (const row of this.#rows) {
      gather(this.#days, dayOf(row.at), row);
      gather(this.#sessions, row.session, row);
    }
    this.kinds = [...new Set(this.#rows.map(({ kind }) => kind))];
    this.departments = [...new Set(this.#rows.flatMap(({ item }) => item?.category?.[0] ?? []))].sort();
  }

  /** All rows of the day, whatever is looked for. */
  day(start: number): readonly HistoryRow[] {
    return this.#days.get(start) ?? [];
  }

  /** All rows of the session, which may have run past midnight. */
  session(session: number): readonly HistoryRow[] {
    return this.#sessions.get(session) ?? [];
  }

  /** Rows that are looked for, newest first. The text is looked for in names, brands, categories and searched words. */
  find(filter: HistoryFilter): readonly HistoryRow[] {
    if (this.#found?.filter === filter) return this.#found.rows;
    const { kind, department } = filter;
    const words = folded(filter.text).split(/\s+/).filter(Boolean);
    const rows = !isFiltering(filter)
      ? this.#rows
      : this.#rows.filter(
          (row) =>
            (kind === '' || row.kind === kind) &&
            (department === '' || row.item?.category?.[0] === department) &&
            (words.length === 0 || hasAll(textOf(row), words)),
        );
    this.#found = { filter, rows };
    return rows;
  }
}

/** Neighbouring rows of one day and session put together, in the order of the rows. */
export function byDay(rows: readonly HistoryRow[]): DayRows[] {
  const days: { start: number; sessions: { session: number; rows: HistoryRow[] }[] }[] = [];
  for (const row of rows) {
    const start = dayOf(row.at);
    let day = days.at(-1);
    if (day?.start !== start) {
      day = { start, sessions: [] };
      days.push(day);
    }
    const last = day.sessions.at(-1);
    if (last?.session === row.session) last.rows.push(row);
    else day.sessions.push({ session: row.session, rows: [row] });
  }
  return days;
}

function gather(groups: Map<number, HistoryRow[]>, key: number, row: HistoryRow): void {
  const group = groups.get(key);
  if (group) group.push(row);
  else groups.set(key, [row]);
}

const textOf = ({ item, itemId, tokens }: HistoryRow): string =>
  folded([item?.name ?? itemId, item?.brand, ...(item?.category ?? []), ...(tokens ?? [])].join(' '));

const hasAll = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.includes(word));

/** Without case and accents: nobody types "Crème" to find it. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
