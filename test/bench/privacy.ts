import { subscribe } from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { bundleAll, ROOT, TEST_FOLDER } from '../../scripts/bundle.ts';
import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import { DEMO_MODEL, DEMO_SITE, MODELS_FOLDER, startDemo } from '../../scripts/demo.ts';
import { HASH_BYTES, MECHANISM_KRR, NONCE_BYTES, serializeRelease } from '../../src/contract/release.ts';
import type { WorkerOptions } from '../../src/contract/worker_api.ts';
import { randomisedResponse } from '../../src/privacy/krr.ts';
import { randomBytes } from '../../src/privacy/random.ts';
import { loadCodebooks } from '../../src/receiver/live_codebook.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { installClock, NAMES, releaseInTurn, type Timed, type Variant } from './release_clock.ts';
import { printed, tableOf } from './release_times.ts';

/**
 * `npm run bench:privacy`: microseconds of a draw (this Node, words from the pool), and milliseconds of a
 * release in Chromium with the built worker, a real IndexedDB and a receiver on loopback.
 *
 * **End to end** is counted from the page's asking for a release that is due and whose random wait is over,
 * with the databases open and the profile known, until the receiver's acknowledgement is back. Counted: the
 * message to the worker, the Web Lock, the three strict transactions, the draw and the hashes, the booking of the
 * attempt, the request, the receiver's own write to disk before it answers. Printed beside it: the same until the
 * outbox row is gone, too; how much longer than its second the pause took in which a profile is computed (the
 * pause is taken off as long as it was); and the status that is read afterwards for the panel.
 *
 * Worker and receiver have done this before: a first release in a worker is compiled as it runs, and a
 * connection to the receiver would have to be made. Times of a transaction last until its `complete`; parts
 * may overlap.
 *
 * Releases whose transactions are all relaxed take turns with those that are as built, which tells what syncing
 * costs on this disk. `--against FILE` lets another build's worker take turns, too. Prints tables, or with
 * --json one object; fails on nothing.
 */
const USAGE = 'npm run bench:privacy [-- --draws N] [--releases N] [--against WORKER] [--json]';
const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '1000000' },
    releases: { type: 'string', default: '24' },
    against: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** So many requests compile the receiver's code. */
const WARM_REQUESTS = 500;
const PERIOD_MS = 28 * 86_400_000;
const WORKER = 'inkling-worker-wasm.js';

if (values.help) console.log(USAGE);
else await run(Number(values.draws), Number(values.releases));

async function run(draws: number, rounds: number): Promise<void> {
  const say = (line: string) => void (values.json || console.log(line));
  const microsecondsADraw = timeDraws(draws);
  say(`a draw: ${microsecondsADraw.toFixed(2)} microseconds, mean of ${draws}`);
  await bundleAll({ log: say });
  const script = await readFile(join(ROOT, TEST_FOLDER, WORKER), 'utf8');
  const variants: Variant[] = [
    { name: 'as built', script },
    { name: 'all relaxed', script, durability: 'relaxed' },
  ];
  if (values.against) variants.push({ name: values.against, script: await readFile(values.against, 'utf8') });

  const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'));
  const demo = await startDemo({ shopPort: 0, receiverPort: 0, database: join(folder, 'receiver.sqlite') });
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS],
  });
  try {
    await warmReceiver(demo.receiverUrl);
    const receiverMs = timeReceiver();
    const times = await timeReleases(await browser.newPage(), demo.shopUrl, variants, rounds);
    // Each release is one POST, and one is under way at a time.
    const timed = times.map((time, i) => ({ ...time, receiverMs: receiverMs[i] ?? Number.NaN }));
    const tables = variants.map(({ name }) =>
      tableOf(
        name,
        timed.filter(({ variant }) => variant === name),
      ),
    );
    const strictToRelaxed = tables[0]!.medianMs / tables[1]!.medianMs;
    if (values.json) console.log(JSON.stringify({ microsecondsADraw, strictToRelaxed, releases: tables }));
    else {
      for (const table of tables) say(printed(table));
      say(`as built / all relaxed: ${strictToRelaxed.toFixed(2)} in the middle`);
    }
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

/** Sends releases of other shoppers, one after the other. */
async function warmReceiver(receiverUrl: string): Promise<void> {
  const [codebook] = await loadCodebooks(MODELS_FOLDER, [DEMO_MODEL]);
  const { K, rows, sha256 } = codebook!;
  for (let i = 0; i < WARM_REQUESTS; i++) {
    const body = serializeRelease({
      ...{ mechanism: MECHANISM_KRR, K, epsilonMilli: 2_000, period: Math.floor(Date.now() / PERIOD_MS) },
      ...{
        codebookHash: Buffer.from(sha256, 'hex').subarray(0, HASH_BYTES),
        nonce: randomBytes(NONCE_BYTES),
      },
      embedding: rows[i % K]!.embedding,
    });
    const { status } = await fetch(`${receiverUrl}/v1/sites/${DEMO_SITE}/releases`, { method: 'POST', body });
    if (status !== 201) throw new Error(`receiver answers ${status}, must be 201`);
  }
}

/** Milliseconds that the receiver, in this process, takes to answer each POST from now on: the list grows. */
function timeReceiver(): readonly number[] {
  const times: number[] = [];
  const started = new Map<unknown, number>();
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    if (request.method === 'POST') started.set(request, performance.now());
  });
  subscribe('http.server.response.finish', (message) => {
    const { request } = message as { request: IncomingMessage };
    if (request.method === 'POST') times.push(performance.now() - started.get(request)!);
  });
  return times;
}

/** The times of `rounds` releases of each variant, in turn, by a page that has nothing else to do. */
async function timeReleases(
  page: Page,
  shopUrl: string,
  variants: readonly Variant[],
  rounds: number,
): Promise<Timed[]> {
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
  const clock = `globalThis.__name = (named) => named;(${installClock})(${JSON.stringify(NAMES)});`;
  return page.evaluate(releaseInTurn, { options, variants, rounds, periodMs: PERIOD_MS, clock });
}
