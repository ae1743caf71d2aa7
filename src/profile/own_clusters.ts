import { normaliseInPlace } from './interests.ts';

/** Two groups are one kind of thing when the mean cosine between their items is at least this. */
const LINK = 0.4;

/**
 * Items that lie together, by average linkage: the two groups with the highest mean cosine between their items
 * become one, until none is high enough (Sokal and Michener 1958). With unit vectors that mean is the dot product of the
 * groups' sums over the product of their sizes. The same items in the same order give the same groups.
 *
 * @param items    indices into `entities`; a hundred at most, the cost is cubic
 * @param entities [R, D]
 * @returns groups of items, each in the order given
 */
export function clusterItems(items: readonly number[], entities: Float32Array, D: number): number[][] {
  const groups = items.map((item) => ({
    items: [item],
    sum: normaliseInPlace(entities.slice(item * D, (item + 1) * D)),
  }));
  for (;;) {
    let best: [a: number, b: number] | undefined;
    let highest = LINK;
    groups.forEach((a, i) => {
      for (let j = i + 1; j < groups.length; j++) {
        const b = groups[j]!;
        const cosine = dot(a.sum, b.sum) / (a.items.length * b.items.length);
        if (cosine < highest) continue;
        highest = cosine;
        best = [i, j];
      }
    });
    if (!best) return groups.map((group) => group.items);
    const [into, from] = best;
    const [gone] = groups.splice(from, 1);
    groups[into]!.items.push(...gone!.items);
    gone!.sum.forEach((value, d) => {
      groups[into]!.sum[d]! += value;
    });
  }
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, d) => sum + value * b[d]!, 0);
