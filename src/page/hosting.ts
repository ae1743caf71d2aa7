import { startableUrl } from '../assets/asset.ts';
import type { Config } from '../contract/config.ts';
import { InklingError } from '../contract/error.ts';
import type { ConsentState, InklingWorker } from '../contract/worker_api.ts';
import type { Answer, Method } from '../threads/spawn.ts';
import { demoOffset } from './demo_clock.ts';
import type { Events } from './events.ts';
import type { Files } from './files.ts';
import type { Host } from './host.ts';

/** What runs the worker, fetched when it is first asked for. */
export interface Hosting {
  /** Whether it was asked for. */
  isBegun(): boolean;
  /** @throws InklingError `backend-unavailable` where its file did not come; the next call tries again. */
  host(): Promise<Host>;
  call<M extends Method>(method: M, ...args: Parameters<InklingWorker[M]>): Promise<Answer<M>>;
}

export function createHosting(
  config: Config,
  events: Events,
  consent: () => Promise<ConsentState>,
  load: (name: 'host') => Promise<Files['host']>,
): Hosting {
  let hosting: Promise<Host> | undefined;
  const host = (): Promise<Host> => {
    hosting ??= load('host').then(
      ({ createHost }) =>
        createHost({
          backends: config.backends,
          urlOf: (backend) => startableUrl(config, `inkling-worker-${backend}.js`),
          startOptions: async () => ({
            config,
            consent: await consent(),
            clockOffsetMs: demoOffset(),
            language: document.documentElement.lang || navigator.language,
          }),
          onReady(status) {
            events.emit('ready');
            if (status.problems.length > 0) events.emit('problem');
          },
          isReleaseAllowed: async () => (await consent()).release,
          onRelease: () => events.emit('release'),
        }),
      (cause) => {
        hosting = undefined;
        throw new InklingError('backend-unavailable', 'inkling-host.js did not come', { cause });
      },
    );
    return hosting;
  };
  const call = async <M extends Method>(
    method: M,
    ...args: Parameters<InklingWorker[M]>
  ): Promise<Answer<M>> => (await host()).call(method, ...args);
  return {
    isBegun: () => hosting !== undefined,
    host,
    call,
  };
}
