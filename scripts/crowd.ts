import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS, DEFAULT_EPSILON_MILLI, DEFAULT_PERIOD_DAYS } from '../src/contract/config.ts';
import { RELEASE_BYTES, serializeRelease } from '../src/contract/release.ts';
import { randomisedResponse } from '../src/privacy/krr.ts';
import { nearestRow } from '../src/privacy/nearest_row.ts';
import { createReceiver } from '../src/receiver/server.ts';
import { DEMO_CATALOGUE, generateCatalogue } from '../src/simulate/catalogue.ts';
import { Prng } from '../src/simulate/prng.ts';
import { eachShopper } from '../src/simulate/shoppers.ts';
import { toShopper } from '../src/training/examples.ts';
import { withSessions } from '../src/training/readers.ts';
import { readIndexedModel, releaseProfiles } from '../src/training/release_profiles.ts';
import { DEMO_MODEL, DEMO_SITE, MODELS_FOLDER } from './demo.ts';

/** Periods in which the crowd releases; the last is about to end. */
export const CROWD_PERIODS: readonly number[] = [733, 734, 735];
const LAST = CROWD_PERIODS.at(-1)!;
/** Noon of the last but one day: what the receiver's clock shows. */
export const CROWD_NOW = ((LAST + 1) * DEFAULT_PERIOD_DAYS - 1.5) * DAY_MS;
/** models/demo was trained on shoppers before this one. */
const FIRST_SHOPPER = 6_000;
const MARKET_SEED = 1;
const BODY = 500;

export interface Crowd {
  /** By shopper, then period: the row that is truly nearest; undefined in a period before the first visit. */
  readonly rows: readonly (readonly (number | undefined)[])[];
  /** Releases that were sent. */
  readonly sent: number;
}

/**
 * Simulated shoppers whom models/demo was not trained on shop for three periods and release once in each, through
 * the mechanism and over HTTP, into a database; a receiver's clock goes from day to day meanwhile. Seeded, so that the
 * same shoppers release the same rows.
 */
export async function sendCrowd(database: string, shoppers: number): Promise<Crowd> {
  const rows = await crowdRows(shoppers);
  const prng = new Prng(shoppers);
  const { K, sha256, embeddings } = await demoCodebook();
  /** Bodies by day of arrival. */
  const days = new Map<number, Uint8Array[]>();
  for (const periods of rows)
    for (const [t, row] of periods.entries()) {
      if (row === undefined) continue;
      const period = CROWD_PERIODS[t]!;
      const day = period * DEFAULT_PERIOD_DAYS + prng.integer(DEFAULT_PERIOD_DAYS);
      if (day * DAY_MS > CROWD_NOW) continue; // not due yet
      const shown = randomisedResponse(row, { K, epsilonMilli: DEFAULT_EPSILON_MILLI }, (bound) =>
        prng.integer(bound),
      );
      const bytes = serializeRelease({
        ...{ mechanism: 1, K, epsilonMilli: DEFAULT_EPSILON_MILLI, period, embedding: embeddings[shown]! },
        codebookHash: Buffer.from(sha256, 'hex').subarray(0, 16),
        nonce: Uint8Array.from({ length: 16 }, () => prng.integer(256)),
      });
      days.set(day, [...(days.get(day) ?? []), bytes]);
    }
  return { rows, sent: await sendByDay(database, days) };
}

async function sendByDay(
  database: string,
  days: ReadonlyMap<number, readonly Uint8Array[]>,
): Promise<number> {
  let now = CROWD_PERIODS[0]! * DEFAULT_PERIOD_DAYS * DAY_MS;
  const receiver = await createReceiver({
    ...{ database, modelsDir: MODELS_FOLDER, live: [DEMO_MODEL], site: DEMO_SITE, now: () => now },
  });
  try {
    const url = await receiver.listen({ port: 0, host: '127.0.0.1' });
    let sent = 0;
    for (const [day, releases] of [...days].sort(([a], [b]) => a - b)) {
      now = (day + 0.5) * DAY_MS;
      for (let at = 0; at < releases.length; at += BODY)
        sent += await send(url, releases.slice(at, at + BODY));
    }
    return sent;
  } finally {
    await receiver.close();
  }
}

async function send(url: string, releases: readonly Uint8Array[]): Promise<number> {
  const body = Buffer.concat(releases);
  const { status } = await fetch(`${url}/v1/sites/${DEMO_SITE}/releases`, { method: 'POST', body });
  if (status !== 201) throw new Error(`the receiver answered ${status}, must be 201`);
  return body.length / RELEASE_BYTES;
}

/** The nearest row of each shopper at the end of each period. */
async function crowdRows(shoppers: number): Promise<(number | undefined)[][]> {
  const model = await readIndexedModel(join(MODELS_FOLDER, DEMO_MODEL));
  const catalogue = generateCatalogue(DEMO_CATALOGUE);
  const startAt = CROWD_PERIODS[0]! * DEFAULT_PERIOD_DAYS * DAY_MS;
  const weeks = (CROWD_PERIODS.length * DEFAULT_PERIOD_DAYS) / 7;
  const options = { seed: MARKET_SEED, catalogue, first: FIRST_SHOPPER, count: shoppers, startAt, weeks };
  const { codebook } = model.folder;
  const rows: (number | undefined)[][] = [];
  const histories = [];
  const places: { shopper: number; t: number }[] = [];
  for (const { interactions } of eachShopper(options)) {
    const { steps } = toShopper({ interactions: withSessions(interactions) }, model.index);
    const shopper = rows.push(CROWD_PERIODS.map(() => undefined)) - 1;
    for (const t of CROWD_PERIODS.keys()) {
      const past = steps.filter(({ at }) => at < startAt + (t + 1) * DEFAULT_PERIOD_DAYS * DAY_MS);
      if (past.length === 0) continue;
      histories.push(past);
      places.push({ shopper, t });
    }
  }
  for (const [i, profile] of (await releaseProfiles(histories, model)).entries()) {
    const { shopper, t } = places[i]!;
    rows[shopper]![t] = nearestRow(profile, codebook);
  }
  return rows;
}

async function demoCodebook(): Promise<{ K: number; sha256: string; embeddings: Int8Array[] }> {
  const folder = join(MODELS_FOLDER, DEMO_MODEL);
  const { codebook } = (await readIndexedModel(folder)).folder;
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const file = await readFile(join(folder, manifest.files.codebook.path));
  return {
    K: codebook.K,
    sha256: createHash('sha256').update(file).digest('hex'),
    embeddings: codebook.rows.map(({ embedding }) => embedding),
  };
}
