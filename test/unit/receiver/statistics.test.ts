import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PERIOD, post, SITE, testCodebook, World, writeModel } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

const COHORTS = `/v1/sites/${SITE}/cohorts`;
const COUNTS = `/v1/sites/${SITE}/counts`;
const times = (count: number, row: number, period = PERIOD) =>
  Array.from({ length: count }, () => world.release(row, { period }));

describe('cohorts', () => {
  test('are de-biased, named by the codebook and add up to the releases', async () => {
    const receiver = await world.receiver();
    const noise = Array.from({ length: 16 }, (_, row) => times(row === 1 ? 120 : 20, row));
    await receiver.inject(post(...noise.flat()));

    const answer = (await receiver.inject(COHORTS)).json();

    const [codebook] = answer.codebooks;
    expect(answer).toMatchObject({ site: SITE, from: PERIOD, to: PERIOD, total: 420, minCohort: 50 });
    expect(codebook).toMatchObject({ codebook: world.sha256, model: 'demo', epsilonMilli: 2_000, K: 16 });
    // T = 7747986 + 15 * 2^20 = 23476626, p = 7747986 / T = .330030, q = 2^20 / T = .044665;
    // (120 - 420 q) / (p - q) = 101.241 / .285366 = 354.78. The others are 4.35 each, so all hidden.
    expect(codebook.cohorts[1]).toMatchObject({ row: 1, name: { en: 'Row 1' }, isSuppressed: false });
    expect(codebook.cohorts[1].count).toBeCloseTo(354.78, 1);
    expect(codebook.suppressed).toMatchObject({ cells: 15, count: expect.closeTo(420 - 354.78, 1) });
  });

  test('that are small have no numbers', async () => {
    const receiver = await world.receiver();
    await receiver.inject(post(...times(3, 1)));

    const { total, codebooks } = (await receiver.inject(COHORTS)).json();

    expect(total).toBe(3);
    const nothing = { isSuppressed: true, count: null, low: null, high: null, share: null };
    expect(codebooks[0].cohorts).toEqual(Array.from({ length: 16 }, () => expect.objectContaining(nothing)));
    expect(codebooks[0].suppressed).toMatchObject({ cells: 16, count: expect.closeTo(3, 6) });
  });

  test('are of the latest period with releases unless periods are named', async () => {
    const receiver = await world.receiver();
    await receiver.inject(post(...times(5, 1, PERIOD - 1), ...times(7, 2)));
    const total = async (query: string) => (await receiver.inject(COHORTS + query)).json().total;

    expect(await total('')).toBe(7);
    expect(await total(`?period=${PERIOD - 1}`)).toBe(5);
    expect(await total(`?from=${PERIOD - 1}&to=${PERIOD}`)).toBe(12);
    expect(await total(`?from=${PERIOD - 1}`)).toBe(12);
    expect(await total(`?period=${PERIOD - 5}`)).toBe(0);
  });

  test.each(['?period=x', '?period=-1', '?period=70000', '?from=9&to=8'])('refuse %s', async (query) => {
    const receiver = await world.receiver();

    const answer = await receiver.inject(COHORTS + query);

    expect([answer.statusCode, answer.json().error]).toEqual([400, 'bad-request']);
  });

  test('answer before anything arrived', async () => {
    const receiver = await world.receiver();

    expect((await receiver.inject(COHORTS)).json()).toMatchObject({ from: PERIOD, to: PERIOD, total: 0 });
    expect((await receiver.inject(COUNTS)).json()).toMatchObject({ period: PERIOD, releases: 0 });
  });
});

describe('counts', () => {
  test('are the releases by row, noise and all', async () => {
    const receiver = await world.receiver();
    await receiver.inject(post(...times(2, 0), ...times(3, 15)));

    const { period, releases, rows } = (await receiver.inject(`${COUNTS}?period=${PERIOD}`)).json();

    expect({ period, releases }).toEqual({ period: PERIOD, releases: 5 });
    expect(rows).toEqual([2, ...new Array(14).fill(0), 3]);
  });

  test('are kept apart by codebook, and stay readable when its model is gone', async () => {
    const first = await world.receiver();
    await first.inject(post(...times(2, 1)));
    const next = testCodebook(2, 8, 32);
    const sha256 = await writeModel(world.modelsDir, 'next', next);
    const release = {
      ...{ K: 8, codebookHash: Buffer.from(sha256, 'hex').subarray(0, 16) },
      embedding: next.rows[3]!.embedding,
    };

    const second = await world.receiver({ live: ['next'] });
    const answer = await second.inject(post(world.release(1, release)));
    const refused = await second.inject(post(world.release(1)));

    expect([answer.statusCode, refused.json().rule]).toEqual([201, 'codebook']);
    const { releases, codebooks } = (await second.inject(COUNTS)).json();
    expect(releases).toBe(3);
    expect(codebooks).toMatchObject([
      { codebook: world.sha256, releases: 2 },
      { codebook: sha256, releases: 1, rows: [0, 0, 0, 1, 0, 0, 0, 0] },
    ]);
  });
});

test('sites, their live codebooks and their intake are listed', async () => {
  const receiver = await world.receiver();
  await receiver.inject(post(...times(5, 1, PERIOD - 1), ...times(7, 2)));

  const answer = (await receiver.inject('/v1/sites')).json();

  expect(answer).toEqual({
    periodDays: 28,
    currentPeriod: PERIOD,
    sites: [
      {
        site: SITE,
        epsilonMilli: 2_000,
        codebooks: [{ codebook: world.sha256, model: 'demo', K: 16, D: 64 }],
        periods: [
          { period: PERIOD - 1, releases: 5 },
          { period: PERIOD, releases: 7 },
        ],
      },
    ],
  });
});

test('health and readiness are told, and the dashboard is served under a policy', async () => {
  const receiver = await world.receiver();

  const answers = await Promise.all(['/healthz', '/readyz', '/'].map((url) => receiver.inject(url)));

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  expect(answers[2]!.headers['content-security-policy']).toContain("default-src 'none'");
});
