import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { ROOT } from '../../../scripts/bundle.ts';
import { chartOf } from './chart.ts';
import { type Point, writeReadme } from './readme.ts';

/**
 * `npm run bench:growth`: how what Inkling costs a shopper grows with the catalogue and with the history: bytes of the
 * model, time to the first list, time of one more interaction and a list, memory; wasm, in Node, each point in a process of
 * its own, seeded random weights; times are the processor's. Above what is sent whole (docs/large-catalogues.md) the
 * generated shop's model is taken, of which a device holds a part. Prints a table, or with --json one object; --readme renews the README's table and
 * docs/growth.svg. Fails on nothing.
 */
const USAGE =
  'npm run bench:growth [-- --items 1000,10000,100000] [--interactions 10,100,1000,5000] [--updates N] [--readme] [--json]';
const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '1000,10000,100000,1000000' },
    interactions: { type: 'string', default: '10,100,1000,5000' },
    updates: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    readme: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** From so many items on a catalogue is not sent whole. A hundred thousand is, to show why. */
const PART_FROM = 150_000;
const numbers = (list: string): number[] => list.split(',').map(Number);

if (values.help) console.log(USAGE);
else await run(numbers(values.items), numbers(values.interactions));

async function run(items: readonly number[], interactions: readonly number[]): Promise<void> {
  const points: Point[] = [];
  for (const V of items) {
    const isPart = V >= PART_FROM;
    const folder = isPart
      ? join(ROOT, '.cache', `large-${V}`)
      : await mkdtemp(join(tmpdir(), 'inkling-growth-'));
    try {
      const sent = isPart ? 'part' : 'whole';
      const { brotliBytes } = await step<{ brotliBytes: number }>('make', folder, V, sent);
      for (const count of interactions) {
        const measured = await step<Omit<Point, 'items' | 'isPart' | 'interactions' | 'brotliBytes'>>(
          'measure',
          folder,
          count,
        );
        points.push({ items: V, isPart, interactions: count, brotliBytes, ...measured });
        if (!values.json) console.log(JSON.stringify(points.at(-1)));
      }
    } finally {
      if (!isPart) await rm(folder, { recursive: true });
    }
  }
  const machine = { cpu: cpus()[0]!.model, cores: cpus().length, load: loadavg()[0]!, node: process.version };
  if (values.json) console.log(JSON.stringify({ machine, points }));
  else console.table(points);
  if (values.readme) {
    await writeReadme(points, machine);
    await writeFile(join(ROOT, 'docs', 'growth.svg'), chartOf(points));
  }
}

/** Runs make.ts or measure.ts in a process of its own; each prints one object. */
async function step<T>(
  name: 'make' | 'measure',
  folder: string,
  count: number,
  ...more: string[]
): Promise<T> {
  const script = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const args = [
    '--import',
    'tsx',
    '--expose-gc',
    script,
    folder,
    `${count}`,
    values.updates,
    values.seed,
    ...more,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}
