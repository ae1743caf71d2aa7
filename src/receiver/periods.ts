import { DAY_MS } from '../contract/config.ts';

/** Shoppers' clocks may be so far off. */
const TOLERANCE_MS = DAY_MS;

export interface PeriodOptions {
  readonly now: () => number;
  readonly periodDays: number;
  /** For the demo and for tests, whose browsers jump 28 days ahead: every period is plausible. */
  readonly acceptAnyPeriod: boolean;
}

/** The receiver's clock, in privacy periods and days. */
export class Periods {
  readonly #now: () => number;
  readonly #lengthMs: number;
  readonly #acceptAny: boolean;

  constructor({ now, periodDays, acceptAnyPeriod }: PeriodOptions) {
    this.#now = now;
    this.#lengthMs = periodDays * DAY_MS;
    this.#acceptAny = acceptAnyPeriod;
  }

  /** Index of the current privacy period, floor(now / length): the same for everyone. */
  get current(): number {
    return this.#at(this.#now());
  }

  /** Days since the epoch. Arrival is kept no finer than this. */
  get today(): number {
    return Math.floor(this.#now() / DAY_MS);
  }

  /**
   * First and last period that a release may name now: the current one and the one before, the
   * edges a day wide because clocks differ.
   */
  get plausible(): { readonly oldest: number; readonly newest: number } {
    if (this.#acceptAny) return { oldest: 0, newest: 0xffff };
    return { oldest: this.#at(this.#now() - TOLERANCE_MS) - 1, newest: this.#at(this.#now() + TOLERANCE_MS) };
  }

  /** Nonces are kept two full periods after their own; what is older is rolled up. */
  get oldestKept(): number {
    return Math.max(0, this.plausible.oldest - 1);
  }

  #at(time: number): number {
    return Math.floor(time / this.#lengthMs);
  }
}
