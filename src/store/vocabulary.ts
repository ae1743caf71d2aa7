import type { Interaction } from '../contract/interaction.ts';
import type { Item } from '../contract/item.ts';
import type { RelationChange } from '../contract/relation.ts';

/** Characters, some 7,000 words: beyond them those learnt first go. */
const MAX_LENGTH = 60_000;
/** Scripts that put no spaces between words: there a word stands anywhere in a longer run. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

/**
 * The words with which this shop names what it sells, as its own pages told them on this device: all that is
 * kept of what a shopper typed into a search.
 */
export class Vocabulary {
  /** In the order in which they were learnt. */
  readonly #words: Set<string>;
  #length: number;
  /** Grows with every word learnt: while it stays, `text` does. */
  changes = 0;

  /** @param text of a vocabulary before: its words between line feeds */
  constructor(text = '') {
    this.#words = new Set(text.split('\n').filter(Boolean));
    this.#length = text.length;
  }

  get text(): string {
    return [...this.#words].join('\n');
  }

  /** Takes in the words of what a page told: name, brand, category and variant. */
  learn(items: readonly Item[]): void {
    for (const { name, brand, category = [], variant } of items) {
      const told = [name, brand, ...category, variant].join(' ').toLowerCase();
      for (const word of told.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
        if (this.#words.has(word)) continue;
        this.#words.add(word);
        this.#length += word.length + 1;
        this.changes++;
      }
    }
    for (const word of this.#words) {
      if (this.#length <= MAX_LENGTH) break;
      this.#words.delete(word);
      this.#length -= word.length + 1;
    }
  }

  /**
   * The row as it may be stored: a search or filter with no word that is not the shop's. Undefined where none
   * of its words is.
   */
  sayable<Row extends Interaction | RelationChange>(row: Row): Row | undefined {
    if (row.kind !== 'search' && row.kind !== 'filter') return row;
    const tokens = row.tokens?.map((word) => word.toLowerCase()).filter((word) => this.#has(word));
    return tokens?.length ? { ...row, tokens } : undefined;
  }

  #has(word: string): boolean {
    return (
      this.#words.has(word) || (UNSPACED.test(word) && [...this.#words].some((run) => run.includes(word)))
    );
  }
}
