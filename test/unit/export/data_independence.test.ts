import { afterEach, expect, test, vi } from 'vitest';
import type { ReleaseContext } from '../../../src/export/release_context.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { CODEBOOK, contextOf, day, World } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** Fields that follow from what the mechanism drew. Everything else must not differ. */
const DRAWN = new Set(['row', 'bytes', 'sha256', 'hash', 'previous']);
const withoutDrawn = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (DRAWN.has(key)) return 'drawn';
      return inner;
    }),
  );

/**
 * Everything that half a year of visits does: each database write with its time and what was written,
 * each request with its time and length. Both runs see the same random numbers.
 */
async function traceOf(profile: ReleaseContext['profile'], views: number) {
  vi.resetModules();
  vi.unstubAllGlobals();
  let state = 12345;
  vi.stubGlobal('crypto', {
    getRandomValues<T extends ArrayBufferView>(into: T): T {
      const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
      for (let i = 0; i < bytes.length; i++) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        bytes[i] = state >>> 24;
      }
      return into;
    },
  });
  const { World: FreshWorld } = await import('./world.ts');
  const world = new FreshWorld();
  await world.begin();
  const { store } = await world.visit();
  for (let i = 0; i < views; i++) await store.append([{ kind: 'view', itemId: `item ${i}`, at: day(0) + i }]);

  const trace: unknown[] = [];
  for (const method of ['add', 'put', 'delete', 'clear'] as const) {
    const original = IDBObjectStore.prototype[method] as (...args: unknown[]) => IDBRequest;
    vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (
      this: IDBObjectStore,
      ...args: unknown[]
    ) {
      trace.push([Date.now(), method, this.name, withoutDrawn(args)]);
      return original.apply(this, args) as never;
    });
  }
  // The receiver is down now and then, the same for both.
  world.answer = () => (world.sent.length % 3 === 1 ? 503 : 201);
  for (let visit = 0; visit < 60; visit++) {
    const status = await world.release(day(visit * 3), contextOf({ profile }));
    trace.push([Date.now(), status]);
  }
  vi.restoreAllMocks();
  const requests = world.sent.map(({ url, at, bytes }) => [url, at, bytes.length]);
  return { trace, requests };
}

test('writes, requests and their times are the same with data and without', async () => {
  const strong = async () => Float32Array.from(CODEBOOK.rows[9]!.embedding);
  const withData = await traceOf(strong, 200);
  const withoutData = await traceOf(async () => undefined, 0);
  const withFailure = await traceOf(() => Promise.reject(new Error('no model')), 5);

  expect(withData.requests.length).toBeGreaterThan(5);
  expect(withoutData).toEqual(withData);
  expect(withFailure).toEqual(withData);
});

test('every field on the wire but nonce and embedding is the same for two browsers', async () => {
  const open = async (row: number) => {
    const world = new World();
    await world.begin();
    const context = contextOf({ profile: async () => Float32Array.from(CODEBOOK.rows[row]!.embedding) });
    await world.release(day(27.999), context);
    expect(await (await GuardStore.open()).budget()).toBeDefined();
    return Buffer.from(world.sent[0]!.bytes, 'hex');
  };
  const [first, second] = [await open(3), await open(12)];

  expect(first.subarray(0, 28)).toEqual(second.subarray(0, 28));
  expect(first.subarray(44 + CODEBOOK.D)).toEqual(second.subarray(44 + CODEBOOK.D));
  expect(first.subarray(28, 44)).not.toEqual(second.subarray(28, 44));
});
