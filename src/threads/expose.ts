import { expose, type TransferHandler, transferHandlers } from 'comlink';
import { isInklingError } from '../contract/error.ts';
import type { InklingWorker } from '../contract/worker_api.ts';
import { packError, type WireError } from './wire.ts';

/**
 * Answers the page's calls with `worker`. For the worker side; call once, at top level.
 * The page side is `spawnWorker`.
 */
export function exposeWorker(worker: InklingWorker, endpoint?: Parameters<typeof expose>[1]): void {
  const plain = transferHandlers.get('throw') as TransferHandler<{ value: unknown }, WireError>;
  // Comlink alone keeps an error's message and stack, and drops class and code.
  const handler: typeof plain = {
    ...plain,
    serialize: (thrown) =>
      isInklingError(thrown.value) ? [packError(thrown.value), []] : plain.serialize(thrown),
  };
  transferHandlers.set('throw', handler);
  expose(worker, endpoint);
}
