import type { HoldOutView } from '../contract/worker_api.ts';
import { secureUniformInt } from '../privacy/random.ts';
import type { CoinStore } from '../store/coin_store.ts';

/** A share counts to a thousandth. More sides would tell browsers apart by what they keep. */
const SIDES = 1_000;

/**
 * In which group of the shop's experiment this browser is. A coin of cryptographic randomness, tossed
 * once a browser and kept until the shopper clears: it depends on nothing that anybody did, so that
 * the groups differ in nothing but what they are shown. The number is kept, not the group: a share
 * that grows keeps everybody who was in it.
 */
export class HoldOut {
  readonly #share: number;
  readonly #store: Pick<CoinStore, 'keep' | 'losses'>;
  readonly #toss: (sides: number) => number;
  #known: { readonly view: HoldOutView; readonly losses: number } | undefined;

  constructor(
    share: number,
    store: Pick<CoinStore, 'keep' | 'losses'>,
    toss: (sides: number) => number = secureUniformInt,
  ) {
    this.#share = share;
    this.#store = store;
    this.#toss = toss;
  }

  /** To be asked only while recording is allowed. Undefined: no experiment, or nothing is stored yet. */
  async view(): Promise<HoldOutView | undefined> {
    const { losses } = this.#store;
    if (this.#share === 0) return undefined;
    if (this.#known?.losses === losses) return this.#known.view;
    const coin = await this.#store.keep(this.#toss(SIDES));
    if (typeof coin !== 'number') return undefined;
    const view = { share: this.#share, isHeldOut: coin < this.#share * SIDES };
    this.#known = { view, losses };
    return view;
  }
}
