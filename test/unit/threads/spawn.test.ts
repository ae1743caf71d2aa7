import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InklingError } from '../../../src/contract/error.ts';
import type { InklingWorker } from '../../../src/contract/worker_api.ts';
import { exposeWorker } from '../../../src/threads/expose.ts';
import { spawnWorker } from '../../../src/threads/spawn.ts';

/** A worker whose thread is the other end of a channel. */
class FakeWorker {
  static last: FakeWorker;
  onerror: ((event: { preventDefault(): void }) => void) | null = null;
  isTerminated = false;
  readonly url: string;
  readonly #here: MessagePort;
  readonly there: MessagePort;

  constructor(url: string) {
    const { port1, port2 } = new MessageChannel();
    this.url = url;
    this.#here = port1;
    this.there = port2;
    FakeWorker.last = this;
  }
  set onmessage(listener: (event: MessageEvent) => void) {
    this.#here.onmessage = listener;
  }
  postMessage(message: unknown): void {
    this.#here.postMessage(message);
  }
  terminate(): void {
    this.isTerminated = true;
    this.#here.close();
  }
}

const spawn = (worker: object) => {
  const client = spawnWorker('https://shop.example/inkling-worker-cpu.js');
  exposeWorker(worker as InklingWorker, FakeWorker.last.there as never);
  return client;
};

beforeEach(() => vi.stubGlobal('Worker', FakeWorker));
afterEach(() => {
  FakeWorker.last.terminate();
  vi.unstubAllGlobals();
});

test('a call is answered by the worker', async () => {
  const client = spawn({ rank: async (ids: string[]) => ids.map((id) => ({ id, score: 1 })) });

  expect(await client.call('rank', ['a'])).toEqual([{ id: 'a', score: 1 }]);
  expect(FakeWorker.last.url).toBe('https://shop.example/inkling-worker-cpu.js');
});

test('an InklingError thrown in the worker keeps its code', async () => {
  const client = spawn({
    async cohort() {
      throw new InklingError('model-corrupt', 'hash differs');
    },
  });

  const error = await client.call('cohort').catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(InklingError);
  expect(error).toMatchObject({ code: 'model-corrupt', message: 'hash differs' });
});

test('so does one of another file’s class, which is not this one', async () => {
  const client = spawn({
    async cohort() {
      throw Object.assign(new Error('not whole'), { name: 'InklingError', code: 'invalid-argument' });
    },
  });

  await expect(client.call('cohort')).rejects.toMatchObject({
    code: 'invalid-argument',
    message: 'not whole',
  });
});

test('any other error thrown in the worker is an internal one, with its cause', async () => {
  const client = spawn({
    async cohort() {
      throw new TypeError('not a function');
    },
  });

  await expect(client.call('cohort')).rejects.toMatchObject({
    code: 'internal',
    cause: { name: 'TypeError', message: 'not a function' },
  });
});

test('typed arrays and absent answers cross as they are', async () => {
  const client = spawn({
    cohort: async () => undefined,
    embedding: async () => Float32Array.of(0.5, -1),
  });

  expect(await client.call('cohort')).toBeUndefined();
  expect(await client.call('embedding')).toEqual(Float32Array.of(0.5, -1));
});

test('a crash rejects the calls that wait and those that come', async () => {
  const client = spawn({ profile: () => new Promise(() => {}) });
  const waiting = client.call('profile');

  FakeWorker.last.onerror?.({ preventDefault() {} });

  await expect(waiting).rejects.toMatchObject({ code: 'backend-unavailable' });
  await expect(client.call('profile')).rejects.toMatchObject({ code: 'backend-unavailable' });
  expect(FakeWorker.last.isTerminated).toBe(true);
});

test('a stop rejects the calls that wait', async () => {
  const client = spawn({ profile: () => new Promise(() => {}) });
  const waiting = client.call('profile');

  client.stop();

  await expect(waiting).rejects.toMatchObject({ code: 'worker-stopped' });
});

test('an argument that cannot cross the thread rejects that call alone', async () => {
  const client = spawn({ rank: async () => [] });

  await expect(client.call('rank', [(() => {}) as never])).rejects.toThrow();
  expect(await client.call('rank', [])).toEqual([]);
});

test('a refusal of the browser is an InklingError', () => {
  vi.stubGlobal(
    'Worker',
    class {
      constructor() {
        throw new DOMException('another origin', 'SecurityError');
      }
    },
  );

  expect(() => spawnWorker('https://cdn.example/w.js')).toThrow(
    expect.objectContaining({ code: 'backend-unavailable' }),
  );
});
