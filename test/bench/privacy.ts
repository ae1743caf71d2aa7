import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { bundleAll } from '../../scripts/bundle.ts';
import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import { startDemo } from '../../scripts/demo.ts';
import type { ReleaseStatus, WorkerOptions } from '../../src/contract/worker_api.ts';
import { randomisedResponse } from '../../src/privacy/krr.ts';
import { fiveItemsOf } from '../support/demo_items.ts';

/**
 * `npm run bench:privacy`: microseconds of a draw (this Node, words from the pool), and milliseconds of a
 * release from the worker's being asked to its answer, in Chromium with the built worker, a real
 * IndexedDB and a receiver on loopback. The second that a release is paced by on purpose is taken off.
 * Prints a table, or with --json one object; fails on nothing.
 */
const USAGE = 'npm run bench:privacy [-- --draws N] [--json]';
const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** A year of the default: the thirteenth would be skipped. */
const RELEASES = 12;
const PERIOD_MS = 28 * 86_400_000;
const PACE_MS = 1_000;

if (values.help) console.log(USAGE);
else await run(Number(values.draws));

async function run(draws: number): Promise<void> {
  const say = (line: string) => void (values.json || console.log(line));
  const microsecondsADraw = timeDraws(draws);
  say(`a draw: ${microsecondsADraw.toFixed(2)} microseconds, mean of ${draws}`);
  await bundleAll({ log: say });
  const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'));
  const demo = await startDemo({ shopPort: 0, receiverPort: 0, database: join(folder, 'receiver.sqlite') });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
  });
  try {
    const page = await browser.newPage();
    const times = (await timeReleases(page, demo.shopUrl)).map((ms) => ms - PACE_MS).sort((a, b) => a - b);
    const [fastestMs, medianMs, slowestMs] = [times[0]!, times[times.length >> 1]!, times.at(-1)!];
    if (values.json)
      console.log(
        JSON.stringify({ microsecondsADraw, releases: times.length, fastestMs, medianMs, slowestMs }),
      );
    else
      say(
        `a release: ${fastestMs.toFixed(1)} ms at least, ${medianMs.toFixed(1)} in the middle, ${slowestMs.toFixed(1)} at most, of ${times.length}`,
      );
  } finally {
    await browser.close();
    await demo.close();
    await rm(folder, { recursive: true });
  }
}

function timeDraws(count: number): number {
  const draw = (times: number) => {
    for (let i = 0; i < times; i++) randomisedResponse(i & 15, { K: 16, epsilonMilli: 2000 });
  };
  draw(100_000); // compiles it
  const started = performance.now();
  draw(count);
  return ((performance.now() - started) * 1_000) / count;
}

/** Milliseconds of each release of a year, asked for by a page that has nothing else to do. */
async function timeReleases(page: Page, shopUrl: string): Promise<number[]> {
  // What the drop-in starts its worker with is what ours is started with.
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, ...sent: [never]) {
      const { path, argumentList } = sent[0] as { path?: string[]; argumentList: { value: unknown }[] };
      if (path?.[0] === 'start')
        sessionStorage.setItem('start-options', JSON.stringify(argumentList[0]!.value));
      postMessage.apply(this, sent);
    };
  });
  // What tsx wraps named functions in, which a function that is sent to the page takes along.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.goto(shopUrl);
  await page.locator('[data-consent] button[value=release]').click();
  for (const { url } of fiveItemsOf('Garden')) {
    await page.goto(shopUrl + url);
    await page.evaluate(() =>
      (window as unknown as { inkling: { recommend(): Promise<unknown> } }).inkling.recommend(),
    );
  }
  const options = JSON.parse(
    (await page.evaluate(() => sessionStorage.getItem('start-options'))) ?? '{}',
  ) as WorkerOptions;
  await page.goto(`${shopUrl}/favicon.svg`); // of the same origin, without the drop-in
  return page.evaluate(releaseForAYear, { options, count: RELEASES, periodMs: PERIOD_MS });
}

/** Runs in the page: a worker of its own, spoken to as the drop-in speaks to it. */
async function releaseForAYear(given: {
  readonly options: WorkerOptions;
  readonly count: number;
  readonly periodMs: number;
}): Promise<number[]> {
  const { options, count, periodMs } = given;
  const worker = new Worker(`${options.config.assetsUrl}inkling-worker-wasm.js`);
  let calls = 0;
  const call = <T>(method: string, ...args: unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = String(++calls);
      const answered = ({ data }: MessageEvent<{ id: string; type: string; value: T }>) => {
        if (data.id !== id) return;
        worker.removeEventListener('message', answered);
        if (data.type === 'RAW') resolve(data.value);
        else reject(new Error(JSON.stringify(data.value)));
      };
      worker.addEventListener('message', answered);
      const argumentList = args.map((value) => ({ type: 'RAW', value }));
      worker.postMessage({ id, type: 'APPLY', path: [method], argumentList });
    });
  await call('start', options);
  await call('profile');
  const times: number[] = [];
  const start = Date.now();
  const base = Math.floor(start / periodMs) * periodMs;
  for (let period = 1; period <= count; period++) {
    // A minute before the end of the period: due, whatever was drawn, and the random wait is over.
    await call('setClockOffset', base + (period + 1) * periodMs - 60_000 - start);
    await call('releaseStatus');
    const before = performance.now();
    const { state, problems } = await call<ReleaseStatus>('release', true);
    times.push(performance.now() - before);
    if (state !== 'sent') throw new Error(`release ${period} is ${state}, must be sent: ${problems.join()}`);
  }
  worker.terminate();
  return times;
}
