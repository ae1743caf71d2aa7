import type { StoredInteraction } from '../contract/interaction.ts';
import { isFollow, type Relation, relationKey } from '../contract/relation.ts';
import type { CatalogueIndex } from './catalogue_index.ts';

const FOLLOWS = ['follow_brand', 'follow_seller', 'follow_person'] as const;

/**
 * The relations that hold now, latest first: what is stored of them, and what `follow` interactions tell; an
 * `unfollow` ends all that were followed by that name before. Gifts and what was somebody else's tell nothing.
 */
export function relationsOf(
  interactions: readonly StoredInteraction[],
  stored: readonly Relation[] = [],
): Relation[] {
  const told = interactions.filter(
    ({ kind, gift, notMe }) => (kind === 'follow' || kind === 'unfollow') && !gift && !notMe,
  );
  const found = new Map<string, Relation>();
  const add = (relation: Relation) => {
    found.delete(relationKey(relation)); // the latest word stands last
    found.set(relationKey(relation), relation);
  };
  for (const row of [...told, ...stored].sort((a, b) => a.at - b.at)) {
    if ('target' in row) add(row);
    else
      for (const target of row.tokens ?? []) {
        if (row.kind === 'follow') add({ kind: 'follow_brand', target, at: row.at });
        else for (const kind of FOLLOWS) found.delete(relationKey({ kind, target }));
      }
  }
  return [...found.values()].reverse();
}

/** Entity rows of what the model knows of them: brands, sellers and people by their name, items by their id. */
export const relationRows = (relations: readonly Relation[], index: CatalogueIndex): number[] => [
  ...new Set(
    relations
      .map(({ kind, target }) => (isFollow(kind) ? index.brandRow(target) : (index.indexOf(target) ?? 0)))
      .filter((row) => row !== 0),
  ),
];
