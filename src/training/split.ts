import { Prng } from '../simulate/prng.ts';
import type { Shopper } from './examples.ts';

/** How tests are held out. */
export type Protocol =
  /** A tenth of the shoppers validates, a tenth tests: none of their behaviour is trained on. */
  | 'held-out-shoppers'
  /** Each shopper's last step tests, the last but one validates: what the public benchmarks do. */
  | 'leave-one-out'
  /**
   * Sequences are anonymous sessions, oldest first: the last tenth validates, every step but the first of each
   * predicted from those before it. What tests lies in another file; validation stands in for it.
   */
  | 'sessions';

export interface Split {
  readonly train: readonly Shopper[];
  readonly validation: readonly Shopper[];
  readonly test: readonly Shopper[];
}

const HELD_OUT = 0.1;
const MIN_STEPS = 3;

/** Splits shoppers for training; deterministic for a seed. */
export function splitShoppers(shoppers: readonly Shopper[], protocol: Protocol, seed: number): Split {
  if (protocol === 'leave-one-out') {
    const long = shoppers.filter(({ steps }) => steps.length >= MIN_STEPS);
    const without = (last: number) =>
      long.map((shopper) => ({ ...shopper, steps: shopper.steps.slice(0, shopper.steps.length - last) }));
    return { train: without(2), validation: without(1), test: long };
  }
  if (protocol === 'sessions') {
    const from = Math.ceil((1 - HELD_OUT) * shoppers.length);
    const newest = shoppers.slice(from);
    return { train: shoppers.slice(0, from), validation: newest, test: newest };
  }
  const mixed = new Prng(seed).shuffle([...shoppers]);
  const held = Math.floor(HELD_OUT * mixed.length);
  return {
    validation: mixed.slice(0, held),
    test: mixed.slice(held, 2 * held),
    train: mixed.slice(2 * held),
  };
}
