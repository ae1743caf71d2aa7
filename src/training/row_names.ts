import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { Cluster } from './codebook.ts';

/** Names of tags in another language, by the tag's own name. */
export type Translation = Readonly<Record<string, string>>;

const UNDECIDED = { en: 'Undecided', 'zh-CN': '尚无偏好' };
/** A second leaf or department is named when it is at least this share of the first. */
const SECOND = 0.45;

/**
 * What a person reads for each row: the department and leaves that its members look at more than
 * everybody else does. Names are distinct. Where no item has a category, a number.
 *
 * @param itemsOf items of each profile's shopper, in the order of the profiles
 */
export function nameRows(
  clusters: readonly Cluster[],
  itemsOf: readonly Int32Array[],
  index: CatalogueIndex,
  translation: Translation = {},
): Record<string, string>[] {
  const everybody = tagShares(
    itemsOf.map((_, i) => i),
    itemsOf,
    index,
  );
  const taken = new Set<string>();
  return clusters.map(({ members }, k) => {
    if (k === 0) return UNDECIDED;
    const shares = tagShares(members, itemsOf, index);
    // Share times lift: common enough to be true of most members, rarer among everybody else.
    const telling = [...shares].map(([tag, share]) => ({
      tag,
      value: share * (share / everybody.get(tag)!),
    }));
    // Items of no category, from a log of ids alone: a row can only be told from the others.
    if (telling.length === 0) return { en: `Group ${k}`, 'zh-CN': `第 ${k} 组` };
    const parts = nameParts(telling, index);
    let count = parts.leaves.length > 1 && parts.leaves[1]!.value > SECOND * parts.leaves[0]!.value ? 2 : 1;
    let name = phrase(parts, count, (tag) => tag);
    while (taken.has(name) && count < parts.leaves.length) name = phrase(parts, ++count, (tag) => tag);
    for (let n = 2; taken.has(name); n++) name = `${phrase(parts, count, (tag) => tag)} (${n})`;
    taken.add(name);
    const translated = parts.all.every((tag) => translation[tag] !== undefined);
    return {
      en: name,
      ...(translated ? { 'zh-CN': phrase(parts, count, (tag) => translation[tag]!) } : {}),
    };
  });
}

interface Parts {
  readonly department: string;
  readonly leaves: readonly { name: string; value: number }[];
  /** Every name that may be used. */
  readonly all: readonly string[];
}

function nameParts(telling: readonly { tag: number; value: number }[], { catalogue }: CatalogueIndex): Parts {
  const { tags } = catalogue;
  const strongest = (list: typeof telling) => [...list].sort((a, b) => b.value - a.value || a.tag - b.tag);
  const departments = strongest(telling.filter(({ tag }) => tags[tag]!.depth === 1));
  const department = departments[0] ? tags[departments[0].tag]!.path : '';
  const below = telling.filter(({ tag }) => tags[tag]!.path.startsWith(`${department} > `));
  const leaves = strongest(below)
    .slice(0, 4)
    .map(({ tag, value }) => ({ name: tags[tag]!.path.split(' > ').at(-1)!, value }));
  return { department, leaves, all: [department, ...leaves.map(({ name }) => name)] };
}

function phrase({ department, leaves }: Parts, count: number, word: (tag: string) => string): string {
  const listed = leaves.slice(0, count).map(({ name }) => word(name));
  return listed.length === 0 ? word(department) : `${word(department)}: ${listed.join(', ')}`;
}

/** Share of the members' steps that lie in each tag. */
function tagShares(
  members: readonly number[],
  itemsOf: readonly Int32Array[],
  index: CatalogueIndex,
): Map<number, number> {
  const counts = new Map<number, number>();
  let total = 0;
  for (const member of members) {
    for (const item of itemsOf[member]!) {
      total++;
      for (const tag of index.card(item).tagIndices) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
  }
  for (const [tag, count] of counts) counts.set(tag, count / Math.max(1, total));
  return counts;
}
