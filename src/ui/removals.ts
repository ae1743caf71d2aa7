import type { RowKey } from '../contract/worker_api.ts';

/** For so long a deletion can be taken back. */
export const UNDO_MS = 10_000;

/**
 * Deletions that can still be undone. Nothing is deleted until its time has passed or the panel
 * is left: `flush` then deletes at once where the page still can, and the next page does what was left.
 */
export class Removals {
  readonly #remove: (ids: readonly RowKey[]) => Promise<void>;
  readonly #changed: () => void;
  readonly #timers = new Map<RowKey, ReturnType<typeof setTimeout>>();

  /**
   * @param remove deletes for good and settles when the rows are gone from what is shown; never rejects.
   * @param soon   told all that waits whenever that changes: a page that goes away cannot be sure to finish
   */
  constructor(
    remove: (ids: readonly RowKey[]) => Promise<void>,
    soon: (ids: readonly RowKey[]) => void,
    changed: () => void,
  ) {
    this.#remove = remove;
    this.#changed = () => {
      soon([...this.#timers.keys()]);
      changed();
    };
  }

  has(id: RowKey): boolean {
    return this.#timers.has(id);
  }

  get size(): number {
    return this.#timers.size;
  }

  add(ids: readonly RowKey[]): void {
    const fresh = ids.filter((id) => !this.#timers.has(id));
    if (fresh.length === 0) return;
    const timer = setTimeout(
      () => void this.#finish(fresh.filter((id) => this.#timers.get(id) === timer)),
      UNDO_MS,
    );
    for (const id of fresh) this.#timers.set(id, timer);
    this.#changed();
  }

  undo(ids: readonly RowKey[]): void {
    for (const id of ids) this.#timers.delete(id);
    this.#changed();
  }

  /** Drops what waits without deleting it: everything is being deleted anyway. */
  forget(): void {
    this.undo([...this.#timers.keys()]);
  }

  async flush(): Promise<void> {
    await this.#finish([...this.#timers.keys()]);
  }

  async #finish(ids: readonly RowKey[]): Promise<void> {
    if (ids.length === 0) return;
    try {
      await this.#remove(ids);
    } finally {
      // Until here the rows stay struck out, so that none of them flashes back before it goes.
      for (const id of ids) this.#timers.delete(id);
      this.#changed();
    }
  }
}
