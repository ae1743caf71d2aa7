import { mix } from '../features/hashed_text.ts';

export interface Ranked {
  /** Item index, 1-based. */
  readonly item: number;
  readonly score: number;
}

/**
 * The best items of those offered, at most `count`: a binary heap with the worst of them on top, so that what is not good
 * enough costs one comparison and what is good enough O(log count).
 */
export class BestItems {
  readonly #scores: Float32Array;
  readonly #heap: Int32Array;
  #size = 0;
  /** Of the worst that is held, once as many are held as are wanted. */
  #bar: number;

  /** @param scores of every item. [V + 1] */
  constructor(scores: Float32Array, count: number) {
    this.#scores = scores;
    this.#heap = new Int32Array(Math.max(0, Math.min(count, scores.length)));
    this.#bar = this.#heap.length > 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }

  /** Whether the item would be held; never with NaN. */
  takes(item: number): boolean {
    const score = this.#scores[item]!;
    if (!(score >= this.#bar)) return false;
    return this.#size < this.#heap.length || (this.#size > 0 && this.#isBefore(item, this.#heap[0]!));
  }

  /** Holds an item that `takes` let through, and lets go of the worst if they are too many. */
  add(item: number): void {
    if (this.#size < this.#heap.length) this.#rise(item);
    else this.#sink(item);
    if (this.#size === this.#heap.length) this.#bar = this.#scores[this.#heap[0]!]!;
  }

  /** Best first. */
  list(): Ranked[] {
    return [...this.#heap.subarray(0, this.#size)]
      .sort((a, b) => (this.#isBefore(a, b) ? -1 : 1))
      .map((item) => ({ item, score: this.#scores[item]! }));
  }

  #rise(item: number): void {
    const heap = this.#heap;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(heap[parent]!, item)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = item;
  }

  /** In place of the worst. */
  #sink(item: number): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < this.#size; child = 2 * at + 1) {
      if (child + 1 < this.#size && this.#isBefore(heap[child]!, heap[child + 1]!)) child++;
      if (!this.#isBefore(item, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = item;
  }

  /** Equal scores stand in the order of a hash: the catalogue's own order carries no information. */
  #isBefore(a: number, b: number): boolean {
    const [ofA, ofB] = [this.#scores[a]!, this.#scores[b]!];
    return ofA === ofB ? mix(a) < mix(b) : ofA > ofB;
  }
}

/** The `count` best items that `keep` lets through, best first. */
export function topItems(scores: Float32Array, count: number, keep: (item: number) => boolean): Ranked[] {
  const best = new BestItems(scores, count);
  for (let item = 1; item < scores.length; item++) if (best.takes(item) && keep(item)) best.add(item);
  return best.list();
}
