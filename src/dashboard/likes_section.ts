import { type CodebookCohorts, type Names, read } from './answers.ts';
import { shownCohorts } from './cohort_section.ts';
import { el } from './dom.ts';
import type { Voice } from './language.ts';

/** What the receiver recommends to a row of a codebook. */
interface Recommendations {
  readonly row: number;
  readonly items: readonly { readonly name: string; readonly category?: readonly string[] }[];
}

/** A cohort with what its row ranks first. */
export interface Likes {
  readonly name: Names;
  /** Innermost categories of what is ranked, the most frequent first. */
  readonly tags: readonly string[];
  readonly items: readonly string[];
}

/** So many items say what a row likes, and so many of them are named. */
const ITEMS = 24;
const NAMED = 4;
const TAGS = 4;

/** By codebook and row: lists change with the catalogue, not from second to second. */
const known = new Map<string, Promise<Recommendations>>();

/** Likes of the cohorts that are shown, the largest first; none when the receiver has no catalogue. */
export async function readLikes(path: string, codebook: CodebookCohorts): Promise<Likes[]> {
  const lists = shownCohorts(codebook).map(async ({ row, name }) => {
    const { items } = await listOf(`${path}/recommendations/${codebook.codebook}/${row}?count=${ITEMS}`);
    const counts = new Map<string, number>();
    for (const { category } of items) {
      const tag = category?.at(-1);
      if (tag !== undefined) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
    const tags = [...counts].sort(([, a], [, b]) => b - a).map(([tag]) => tag);
    return { name, tags: tags.slice(0, TAGS), items: items.slice(0, NAMED).map((item) => item.name) };
  });
  try {
    return await Promise.all(lists);
  } catch (cause) {
    if (cause instanceof Error && cause.message === '404') return [];
    throw cause;
  }
}

function listOf(path: string): Promise<Recommendations> {
  const list = known.get(path) ?? read<Recommendations>(path);
  known.set(path, list);
  list.catch(() => known.delete(path)); // asked for again in the next round
  return list;
}

export function likesSection(likes: readonly Likes[], voice: Voice): HTMLElement[] {
  if (likes.length === 0) return [el('p', { class: 'note' }, voice.text('likesNone'))];
  const rows = likes.map(({ name, tags, items }) =>
    el(
      'li',
      {},
      el('h3', {}, voice.name(name)),
      el('p', {}, items.join(' · ')),
      ...(tags.length > 0 ? [el('p', { class: 'tags' }, `${voice.text('tags')} ${tags.join(' · ')}`)] : []),
    ),
  );
  return [el('p', { class: 'note' }, voice.text('likesNote')), el('ul', { class: 'likes' }, ...rows)];
}
