import type { Item } from '../contract/item.ts';
import { addWord, words } from '../features/hashed_text.ts';
import type { NeighbourTable } from '../model/folder.ts';
import { normaliseInPlace } from '../profile/interests.ts';
import { Prng } from '../simulate/prng.ts';
import { clusterProfiles, dot, meanDirection } from './codebook.ts';
import { typicalTerms } from './typical_terms.ts';

/** Width of the vectors that are clustered: wide enough that words of a few thousand items stay apart. */
const D = 128;
/** How much each round of neighbours counts beside an item's own words. */
const NEIGHBOURS = 1;
const ROUNDS = 3;
/** An item that lies farther from every centre is like none of them. */
const MIN_COSINE = 0.2;
/** Fewer items make no clusters worth a name. */
const MIN_ITEMS = 64;
/** A person reads the names: more would be no overview. */
const MAX_CLUSTERS = 24;
/** Items that place the centres; all others join the nearest. */
const SAMPLE = 4_000;

/**
 * A name for each item of a shop that has no categories: that of its cluster, by spherical k-means over
 * item vectors made of their words, rarer ones weighing more, and of their neighbours' words. Undefined for
 * an item that is like none of the clusters, and for all of a shop that is too small.
 *
 * The vectors are made before training, so that the model is trained with the clusters as its categories.
 *
 * @param table neighbours of items, row 0 = padding, as they are published: nothing that too few shoppers did
 */
export function clusterItems(
  items: readonly Item[],
  table: NeighbourTable,
  seed: number,
): (string | undefined)[] {
  const V = items.length;
  if (V < MIN_ITEMS) return items.map(() => undefined);
  const vectors = joinNeighbours(wordVectors(items), table);
  // Where names share no word (ids that stand for names, say) nothing is like anything.
  const telling = vectors.flatMap((vector, i) => (vector.some((value) => value !== 0) ? i : []));
  if (telling.length < MIN_ITEMS) return items.map(() => undefined);
  const chosen = new Prng(seed).shuffle(telling).slice(0, SAMPLE);
  const K = Math.min(MAX_CLUSTERS, Math.round(Math.sqrt(telling.length / 3)));
  const sample = chosen.map((i) => vectors[i]!);
  // The centre of the first is the mean of all, which says nothing: here its members have one as all others do.
  const centres = clusterProfiles(sample, { K, D, seed }).flatMap(({ members }) =>
    members.length > 0 ? meanDirection(sample, members, D) : [],
  );
  const clusters = vectors.map((vector) => nearest(vector, centres));
  const names = typicalTerms(centres.map((_, k) => items.filter((_, i) => clusters[i] === k)));
  return clusters.map((k) => names[k]);
}

/** Sum of each item's words, weighed by how rare they are, at unit length. */
function wordVectors(items: readonly Item[]): Float32Array[] {
  const lists = items.map(({ name }) => [...new Set(words(name))]);
  const counts = new Map<string, number>();
  for (const word of lists.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return lists.map((list) => {
    const sum = new Float32Array(D);
    for (const word of list) {
      const count = counts.get(word)!;
      // A word of one item alone joins it to nothing.
      if (count > 1) addWord(sum, word, Math.log(items.length / count));
    }
    return normaliseInPlace(sum);
  });
}

/**
 * Adds to each vector those around it in the item graph, one and two and three edges away, each round at unit
 * length (FastRP, Chen et al. 2019, with words in place of random directions).
 */
function joinNeighbours(
  vectors: readonly Float32Array[],
  { neighbours, weights }: NeighbourTable,
): Float32Array[] {
  const M = neighbours.length / (vectors.length + 1);
  const joined = vectors.map((vector) => vector.slice());
  let last = vectors;
  for (let round = 0; round < ROUNDS; round++) {
    const next = vectors.map(() => new Float32Array(D));
    vectors.forEach((_, i) => {
      for (let m = (i + 1) * M; m < (i + 2) * M; m++) {
        const other = neighbours[m]! - 1;
        if (other < 0) continue;
        // Both ways: what leads to an item is as near to it as what it leads to.
        for (let d = 0; d < D; d++) {
          next[i]![d]! += weights[m]! * last[other]![d]!;
          next[other]![d]! += weights[m]! * last[i]![d]!;
        }
      }
    });
    last = next.map(normaliseInPlace);
    joined.forEach((vector, i) => {
      for (let d = 0; d < D; d++) vector[d]! += NEIGHBOURS * last[i]![d]!;
    });
  }
  return joined.map(normaliseInPlace);
}

/** The nearest centre, -1 when none is near. */
function nearest(vector: Float32Array, centres: readonly Float32Array[]): number {
  const cosines = centres.map((centre) => dot(vector, centre));
  const highest = Math.max(...cosines);
  return highest < MIN_COSINE ? -1 : cosines.indexOf(highest);
}
