import { invalid } from '../contract/error.ts';
import type { NeighbourTable } from '../model/folder.ts';

export interface NeighbourOptions {
  /** Items are 1..V. */
  readonly V: number;
  /** Neighbours kept per item. */
  readonly M: number;
  /** Distinct shoppers that an entry must rest on. */
  readonly minShoppers: number;
  /** Whether a step counts backwards too: in short sessions either item leads to the other. */
  readonly isSymmetric?: boolean;
  /** Whether an item is its own neighbour where a sequence comes back to it: where repeats are answers. */
  readonly repeats?: boolean;
  /** How much each sequence counts, 1 without: older ones may count less. */
  readonly shares?: Float32Array;
}

/**
 * Co-occurrence: which items follow which, within ten positions.
 *
 *   c_ij = Σ share / gap over all pairs i before j, gap <= 10; symmetric: plus c_ji
 *   w_ij = c_ij · (Σ_k c_ik)^-.3 · n_j^-.1,  n_j = occurrences of j, each times its share
 *
 * Only entries of at least `minShoppers` distinct shoppers stand; the table is public, and
 * an entry of one shopper would publish that shopper.
 */
export interface Neighbours {
  readonly options: NeighbourOptions;
  /** What is published: weights in (0, 1]. */
  readonly table: NeighbourTable;
  /** c and distinct shoppers of each published entry. [(V + 1), M] */
  readonly counts: Float64Array;
  readonly shoppers: Int32Array;
  /** Σ_k c_ik. [V + 1] */
  readonly rowSums: Float64Array;
  /** n. [V + 1] */
  readonly occurrences: Float64Array;
  /** Weight of the strongest entry that was not published, in the table's unit; 0 = none. [V + 1] */
  readonly bars: Float64Array;
  /** What 1 in the table stands for. */
  readonly strongest: number;
}

const MAX_GAP = 10;
const ROW_EXPONENT = -0.3;
const POPULARITY_EXPONENT = -0.1;

/** Counts the sequences, one a shopper, items oldest first. @throws InklingError `invalid-argument` */
export function countNeighbours(sequences: readonly Int32Array[], options: NeighbourOptions): Neighbours {
  const { V, M, minShoppers, shares } = options;
  if (!(minShoppers >= 1)) throw invalid(`minShoppers is ${minShoppers}, must be at least 1`);
  const rows: (Map<number, Cell> | undefined)[] = new Array(V + 1);
  const rowSums = new Float64Array(V + 1);
  const occurrences = new Float64Array(V + 1);
  sequences.forEach((sequence, shopper) => {
    const share = shares?.[shopper] ?? 1;
    for (const item of sequence) occurrences[item]! += share;
    eachTransition(sequence, options, (from, to, closeness) => {
      rows[from] ??= new Map();
      const row = rows[from];
      const cell = row.get(to);
      const count = share * closeness;
      rowSums[from]! += count;
      if (!cell) row.set(to, { count, shoppers: 1, last: shopper });
      else {
        cell.count += count;
        if (cell.last !== shopper) cell.shoppers++;
        cell.last = shopper;
      }
    });
  });

  const table = { neighbours: new Int32Array((V + 1) * M), weights: new Float32Array((V + 1) * M) };
  const counts = new Float64Array((V + 1) * M);
  const shoppers = new Int32Array((V + 1) * M);
  const bars = new Float64Array(V + 1);
  let strongest = 0;
  rows.forEach((row, from) => {
    const kept = [...(row ?? [])]
      .filter(([, cell]) => cell.shoppers >= minShoppers)
      .map(([to, cell]) => ({
        to,
        cell,
        weight: transitionWeight(cell.count, rowSums[from]!, occurrences[to]!),
      }))
      .sort((a, b) => b.weight - a.weight || a.to - b.to);
    bars[from] = kept[M]?.weight ?? 0;
    kept.slice(0, M).forEach(({ to, cell, weight }, m) => {
      const at = from * M + m;
      table.neighbours[at] = to;
      table.weights[at] = weight;
      counts[at] = cell.count;
      shoppers[at] = cell.shoppers;
      strongest = Math.max(strongest, weight);
    });
  });
  strongest ||= 1;
  for (let at = 0; at < table.weights.length; at++) table.weights[at]! /= strongest;
  for (let item = 0; item <= V; item++) bars[item]! /= strongest;
  return { options, table, counts, shoppers, rowSums, occurrences, bars, strongest };
}

/**
 * Weights as they would be without one shopper of the training data: the shopper's own transitions
 * are subtracted from every count, and an entry is 0 when it would then rest on too few shoppers or
 * lose its place in the list. Without this, a training position would find its own answer in the table.
 *
 * @param sequence the shopper's, exactly as it was counted
 * @param share    how much it counted
 */
export function leaveOut(
  neighbours: Neighbours,
  sequence: Int32Array,
  share = 1,
): (item: number, neighbour: number, weight: number) => number {
  const { options, table, counts, shoppers, rowSums, occurrences, bars, strongest } = neighbours;
  const { V, M, minShoppers } = options;
  const own = new Map<number, number>();
  const ownRows = new Map<number, number>();
  const ownItems = new Map<number, number>();
  for (const item of sequence) ownItems.set(item, (ownItems.get(item) ?? 0) + share);
  eachTransition(sequence, options, (from, to, closeness) => {
    const count = share * closeness;
    own.set(from * (V + 1) + to, (own.get(from * (V + 1) + to) ?? 0) + count);
    ownRows.set(from, (ownRows.get(from) ?? 0) + count);
  });
  return (item, neighbour, weight) => {
    const mine = own.get(item * (V + 1) + neighbour);
    if (mine === undefined && !ownRows.has(item) && !ownItems.has(neighbour)) return weight;
    const at = table.neighbours.subarray(item * M, (item + 1) * M).indexOf(neighbour) + item * M;
    if (mine !== undefined && shoppers[at]! - 1 < minShoppers) return 0;
    const left =
      transitionWeight(
        counts[at]! - (mine ?? 0),
        rowSums[item]! - (ownRows.get(item) ?? 0),
        occurrences[neighbour]! - (ownItems.get(neighbour) ?? 0),
      ) / strongest;
    return mine !== undefined && left < bars[item]! ? 0 : left;
  };
}

interface Cell {
  count: number;
  shoppers: number;
  /** Shopper who was counted last. */
  last: number;
}

/** w of one entry. */
export function transitionWeight(count: number, rowSum: number, occurrences: number): number {
  // Subtraction leaves dust where nothing is left; a negative base would make it NaN.
  if (!(count > 1e-9 && rowSum > 1e-9 && occurrences > 0)) return 0;
  return count * rowSum ** ROW_EXPONENT * occurrences ** POPULARITY_EXPONENT;
}

/**
 * Every pair of two items at most ten positions apart, forwards or both ways, with 1 / gap; an item with
 * itself only where repeats are wanted.
 */
export function eachTransition(
  sequence: Int32Array,
  { isSymmetric = false, repeats = false }: Pick<NeighbourOptions, 'isSymmetric' | 'repeats'>,
  visit: (from: number, to: number, closeness: number) => void,
): void {
  for (let i = 0; i < sequence.length; i++) {
    const end = Math.min(sequence.length - 1, i + MAX_GAP);
    for (let j = i + 1; j <= end; j++) {
      const [from, to] = [sequence[i]!, sequence[j]!];
      if (from === to && !repeats) continue;
      visit(from, to, 1 / (j - i));
      if (isSymmetric) visit(to, from, 1 / (j - i));
    }
  }
}
