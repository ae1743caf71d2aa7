import { Prng } from '../../../src/simulate/prng.ts';
import type { CatalogueItem } from '../../../src/training/catalogue_model.ts';

/** A generated shop. Item i, 0-based, is `items[i]`. */
export interface Generated {
  readonly items: readonly CatalogueItem[];
  /** Of each shopper the items, 0-based, oldest first. [shoppers][STEPS] */
  readonly sequences: readonly Int32Array[];
}

/** Interactions of a shopper; as many shoppers as items make ten interactions an item. */
const STEPS = 10;
const ITEMS_PER_LEAF = 400;
const LEAVES_PER_DEPARTMENT = 20;
const BRANDS_PER_LEAF = 12;
const STYLES = 40;

/**
 * As many shoppers as items, each with two leaves and a brand in either that it keeps to half of the time; within a
 * leaf demand is long-tailed.
 */
export function generate(V: number, seed: number): Generated {
  const prng = new Prng(seed);
  const leaves = Math.max(4, Math.round(V / ITEMS_PER_LEAF));
  const leafOf = (i: number) => i % leaves;
  const brandOf = (i: number) => (Math.floor(i / leaves) * 7) % BRANDS_PER_LEAF;
  const items = Array.from({ length: V }, (_, i) => {
    const leaf = leafOf(i);
    return {
      id: `i${i}`,
      name: `style${(i * 13) % STYLES} kind${leaf}`,
      brand: `Brand ${leaf}-${brandOf(i)}`,
      category: [`Department ${Math.floor(leaf / LEAVES_PER_DEPARTMENT)}`, `Leaf ${leaf}`],
    };
  });
  const shelf = Math.floor(V / leaves);
  const draw = (leaf: number, brand: number) => {
    for (;;) {
      // Squared twice: the first tenth of a leaf's items gets more than half of the demand.
      const item = leaf + leaves * Math.floor(prng.next() ** 4 * shelf);
      if (brandOf(item) === brand || prng.chance(0.5)) return item;
    }
  };
  const sequences = Array.from({ length: V }, () => {
    const wants = [0, 1].map(() => [prng.integer(leaves), prng.integer(BRANDS_PER_LEAF)] as const);
    return Int32Array.from({ length: STEPS }, () => {
      const [leaf, brand] = prng.pick(wants);
      return draw(leaf, brand);
    });
  });
  return { items, sequences };
}
