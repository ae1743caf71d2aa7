import assert from 'node:assert/strict';
import type { LaunchOptions, Page } from 'puppeteer-core';
import { DEMO_MODEL, DEMO_SITE, MODELS_FOLDER } from '../../scripts/demo.ts';
import { parseRelease } from '../../src/contract/release.ts';
import { type ReceiverUnderTest, startReceiver } from '../support/receiver.ts';
import { playKill } from '../tabs/kill.ts';
import { startLab } from '../tabs/lab.ts';
import type { Held, Lab } from '../tabs/page.ts';
import { type Ask, measure, playRound } from '../tabs/rounds.ts';
import type { TestResult } from './vitest.ts';

const IS_LONG = process.env.INKLING_LONG === '1';
const ROUNDS = IS_LONG ? 100 : 8;

/** Firefox, the built worker and a real receiver: ended in the middle, one release a period leaves all the same. */
export async function runRounds(page: Page, options: LaunchOptions, grep: string): Promise<TestResult[]> {
  const receiver = await startReceiver({ modelsDir: MODELS_FOLDER, live: [DEMO_MODEL], site: DEMO_SITE });
  const lab = await startLab(receiver.url);
  const url = `${lab.url}/tabs/`;
  const tests: [name: string, work: () => Promise<void>][] = [
    [`workers ended at seeded moments, ${ROUNDS} rounds`, () => endWorkers(page, url, receiver)],
    ...(IS_LONG
      ? [['the browser killed', () => kill(options, url, receiver)] as [string, () => Promise<void>]]
      : []),
  ];
  const results: TestResult[] = [];
  for (const [name, work] of tests) {
    if (!name.includes(grep)) continue;
    try {
      await work();
      results.push({ name, state: 'passed' });
    } catch (error) {
      results.push({
        name,
        state: 'failed',
        error: error instanceof Error ? (error.stack ?? '') : String(error),
      });
    }
  }
  await Promise.all([lab.close(), receiver.close()]);
  return results;
}

async function endWorkers(page: Page, url: string, receiver: ReceiverUnderTest): Promise<void> {
  await page.goto(url);
  const ask: Ask = (work, given) =>
    page.evaluate(
      (source, value) =>
        (
          new Function('lab', 'given', `return (${source})(lab, given)`) as (
            lab: Lab,
            given: unknown,
          ) => never
        )(window.lab, value),
      String(work),
      given,
    );
  const undisturbed = await measure(ask);
  let stops = 0;
  for (let number = 0; number < ROUNDS; number++) {
    const round = await playRound(ask, number, undisturbed);
    stops += round.stops.length;
    await oneRelease(round.period, round.held, receiver);
  }
  assert.ok(stops >= ROUNDS, `${stops} workers were ended in ${ROUNDS} rounds`);
}

/** Killed after the draw was written and before it was committed, and after it was sent. */
async function kill(options: LaunchOptions, url: string, receiver: ReceiverUnderTest): Promise<void> {
  for (const stopAt of [3, 7]) {
    const { stopped, found, held } = await playKill(options, url, { period: 7_000 + stopAt, stopAt });
    assert.equal(stopped.stoppedAt, stopped.steps[stopAt]);
    assert.deepEqual(held.ledger, found.ledger, 'the ledger that the kill left behind');
    await oneRelease(7_000 + stopAt, held, receiver);
  }
}

/** At the receiving end and in the databases: one draw, in the ledger as it left. */
async function oneRelease(period: number, held: Held, receiver: ReceiverUnderTest): Promise<void> {
  const posts = receiver.requests.filter(
    ({ method, body }) => method === 'POST' && parseRelease(body).period === period,
  );
  const draws = new Set(posts.map(({ body }) => body.toString('hex')));
  assert.equal(draws.size, 1, `draws that left in period ${period}`);
  assert.deepEqual(
    held.ledger.map(({ release }) => release?.bytes),
    [undefined, ...draws],
  );
  assert.deepEqual(held.outbox, []);
  assert.deepEqual(
    held.budget?.spends.map(({ period: spent, state }) => [spent, state]),
    [[period, 'committed']],
  );
  assert.equal((await receiver.releases()).filter((release) => release.period === period).length, 1);
}
