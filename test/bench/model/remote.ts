import type { Served } from './served.ts';

/** A row's realm, asked from here. */
export interface Remote {
  call<M extends keyof Served>(
    method: M,
    ...args: Parameters<Served[M]>
  ): Promise<Awaited<ReturnType<Served[M]>>>;
  /** Bytes on JavaScript's heap after a collection, typed arrays included; undefined where it cannot be told. */
  heapBytes(): Promise<number | undefined>;
  /** Code that it fetched, brotli; undefined where nothing is fetched. */
  fetchedBytes(): Promise<number | undefined>;
  close(): Promise<void>;
}
