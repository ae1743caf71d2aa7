import { canonicalPath } from '../contract/item.ts';
import type { FeedEntry } from './feeds/feed.ts';

/** Aliases of an item: a card with hundreds would weigh on everybody's download. */
const MAX_ALIASES = 60;

/** An item of the feed with the card that it is, when the catalogue holds it already. */
export interface FeedItem extends Omit<FeedEntry, 'group'> {
  /** Row of the known item, 1-based. */
  readonly known?: number;
}

/**
 * One item for all variants of a group: nobody wants a row of recommendations that shows one shirt in five
 * sizes. The first variant that can be bought speaks for the item; the ids of all are aliases. An entry
 * whose own id or alias the catalogue knows is that item, whatever its group.
 *
 * @param indexOf row of a known item by id, alias or path
 */
export function mergeVariants(
  entries: readonly FeedEntry[],
  indexOf: (id: string) => number | undefined = () => undefined,
): FeedItem[] {
  const knownAs = entries.map((entry) => {
    const { id, url } = entry;
    const own =
      indexOf(id) ??
      entry.aliases
        .filter((alias) => alias !== entry.group)
        .map(indexOf)
        .find(Boolean);
    // By its path only where it has no group: variants share their page.
    return own ?? (url !== undefined && !entry.group ? indexOf(canonicalPath(url)) : undefined);
  });
  const knownGroups = new Map<string, number>();
  entries.forEach(({ group }, i) => {
    const known = group === undefined ? undefined : (indexOf(group) ?? knownAs[i]);
    if (group !== undefined && known !== undefined && !knownGroups.has(group)) knownGroups.set(group, known);
  });
  const merged = new Map<string, { known: number | undefined; variants: FeedEntry[] }>();
  entries.forEach((entry, i) => {
    const known = knownAs[i] ?? (entry.group === undefined ? undefined : knownGroups.get(entry.group));
    const key = known === undefined ? `new ${entry.group ?? entry.id}` : `known ${known}`;
    const item = merged.get(key) ?? { known, variants: [] };
    item.variants.push(entry);
    merged.set(key, item);
  });
  const items = [...merged.values()].map(({ known, variants }) => toItem(variants, known));
  return withoutSharedAliases(items);
}

function toItem(variants: readonly FeedEntry[], known: number | undefined): FeedItem {
  const speaker = variants.find(({ inStock }) => inStock) ?? variants[0]!;
  const { group, variant, ...rest } = speaker;
  const id = group ?? speaker.id;
  const ids = variants.flatMap((entry) => [entry.id, ...entry.aliases]);
  return {
    ...rest,
    id,
    // One variant's colour is not the item's.
    ...(variant !== undefined && variants.length === 1 ? { variant } : {}),
    aliases: [...new Set(ids)].filter((alias) => alias !== id),
    inStock: variants.some(({ inStock }) => inStock),
    ...(known === undefined ? {} : { known }),
  };
}

/** An alias that two items claim (a manufacturer's part number, say) tells neither; another item's id is its own. */
function withoutSharedAliases(items: readonly FeedItem[]): FeedItem[] {
  const claims = new Map<string, number>();
  for (const { id, aliases } of items)
    for (const name of [id, ...aliases]) claims.set(name, (claims.get(name) ?? 0) + 1);
  return items.map((item) => ({
    ...item,
    aliases: item.aliases.filter((alias) => claims.get(alias) === 1).slice(0, MAX_ALIASES),
  }));
}
