import { html, nothing, type TemplateResult } from 'lit';
import type { HistoryRow } from '../contract/worker_api.ts';
import { kindIcon } from './icons.ts';
import { safeHref, safeImage } from './links.ts';
import type { PanelHost } from './panel_host.ts';
import { historyWords } from './words/history_words.ts';
import { timelineWords } from './words/timeline_words.ts';

export type Mark = 'gift' | 'notMe';

/** What a row may ask of the list that it stands in. */
export interface RowList {
  readonly showsPictures: boolean;
  /** Undefined while nothing is being selected. */
  readonly selected: ReadonlySet<number> | undefined;
  select(id: number, on: boolean): void;
  remove(ids: readonly number[]): void;
  mark(ids: readonly number[], mark: Mark, on: boolean): void;
}

/** One interaction: what it was, when, and what can be done about it. */
export function historyRow(host: PanelHost, list: RowList, row: HistoryRow): TemplateResult {
  const { formats, removals } = host;
  const words = historyWords[formats.code](formats.nouns);
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
    ${list.showsPictures ? picture(row) : kindIcon(row.kind)}
    <div class="what">
      <span class="title" dir="auto">${href ? html`<a href=${href}>${name}</a>` : name}</span>
      <span class="muted">
        ${words.kinds[row.kind]} · <time datetime=${new Date(row.at).toISOString()}>${formats.time(row.at)}</time>
        ${row.dwellMs ? html`· ${words.history.dwell(formats.seconds(row.dwellMs))}` : nothing}
        ${isLeftOut ? html`· ${words.history.leftOut}` : nothing}
      </span>
    </div>
    <div class="actions">
      ${
        list.selected && !isGoing
          ? selector(host, list, row.id, what)
          : [
              isGoing ? nothing : markButton(host, list, [row], 'gift', what),
              isGoing ? nothing : markButton(host, list, [row], 'notMe', what),
              remover(host, list, row.id, what),
            ]
      }
    </div>
  </li>`;
}

/** A mark on rows, pressed when all of them bear it. @param what is marked, for who cannot see the rows */
export function markButton(
  { formats }: PanelHost,
  list: RowList,
  rows: readonly HistoryRow[],
  mark: Mark,
  what: string,
): TemplateResult {
  const isOn = rows.every((row) => row[mark]);
  const label = historyWords[formats.code](formats.nouns).history[mark];
  return html`<button
    type="button"
    class="small toggle"
    aria-pressed=${isOn}
    aria-label="${label}: ${what}"
    @click=${() =>
      list.mark(
        rows.map(({ id }) => id),
        mark,
        !isOn,
      )}
  >
    ${label}
  </button>`;
}

function remover({ formats, removals }: PanelHost, list: RowList, id: number, what: string): TemplateResult {
  const words = historyWords[formats.code](formats.nouns);
  const isGoing = removals.has(id);
  const label = isGoing ? words.undo : words.history.deleteOne;
  return html`<button
    type="button"
    class="small"
    aria-label="${label}: ${what}"
    @click=${() => (isGoing ? removals.undo([id]) : list.remove([id]))}
  >
    ${label}
  </button>`;
}

const selector = ({ formats }: PanelHost, list: RowList, id: number, what: string): TemplateResult =>
  html`<label class="pick">
    <input
      type="checkbox"
      aria-label="${timelineWords[formats.code](formats.nouns).selectOne}: ${what}"
      .checked=${list.selected?.has(id) ?? false}
      @change=${({ target }: Event) => list.select(id, (target as HTMLInputElement).checked)}
    />
  </label>`;

/** As on the row's cards: the picture says what the name beside it says. */
function picture({ item, kind }: HistoryRow): TemplateResult {
  const source = safeImage(item?.image);
  if (!source) return html`<span class="thumb">${kindIcon(kind)}</span>`;
  return source.includes('#')
    ? html`<svg class="thumb" aria-hidden="true" focusable="false"><use href=${source}></use></svg>`
    : html`<img class="thumb" src=${source} alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer" />`;
}
