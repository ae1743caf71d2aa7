import type { NeighbourTable } from '../model/folder.ts';
import { eachTransition, transitionWeight } from './neighbours.ts';

/** What a model must beat: scores of all items, [V + 1], from the items of a history, oldest first. */
export type Floor = (history: ArrayLike<number>) => Float32Array;

/** Each item by how often it occurs; the same for everyone. */
export function popularityFloor(occurrences: ArrayLike<number>): Floor {
  const scores = Float32Array.from(occurrences);
  return () => scores;
}

/**
 * Session popularity (Hidasi et al. 2016): items of the current session by how often they occur in it, level
 * ones the latest first; below them all others by how often they occur anywhere.
 */
export function sessionPopularityFloor(occurrences: ArrayLike<number>): Floor {
  const popularity = Float32Array.from(occurrences, (count) => count * TIE_BREAK); // < 1
  return (history) => {
    const counts = new Map<number, number>();
    const scores = popularity.slice();
    for (let i = 0; i < history.length; i++) {
      const item = history[i]!;
      const count = (counts.get(item) ?? 0) + 1;
      counts.set(item, count);
      scores[item] = count + (i + 1) / (history.length + 1);
    }
    return scores;
  };
}

/** Small enough to order only what is level: no count reaches a million. */
const TIE_BREAK = 1e-6;

/**
 * First-order Markov chain: how often each item came right after the latest one. Most items never did;
 * these stand in the order of popularity.
 */
export function markovFloor(sequences: readonly ArrayLike<number>[], V: number): Floor {
  const rows = emptyRows(V);
  const popularity = new Float32Array(V + 1);
  for (const sequence of sequences) {
    for (let i = 0; i < sequence.length; i++) {
      popularity[sequence[i]!]! += TIE_BREAK;
      if (i > 0) addTo(rows, sequence[i - 1]!, sequence[i]!, 1);
    }
  }
  const chain = recencyFloor(rows, V, 0);
  return (history) => {
    const scores = chain(history);
    for (let item = 1; item <= V; item++) scores[item]! += popularity[item]!;
    return scores;
  };
}

const KNN_DECAY = 0.8;

/**
 * Item-based nearest neighbours (Sarwar et al. 2001): cosine of the sets of shoppers that two items
 * have, summed over the history, which fades.
 */
export function itemKnnFloor(sequences: readonly ArrayLike<number>[], V: number): Floor {
  const rows = emptyRows(V);
  const shoppers = new Int32Array(V + 1);
  for (const sequence of sequences) {
    const items = [...new Set(Array.from(sequence))];
    for (const a of items) {
      shoppers[a]!++;
      for (const b of items) if (a !== b) addTo(rows, a, b, 1);
    }
  }
  scaleRows(rows, (both, a, b) => both / Math.sqrt(shoppers[a]! * shoppers[b]!));
  return recencyFloor(rows, V, KNN_DECAY);
}

const RULES_DECAY = 0.7;

/**
 * Sequential rules (Ludewig and Jannach 2018) over all pairs: what followed within ten positions,
 * weighed as in the model's neighbour table, but without a limit to neighbours or shoppers.
 *
 * @param ofSessions counts both ways, and an item with itself where a session comes back to it: there,
 *                   repeats are answers
 */
export function sequentialRulesFloor(sequences: readonly Int32Array[], V: number, ofSessions = false): Floor {
  const rows = emptyRows(V);
  const rowSums = new Float64Array(V + 1);
  const occurrences = new Int32Array(V + 1);
  for (const sequence of sequences) {
    for (const item of sequence) occurrences[item]!++;
    eachTransition(sequence, { isSymmetric: ofSessions, repeats: ofSessions }, (from, to, share) => {
      addTo(rows, from, to, share);
      rowSums[from]! += share;
    });
  }
  scaleRows(rows, (count, from, to) => transitionWeight(count, rowSums[from]!, occurrences[to]!));
  return recencyFloor(rows, V, RULES_DECAY);
}

/**
 * Sequential rules over the published table: what attention must add to.
 *
 * @param weigh replaces a weight; for training shoppers, the weight without their own transitions
 */
export function rulesFloor(
  { neighbours, weights }: NeighbourTable,
  V: number,
  M: number,
  weigh: (item: number, neighbour: number, weight: number) => number = (_item, _neighbour, weight) => weight,
): Floor {
  return (history) => {
    const scores = new Float32Array(V + 1);
    for (let i = 0; i < history.length; i++) {
      const item = history[i]!;
      const decay = RULES_DECAY ** (history.length - 1 - i);
      for (let m = item * M; m < (item + 1) * M; m++) {
        const neighbour = neighbours[m]!;
        if (neighbour !== 0) scores[neighbour]! += decay * weigh(item, neighbour, weights[m]!);
      }
    }
    return scores;
  };
}

/** A sparse matrix while it is counted. [V + 1] */
type Rows = readonly Map<number, number>[];

const emptyRows = (V: number): Rows => Array.from({ length: V + 1 }, () => new Map());

function addTo(rows: Rows, from: number, to: number, share: number): void {
  const row = rows[from]!;
  row.set(to, (row.get(to) ?? 0) + share);
}

function scaleRows(rows: Rows, scale: (value: number, from: number, to: number) => number): void {
  rows.forEach((row, from) => {
    for (const [to, value] of row) row.set(to, scale(value, from, to));
  });
}

/** The rows of the history's items, each fading by `decay` from one to the next; 0 leaves the latest alone. */
function recencyFloor(rows: Rows, V: number, decay: number): Floor {
  return (history) => {
    const scores = new Float32Array(V + 1);
    for (let age = 0; age < history.length; age++) {
      const share = decay ** age;
      if (share === 0) break;
      for (const [to, value] of rows[history[history.length - 1 - age]!]!) scores[to]! += share * value;
    }
    return scores;
  };
}
