import { html, nothing, type TemplateResult } from 'lit';
import { type HistoryFilter, type HistoryList, isFiltering, NO_FILTER } from './history_list.ts';
import type { PanelHost } from './panel_host.ts';
import { historyWords } from './words/history_words.ts';
import { timelineWords } from './words/timeline_words.ts';

/** What stands above the timeline: what is looked for, and what is shown of it. */
export interface HistoryTools {
  readonly filter: HistoryFilter;
  readonly showsPictures: boolean;
  readonly isSelecting: boolean;
  setFilter(filter: HistoryFilter): void;
  setPictures(on: boolean): void;
  setSelecting(on: boolean): void;
}

/** @param hasPictures whether any page had one */
export function historyTools(
  { formats }: PanelHost,
  list: HistoryList,
  tools: HistoryTools,
  hasPictures: boolean,
): TemplateResult {
  const words = timelineWords[formats.code](formats.nouns);
  const { kinds } = historyWords[formats.code](formats.nouns);
  const { filter } = tools;
  const change = (part: Partial<HistoryFilter>) => tools.setFilter({ ...filter, ...part });
  return html`<search class="tools" part="history-tools">
    <label class="field wide">
      <span>${words.search}</span>
      <input
        type="search"
        autocomplete="off"
        maxlength="100"
        .value=${filter.text}
        @input=${(event: Event) => change({ text: readValue(event) })}
      />
    </label>
    <label class="field">
      <span>${words.kind}</span>
      ${choice(
        ['', ...list.kinds],
        filter.kind,
        (kind) => (kind === '' ? words.allKinds : kinds[kind]),
        (kind) => change({ kind }),
      )}
    </label>
    ${
      list.departments.length > 0
        ? html`<label class="field">
            <span>${words.department}</span>
            ${choice(
              ['', ...list.departments],
              filter.department,
              (name) => name || words.allDepartments,
              (department) => change({ department }),
            )}
          </label>`
        : nothing
    }
    <div class="buttons wide">
      <button
        type="button"
        class="small toggle"
        aria-pressed=${tools.isSelecting}
        @click=${() => tools.setSelecting(!tools.isSelecting)}
      >
        ${tools.isSelecting ? words.done : words.select}
      </button>
      ${
        hasPictures
          ? html`<button
              type="button"
              class="small toggle"
              aria-pressed=${tools.showsPictures}
              aria-describedby="pictures-hint"
              @click=${() => tools.setPictures(!tools.showsPictures)}
            >
              ${words.pictures}
            </button>`
          : nothing
      }
      ${
        isFiltering(filter)
          ? html`<button type="button" class="small" @click=${() => tools.setFilter(NO_FILTER)}>${words.showAll}</button>`
          : nothing
      }
    </div>
    ${hasPictures ? html`<p id="pictures-hint" class="muted wide">${words.picturesHint}</p>` : nothing}
  </search>`;
}

const choice = <T extends string>(
  options: readonly T[],
  chosen: T,
  label: (option: T) => string,
  choose: (option: T) => void,
): TemplateResult =>
  html`<select @change=${(event: Event) => choose(readValue(event) as T)}>
    ${options.map((option) => html`<option value=${option} ?selected=${option === chosen} .selected=${option === chosen}>${label(option)}</option>`)}
  </select>`;

const readValue = ({ target }: Event): string => (target as HTMLInputElement | HTMLSelectElement).value;
