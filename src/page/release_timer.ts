import type { ReleaseStatus } from '../contract/worker_api.ts';

export interface ReleaseTimerOptions {
  status(): Promise<ReleaseStatus>;
  release(isAllowed: boolean): Promise<ReleaseStatus>;
  /** Whether release is consented to, signals included, read now. */
  isAllowed(): Promise<boolean>;
  onRelease(): void;
}

/**
 * Gives the worker its moment to release. When the period's release is due, waits the rest of the
 * random wait on this page, asks for consent again, and only then lets it go. What still waits in the
 * outbox is tried once a page, after the same wait; the worker knows when it is too early.
 */
export class ReleaseTimer {
  readonly #options: ReleaseTimerOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pokes = 0;

  constructor(options: ReleaseTimerOptions) {
    this.#options = options;
  }

  /** Looks at the clock anew: at the start of a page, after a change of consent, after a jump of the demo clock. */
  async poke(): Promise<void> {
    clearTimeout(this.#timer);
    const poke = ++this.#pokes;
    if (!(await this.#options.isAllowed())) return;
    const { waitMs } = await this.#options.status();
    if (poke !== this.#pokes) return; // a later poke has looked since
    if (waitMs !== undefined) this.#timer = setTimeout(() => void this.#release().catch(silent), waitMs);
  }

  async #release(): Promise<void> {
    await this.#options.release(await this.#options.isAllowed());
    this.#options.onRelease();
  }
}

/** Nothing left: the worker keeps what failed, and the next page asks again. */
const silent = (): void => {};
