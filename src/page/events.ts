import { quiet } from '../capture/quiet.ts';
import type { InklingEvent } from '../contract/page_api.ts';

/** Who listens to what. A callback that throws stops neither the others nor us. */
export class Events {
  readonly #target = new EventTarget();

  /** Calls back on every such event. @returns a function that ends it. */
  on(type: InklingEvent, callback: () => void): () => void {
    // A listener of its own for each call, so that ending one does not end another of the same function.
    const listener = quiet(() => callback());
    this.#target.addEventListener(type, listener);
    return () => this.#target.removeEventListener(type, listener);
  }

  emit(type: InklingEvent): void {
    this.#target.dispatchEvent(new Event(type));
  }
}
