import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { bundleAll, ROOT, TEST_FOLDER } from '../../../scripts/bundle.ts';
import { holdsLargeModel, largeCatalogue, writeLargeModel } from '../../../scripts/demo_large.ts';
import type { SimulatedItem } from '../../../src/simulate/catalogue.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import type { DeviceTimes } from './device.ts';
import { type PageVisits, visitPages } from './pages.ts';

/**
 * `npm run bench:large`: what a catalogue costs of which a device holds a part (docs/large-catalogues.md). In Node, on wasm: an
 * update with its list, the scan of all items' codes, taking in a cell. In Chromium, on the demo's pages: bytes and
 * requests before the first list and over a visit, and how long the list takes. The generated shop is made once, in .cache.
 * Prints tables, or with --json one object; fails on nothing.
 */
const USAGE = 'npm run bench:large [-- --items 1000000] [--pages 50] [--json]';
const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '1000000' },
    pages: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Pages that the worker is timed at, each bringing a cell. */
const VISITED = 60;

if (values.help) console.log(USAGE);
else await run(Number(values.items), Number(values.pages));

async function run(count: number, pages: number): Promise<void> {
  const say = (line: string) => void (values.json || console.log(line));
  await bundleAll({ log: say, folders: [TEST_FOLDER] });
  const folder = join(ROOT, '.cache', `large-${count}`);
  const items = largeCatalogue(count);
  if (!(await holdsLargeModel(folder, count))) {
    say(`makes a model of ${count} items`);
    await writeLargeModel(folder, items, () => undefined);
  }
  const device = await timeOnDevice(folder, items);
  const visits = await visitPages({ items, folder }, pages);
  if (values.json) console.log(JSON.stringify({ items: count, device, visits }));
  else print(count, device, visits);
}

/** What the worker does at pages of items from anywhere. */
async function timeOnDevice(folder: string, items: readonly SimulatedItem[]): Promise<DeviceTimes> {
  const prng = new Prng(1);
  const visited = Array.from({ length: VISITED }, () => items[prng.integer(items.length)]!.id);
  const script = fileURLToPath(new URL('device.ts', import.meta.url));
  const args = ['--import', 'tsx', script, folder, ...visited];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as DeviceTimes;
}

function print(count: number, device: DeviceTimes, visits: PageVisits): void {
  console.log(`${count} items, ${device.pool} of them in the pool; wasm in Node`);
  console.table(
    Object.fromEntries(
      device.rows.map(({ name, p50, p95, rounds }) => [
        name,
        { 'p50 ms': p50.toFixed(2), 'p95 ms': p95.toFixed(2), rounds },
      ]),
    ),
  );
  console.log(`Chromium, ${visits.pages} item pages beyond the pool and in it, in turns; kB as brotli`);
  console.table(
    Object.fromEntries(visits.rows.map(({ name, requests, kB }) => [name, { requests, kB: kB.toFixed(1) }])),
  );
  const [cold, warm, here] = [visits.firstListMs.cold, visits.firstListMs.warm, visits.reach];
  console.log(
    `from the page's start to its list: ${cold.toFixed(0)} ms cold, ${warm.toFixed(0)} ms on later pages`,
  );
  console.log(`of the profile's best ${here.best} the cards of ${here.here} are here after the visit`);
}
