import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { isFollow, relationKey } from '../contract/relation.ts';
import type { RelationRow } from '../contract/worker_api.ts';
import { icon } from './icons.ts';
import type { PanelHost } from './panel_host.ts';
import { historyWords } from './words/history_words.ts';

/** What is followed and the like, each with a way to delete it. @param remove deletes by `relationKey` */
export function relationsView(
  { formats, removals }: PanelHost,
  relations: readonly RelationRow[],
  remove: (key: string) => void,
): TemplateResult {
  const words = historyWords[formats.code](formats.nouns);
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
        const isGoing = removals.has(key);
        const label = isGoing ? words.undo : words.history.deleteOne;
        return html`<li class="row ${isGoing ? 'struck' : ''}" data-relation=${key}>
          ${icon(isFollow(relation.kind) ? 'person' : 'heart')}
          <div class="what">
            <span class="title" dir="auto">${name}</span>
            <span class="muted">${kind} · ${formats.date(relation.at)}</span>
          </div>
          <div class="actions">
            <button
              type="button"
              class="small"
              aria-label="${label}: ${kind}, ${name}"
              @click=${() => (isGoing ? removals.undo([key]) : remove(key))}
            >
              ${label}
            </button>
          </div>
        </li>`;
      })}
    </ul>
  </section>`;
}
