import type { Interaction } from '../contract/interaction.ts';

/** The same thing told twice within this time is told by two sources, not done twice. */
export const DOUBLE_MS = 1_000;

/** A filter that says whether an interaction of this kind and item was seen less than a second before. */
export function createDedupe(): (interaction: Interaction) => boolean {
  const lastAt = new Map<string, number>();
  return ({ kind, itemId, tokens, at }) => {
    const key = [kind, itemId, ...(tokens ?? [])].join('\n');
    const before = lastAt.get(key);
    if (before !== undefined && Math.abs(at - before) < DOUBLE_MS) return true;
    lastAt.delete(key); // re-inserted last, so that the first key is the stalest
    lastAt.set(key, at);
    if (lastAt.size > 200) lastAt.delete(lastAt.keys().next().value as string);
    return false;
  };
}
