import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import { parseRelease } from '../../../src/contract/release.ts';
import { readReleases, startReceiver } from '../../support/receiver.ts';
import { NOW, PATH, PERIOD, post, SITE, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

const stored = () => readReleases(world.database, SITE);

describe('a release that is right', () => {
  test('is stored once, as what it says and the day it came', async () => {
    const receiver = await world.receiver();
    const bytes = world.release(3);

    const answer = await receiver.inject(post(bytes));

    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ stored: 1, duplicates: 0 });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    const { nonce } = parseRelease(bytes);
    const day = Math.floor(NOW / DAY_MS);
    const kept = {
      site: SITE,
      nonce: Buffer.from(nonce),
      codebook: world.sha256,
      row: 3,
      period: PERIOD,
      day,
    };
    expect(await stored()).toEqual([kept]);
  });

  test('is taken as a browser sends it, without a content type', async () => {
    const { modelsDir } = world;
    const receiver = await startReceiver({ modelsDir, site: SITE });
    try {
      const bytes = world.release(5);

      // Node's fetch, like a browser's, names no type for a Uint8Array.
      const { status } = await fetch(receiver.url + PATH, { method: 'POST', body: bytes });

      expect(status).toBe(201);
      const [request] = receiver.requests;
      expect(request!.headers.map(([name]) => name.toLowerCase())).not.toContain('content-type');
      expect(request!.body).toEqual(Buffer.from(bytes));
      expect(await receiver.counts()).toMatchObject({ period: PERIOD, releases: 1 });
    } finally {
      await receiver.close();
    }
  });

  test('is taken as application/octet-stream too', async () => {
    const receiver = await world.receiver();

    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await receiver.inject({ ...post(world.release()), headers });

    expect(answer.statusCode).toBe(201);
  });

  test('may be of the period before, and of the next within a day', async () => {
    const receiver = await world.receiver({ now: () => (PERIOD + 1) * 28 * DAY_MS - DAY_MS / 2 });

    const answer = await receiver.inject(
      post(world.release(1, { period: PERIOD - 1 }), world.release(1, { period: PERIOD + 1 })),
    );

    expect(answer.json()).toEqual({ stored: 2, duplicates: 0 });
  });

  test('is answered with 200 when it comes again, and stored once', async () => {
    const receiver = await world.receiver();
    const bytes = world.release(2);
    await receiver.inject(post(bytes));

    const again = await receiver.inject(post(bytes));
    const twiceInOne = world.release(4);
    const both = await receiver.inject(post(twiceInOne, twiceInOne));

    expect([again.statusCode, again.json()]).toEqual([200, { stored: 0, duplicates: 1 }]);
    expect([both.statusCode, both.json()]).toEqual([201, { stored: 1, duplicates: 1 }]);
    expect(await stored()).toHaveLength(2);
    expect((await receiver.inject(`/v1/sites/${SITE}/counts`)).json().releases).toBe(2);
  });

  test('counts for its site only', async () => {
    const one = await world.receiver();
    const other = await world.receiver({ site: 'other' });
    const bytes = world.release();

    await one.inject(post(bytes));
    await other.inject({ ...post(bytes), url: '/v1/sites/other/releases' });

    expect(await stored()).toHaveLength(1);
    expect(await readReleases(world.database, 'other')).toHaveLength(1);
  });
});

describe('a release that breaks a rule', () => {
  const change = (at: number, ...values: number[]): Uint8Array => {
    const bytes = world.release();
    bytes.set(values, at);
    return bytes;
  };
  const CASES: readonly [rule: string, expected: string, bytes: () => Uint8Array][] = [
    ['length', 'a multiple of 128', () => world.release().subarray(0, 127)],
    ['length', 'a multiple of 128', () => new Uint8Array(0)],
    ['magic', 'INK1', () => change(3, 0x32)],
    ['mechanism', '1', () => change(4, 2)],
    ['K', '2 to 32', () => change(5, 33)],
    ['K', '16', () => change(5, 15)],
    ['epsilon', '1000, 2000, 3000 or 4000', () => change(6, 0x88, 0x13)], // 5000
    ['epsilon', '2000', () => change(6, 0xe8, 0x03)], // 1000
    ['width', '1 to 84', () => change(8, 85)],
    ['width', '64', () => change(8, 65)],
    ['padding', '0', () => change(127, 1)],
    ['codebook', 'HASH', () => change(12, 1, 2, 3, 4)],
    ['embedding', 'one of 16 rows', () => change(44, 0, 0, 0, 0)],
    ['period', `${PERIOD - 1} to ${PERIOD}`, () => world.release(1, { period: PERIOD + 1 })],
  ];

  test.each(CASES)('is refused by %s, expected %s', async (rule, expected, bytes) => {
    const receiver = await world.receiver();

    const answer = await receiver.inject(post(bytes()));

    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({
      error: 'invalid-release',
      rule,
      index: 0,
      expected: expected === 'HASH' ? world.sha256.slice(0, 32) : expected,
      message: expect.any(String),
    });
    expect(await stored()).toEqual([]);
  });

  test('gets 410 when its period is over', async () => {
    const receiver = await world.receiver();

    const answer = await receiver.inject(post(world.release(1, { period: PERIOD - 2 })));

    expect(answer.statusCode).toBe(410);
    expect(answer.json()).toMatchObject({ error: 'period-over', rule: 'period', index: 0 });
    expect(await stored()).toEqual([]);
  });

  test('takes its whole request with it, and is named by its place', async () => {
    const receiver = await world.receiver();
    const good = world.release();

    const answer = await receiver.inject(post(good, world.release(2), change(127, 1), world.release(3)));

    expect(answer.json()).toMatchObject({ rule: 'padding', index: 2 });
    expect(await stored()).toEqual([]);
    // Barrier: the same receiver stores the good one alone.
    expect((await receiver.inject(post(good))).statusCode).toBe(201);
  });

  test('of any period is taken under the demo clock, and nothing else is let in by it', async () => {
    const receiver = await world.receiver({ acceptAnyPeriod: true });

    const far = await receiver.inject(post(world.release(1, { period: PERIOD + 40 })));
    const padded = await receiver.inject(post(change(127, 1)));

    expect([far.statusCode, padded.statusCode]).toEqual([201, 400]);
  });
});

/**
 * What a change of one byte of a valid release must lead to, by where it is:
 * nonce (28..43): another valid release. Period (10, 11): taken if the period is still plausible, else
 * 400 or 410. Everywhere else, the embedding included because rows differ in more than one byte: 400.
 */
test('a valid release with one byte changed is taken only where that leaves it valid', async () => {
  const receiver = await world.receiver();
  const changes = fc.record({
    row: fc.integer({ min: 0, max: 15 }),
    at: fc.integer({ min: 0, max: 127 }),
    flip: fc.integer({ min: 1, max: 255 }),
  });
  let taken = 0;

  await fc.assert(
    fc.asyncProperty(changes, async ({ row, at, flip }) => {
      const bytes = world.release(row);
      bytes[at]! ^= flip;
      const period = new DataView(bytes.buffer).getUint16(10, true);
      const isValid = (at >= 28 && at < 44) || (at >= 10 && at < 12 && [PERIOD - 1, PERIOD].includes(period));
      const isOver = (at === 10 || at === 11) && period < PERIOD - 1;

      const { statusCode } = await receiver.inject(post(bytes));

      if (isValid) taken++;
      expect(statusCode).toBe(isValid ? 201 : isOver ? 410 : 400);
    }),
    { numRuns: 2_000, seed: 20260303 },
  );

  expect(taken).toBeGreaterThan(100);
  expect(await stored()).toHaveLength(taken);
});

test('a body of random bytes is refused and nothing of it stored', async () => {
  const receiver = await world.receiver();

  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const { statusCode } = await receiver.inject(post(bytes));

      expect(statusCode).toBe(400);
    }),
    { numRuns: 500, seed: 20260303 },
  );

  expect(await stored()).toEqual([]);
});

describe('a request that should not have come', () => {
  test('is refused under Sec-GPC: 1, and its release is not stored', async () => {
    const receiver = await world.receiver();

    const answer = await receiver.inject({ ...post(world.release()), headers: { 'sec-gpc': '1' } });

    expect([answer.statusCode, answer.json().error]).toEqual([403, 'gpc']);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(await stored()).toEqual([]);
  });

  test.each([
    ['an unknown site', { url: '/v1/sites/nobody/releases' }, 404, 'unknown-site'],
    ['an unknown path', { url: '/v1/nothing' }, 404, 'not-found'],
    ['JSON', { headers: { 'content-type': 'application/json' } }, 415, 'media-type'],
    ['an empty content type', { headers: { 'content-type': '' } }, 415, 'media-type'],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, 415, 'media-type'],
    ['PUT', { method: 'PUT' }, 405, 'method-not-allowed'],
    ['a preflight', { method: 'OPTIONS' }, 405, 'method-not-allowed'],
  ] as const)('%s gets a clear answer', async (_name, more, status, error) => {
    const receiver = await world.receiver();

    const answer = await receiver.inject({ ...post(world.release()), ...more });

    expect([answer.statusCode, answer.json().error]).toEqual([status, error]);
    if (status === 405) expect(answer.headers.allow).toBe('POST');
    expect(await stored()).toEqual([]);
  });

  test('takes 512 releases and refuses one more as too large', async () => {
    const receiver = await world.receiver();
    const releases = Array.from({ length: 512 }, () => world.release());

    const full = await receiver.inject(post(...releases));
    const over = await receiver.inject(post(...releases, world.release()));

    expect([full.statusCode, full.json().stored]).toEqual([201, 512]);
    expect([over.statusCode, over.json().error]).toEqual([413, 'body-too-large']);
  });
});

describe('erasure', () => {
  test('takes a release out of the rows and of the counts', async () => {
    const receiver = await world.receiver();
    const bytes = world.release(6);
    await receiver.inject(post(bytes, world.release(7)));
    const nonce = Buffer.from(parseRelease(bytes).nonce).toString('hex');

    const erased = await receiver.inject({ method: 'DELETE', url: `${PATH}/${nonce}` });
    const again = await receiver.inject({ method: 'DELETE', url: `${PATH}/${nonce}` });
    const preflight = await receiver.inject({ method: 'OPTIONS', url: `${PATH}/${nonce}` });
    const malformed = await receiver.inject({ method: 'DELETE', url: `${PATH}/xyz` });

    expect([erased.statusCode, again.statusCode, malformed.statusCode]).toEqual([204, 404, 400]);
    expect([preflight.statusCode, preflight.headers['access-control-allow-methods']]).toEqual([
      204,
      'DELETE',
    ]);
    expect((await stored()).map(({ row }) => row)).toEqual([7]);
    const { releases, rows } = (await receiver.inject(`/v1/sites/${SITE}/counts`)).json();
    expect([releases, rows[6], rows[7]]).toEqual([1, 0, 1]);
  });
});

test('what arrives is counted for Prometheus by rule, with nothing of the shopper in it', async () => {
  const receiver = await world.receiver();
  const bytes = world.release();
  await receiver.inject(post(bytes));
  await receiver.inject(post(bytes));
  await receiver.inject(post(world.release(1, { period: PERIOD - 2 })));

  const text = (await receiver.inject('/metrics')).body;

  expect(text).toContain('inkling_releases_accepted_total 1\n');
  expect(text).toContain('inkling_releases_duplicate_total 1\n');
  expect(text).toContain('inkling_requests_refused_total{rule="period"} 1\n');
});
