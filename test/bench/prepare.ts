import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../scripts/bundle.ts';
import { runSimulate } from '../../src/simulate/run_simulate.ts';
import { Skipped } from '../../src/training/log/skipped.ts';
import { prepare } from '../../src/training/prepare/prepare.ts';
import { showStages } from '../../src/training/prepare/stages.ts';
import { readItems } from '../../src/training/readers.ts';

/**
 * `npm run bench:prepare`: prepares a log with DuckDB, ten million simulated interactions by default, and prints
 * time, rate and the peak memory of this process, which DuckDB runs in. Fails on nothing.
 */
const USAGE = `npm run bench:prepare -- [--shoppers N] [--interactions FILE --items FILE] [--memory 1GB] [--partitions N] [--json]
A shopper has about 28 interactions. The simulated log is kept in .cache/prepare/.`;
const { values } = parseArgs({
  options: {
    shoppers: { type: 'string', default: '361000' },
    interactions: { type: 'string' },
    items: { type: 'string' },
    memory: { type: 'string', default: '1GB' },
    partitions: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const CACHE = join(ROOT, '.cache', 'prepare');

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const { log, items } = await source();
  const out = join(CACHE, 'out');
  // Nothing of an earlier run may be taken up: the whole is measured.
  for (const folder of [out, join(CACHE, '.out.preparing')])
    await rm(folder, { recursive: true, force: true });
  const skipped = new Skipped();
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const summary = await prepare({
    interactions: [log],
    items: await readItems(items, skipped),
    out,
    engine: 'duckdb',
    memory: values.memory,
    maxGap: 10,
    ...(values.partitions === undefined ? {} : { partitions: Number(values.partitions) }),
    skipped,
    stage: showStages(process.stderr),
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const result = {
    log: basename(log),
    logMB: Math.round((await stat(log)).size / 1e6),
    interactions: summary.interactions,
    steps: summary.tables.steps,
    neighbours: summary.tables.neighbours,
    partitions: summary.partitions,
    memory: values.memory,
    seconds: Number(seconds.toFixed(1)),
    /** On a machine that does other things too, this says more than the clock. */
    cpuSeconds: Number(((cpu.user + cpu.system) / 1e6).toFixed(1)),
    interactionsPerSecond: Math.round(summary.interactions / seconds),
    peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  if (values.json) console.log(JSON.stringify(result));
  else console.table(result);
}

/** The files given, or simulated ones of this size from the cache. */
async function source(): Promise<{ log: string; items: string }> {
  const { interactions, items } = values;
  if (interactions !== undefined && items !== undefined) return { log: interactions, items };
  if (interactions !== undefined) throw new Error('--interactions needs --items');
  await mkdir(CACHE, { recursive: true });
  const shoppers = Number(values.shoppers);
  const simulated = { log: join(CACHE, `shoppers-${shoppers}.jsonl`), items: join(CACHE, 'items.jsonl') };
  if (existsSync(simulated.log) && existsSync(simulated.items)) return simulated;
  const stage = showStages(process.stderr)('simulating', shoppers, 'shoppers');
  await runSimulate({ shoppers, seed: 1, out: simulated.log, items: simulated.items }, (done) => {
    if (done % 1_000 === 0) stage.advance(1_000);
  });
  stage.end();
  return simulated;
}
