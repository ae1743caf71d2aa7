/** So long the full rate may be saved up for a burst. */
const BURST_S = 2;

/**
 * A token bucket for a site as a whole. Nothing is told apart by where it comes from: an address is neither
 * kept nor looked at.
 */
export class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  /** @param now milliseconds of a clock that only goes forward. */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#tokens = perSecond * BURST_S;
    this.#at = now();
  }

  /** Whether so many releases may come in now. */
  take(releases: number): boolean {
    const now = this.#now();
    const saved = this.#tokens + ((now - this.#at) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond * BURST_S, saved);
    this.#at = now;
    if (this.#tokens < releases) return false;
    this.#tokens -= releases;
    return true;
  }
}
