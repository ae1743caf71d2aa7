import { afterEach, expect, test, vi } from 'vitest';
import type { Codebook } from '../../../src/contract/codebook.ts';
import { parseConfig } from '../../../src/contract/config.ts';
import { parseRelease } from '../../../src/contract/release.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { CODEBOOK, contextOf, endOf, World } from './world.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('a model that writes an identity into the embedding sends a row of the public list like any other', async () => {
  const prng = new Prng(6);
  const rows = new Set(CODEBOOK.rows.map(({ embedding }) => embedding.join()));
  const rest = new Set<string>();
  const embeddings = new Set<string>();
  for (let identity = 0; identity < 60; identity++) {
    const world = new World();
    await world.begin();
    // 32 bits of a name in every number, small enough to hide in a profile.
    const profile = async () => Float32Array.from({ length: CODEBOOK.D }, () => identity + prng.next());
    await world.release(endOf(0), contextOf({ profile }));
    const bytes = Buffer.from(world.sent[0]!.bytes, 'hex');

    embeddings.add(parseRelease(bytes).embedding.join());
    rest.add(bytes.toString('hex', 0, 28) + bytes.toString('hex', 44 + CODEBOOK.D));
    expect(world.sent).toHaveLength(1);
  }

  expect([...embeddings].filter((embedding) => !rows.has(embedding))).toEqual([]);
  // Of 60 shoppers all else is equal: what tells them apart is a row, and a nonce that nobody chose.
  expect(rest.size).toBe(1);
});

test.each<[string, Codebook]>([
  ['K = 1', { ...CODEBOOK, K: 1 }],
  ['K = 33', { ...CODEBOOK, K: 33 }],
  ['K = NaN', { ...CODEBOOK, K: Number.NaN }],
])('a codebook with %s that slipped past its parser is not drawn from', async (_name, codebook) => {
  const world = new World();
  await world.begin();
  const context = contextOf();
  const hostile = { ...context, codebook: { ...context.codebook!, codebook } };

  await expect(world.release(endOf(0), hostile)).rejects.toMatchObject({ code: 'invalid-argument' });
  const { guard, store } = await world.visit();
  expect(world.sent).toHaveLength(0);
  expect((await guard.budget())?.spends).toEqual([]);
  expect(await store.outbox()).toEqual([]);
});

test.each([0, -1, Number.NaN, 100_000])(
  'an epsilon of %d thousandths that slipped past the configuration debits and sends nothing',
  async (epsilonMilli) => {
    const world = new World();
    await world.begin();
    const config = { ...contextOf().config, epsilonMilli };

    await expect(world.release(endOf(0), contextOf({ config }))).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    const { guard } = await world.visit();
    expect(world.sent).toHaveLength(0);
    expect((await guard.budget())?.spends).toEqual([]);
  },
);

test.each([
  [100, 4000],
  [4.9, 4000],
  [2.9, 2000],
])('an epsilon of %d in the configuration leaves as %i thousandths', async (epsilon, expected) => {
  const world = new World();
  await world.begin();
  await world.release(endOf(0), contextOf({}, { epsilon }));

  expect(parseRelease(Buffer.from(world.sent[0]!.bytes, 'hex')).epsilonMilli).toBe(expected);
});

test.each([0, -1, 0.99, Number.NaN, 'all'])(
  'an epsilon of %s in the configuration is no configuration',
  (epsilon) => {
    expect(() => parseConfig({ epsilon }, 'https://shop.example/')).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  },
);
