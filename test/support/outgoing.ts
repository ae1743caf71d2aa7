import { test as base, expect } from '@playwright/test';
import { DEMO_MODEL, DEMO_SITE, type Demo, MODELS_FOLDER, startShop } from '../../scripts/demo.ts';
import { type ReceiverUnderTest, startReceiver } from './receiver.ts';
import { type Exchange, Wire } from './wire.ts';

/** Everything that left the browser in this test, and every error that nobody caught. */
export class Outgoing {
  readonly #wire: Wire;
  /** Uncaught errors and rejections of pages and workers. */
  readonly uncaught: string[] = [];
  /** What pages and workers wrote to the console as an error. */
  readonly consoleErrors: string[] = [];

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** In the order in which they left, beacons and WebSockets included. */
  get requests(): readonly Exchange[] {
    return this.#wire.exchanges;
  }

  /** Requests whose path starts so, on any origin. */
  to(path: string): Exchange[] {
    return this.requests.filter(({ url }) => url.pathname.startsWith(path));
  }

  /** Requests to any other origin than these. */
  beyond(...origins: string[]): Exchange[] {
    const known = new Set(origins.map((origin) => new URL(origin).host));
    return this.requests.filter(({ url }) => !known.has(url.host));
  }

  /** Waits for the nth request to `path`. The barrier before any "nothing else left" assertion. */
  async wait(path: string, count = 1): Promise<Exchange[]> {
    await expect
      .poll(() => this.to(path).length, { message: `requests to ${path}` })
      .toBeGreaterThanOrEqual(count);
    return this.to(path);
  }
}

interface Watch {
  outgoing: Outgoing;
  /** Console errors that a test means to cause: `test.use({ tolerated: /404/ })`. */
  tolerated: RegExp;
  wire: Wire;
}

/** The demo shop on the built files of dist-test/ and a real receiver, on loopback ports of their own. */
export interface World extends Demo {
  readonly receiver: ReceiverUnderTest;
}

interface Shared {
  /** One a worker: tests of one file share it, so they compare with what stood there before. */
  world: World;
}

const NOTHING = /(?!)/;

export const test = base.extend<Watch, Shared>({
  tolerated: [NOTHING, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from the pattern
  wire: async ({}, use) => {
    const wire = await Wire.open();
    await use(wire);
    await wire.close();
  },

  proxy: async ({ wire }, use) => use({ server: wire.server }),

  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from the pattern
    async ({}, use) => {
      const receiver = await startReceiver({ modelsDir: MODELS_FOLDER, live: [DEMO_MODEL], site: DEMO_SITE });
      const shop = await startShop({ port: 0, receiverUrl: receiver.url });
      const close = async () => void (await Promise.all([shop.close(), receiver.close()]));
      await use({ shopUrl: shop.url, receiverUrl: receiver.url, receiver, close });
      await close();
    },
    { scope: 'worker' },
  ],

  // auto: no test can forget to watch the network and the errors.
  outgoing: [
    async ({ context, wire, tolerated }, use) => {
      const outgoing = new Outgoing(wire);
      context.on('weberror', (error) => outgoing.uncaught.push(String(error.error())));
      context.on('console', (message) => {
        if (message.type() === 'error') outgoing.consoleErrors.push(message.text());
      });
      await use(outgoing);
      expect.soft(outgoing.uncaught, 'uncaught errors').toEqual([]);
      expect
        .soft(
          outgoing.consoleErrors.filter((text) => !tolerated.test(text)),
          'errors on the console',
        )
        .toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
