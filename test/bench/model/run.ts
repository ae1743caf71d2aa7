import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../../scripts/bundle.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { showCount } from '../../../src/training/progress_bar.ts';
import { WASM_SOURCE } from '../../../vite.config.ts';
import { installPackages } from '../install.ts';
import { startChromium } from './chromium_remote.ts';
import { makeTask } from './make_task.ts';
import { measureRows } from './measure.ts';
import { openNodeRow } from './node_remote.ts';
import { pack } from './pack.ts';
import { type Report, writeReadme } from './readme.ts';
import { ROWS } from './rows.ts';
import { measureStagesOf, type StageReport } from './stages/stages.ts';
import { printTables } from './tables.ts';

/**
 * `npm run bench:model`: what it costs to encode a shopper and rank the catalogue, our worker's pass on each backend beside
 * yardsticks with the same weights, in Chromium's workers and in Node. Every row's results are first held to those of the
 * loops over typed arrays; then all take turns, and quotients of the same round count. Then where the time of a whole update goes, by stage. Prints tables, or with --json one
 * object; fails on results that differ, never on time. --readme also renews the README's section.
 */
const USAGE =
  'npm run bench:model [-- --items N] [--rounds N] [--rows NAME,...] [--realm chromium|node] [--seed N] [--without-stages] [--json] [--readme]';
const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '12000' },
    rounds: { type: 'string', default: '100' },
    rows: { type: 'string', default: ROWS.map(({ name }) => name).join() },
    realm: { type: 'string', default: 'chromium,node' },
    seed: { type: 'string', default: '1' },
    'without-stages': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const PACKAGES = { 'onnxruntime-web': '1.30.0' } as const;
const PEERS = join(ROOT, '.cache', 'model-peers');
const FOLDER = join(ROOT, '.cache', 'model');
const INPUTS = 8;
/** Rounds that do not count: compilers work. */
const WARM = 40;

if (values.help) console.log(USAGE);
else await run(Number(values.items), Number(values.rounds), Number(values.seed));

async function run(items: number, rounds: number, seed: number): Promise<void> {
  const say = (line: string) => void (values.json || console.error(line));
  const wanted = values.rows.split(',');
  const specs = ROWS.filter(({ name, realm }) => wanted.includes(name) && values.realm.includes(realm));
  if (specs.length === 0)
    throw new Error(`no row is named ${values.rows}, known are ${ROWS.map(({ name }) => name)}`);
  await installPackages(PEERS, PACKAGES);
  await startTraining('cpu');
  say(`a model of ${items} items`);
  const task = makeTask(items, seed, INPUTS);
  const packed = pack(task);
  await mkdir(FOLDER, { recursive: true });
  const taskFile = join(FOLDER, 'task.bin');
  await writeFile(taskFile, packed);

  const tfjs = join(ROOT, WASM_SOURCE, '..');
  const ort = join(PEERS, 'node_modules', 'onnxruntime-web', 'dist');
  const browser = await startChromium(packed, [tfjs, ort]);
  const parts: Pick<Report, 'rows' | 'absent' | 'ratios'>[] = [];
  let stages: StageReport | undefined;
  try {
    for (const realm of ['chromium', 'node'] as const) {
      const own = specs.filter((spec) => spec.realm === realm);
      if (own.length === 0) continue;
      say(`${realm}: ${own.map(({ name }) => name).join(', ')}`);
      const open =
        realm === 'chromium'
          ? browser.open
          : (spec: (typeof own)[0]) => openNodeRow(spec, taskFile, ort + sep);
      const show = showCount(process.stderr, 'rounds', rounds);
      parts.push(
        await measureRows(own, open, {
          rounds,
          warm: WARM,
          inputs: INPUTS,
          show,
        }),
      );
    }
    if (values.realm.includes('chromium') && !values['without-stages']) {
      say('stages of an update');
      const { manifest } = task.folder;
      const shape = { ...manifest, inputT: manifest.T, M: task.index.graph.M };
      stages = await measureStagesOf(browser, items, seed, rounds, shape);
    }
  } finally {
    await browser.close();
  }
  const report: Report = {
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      load: loadavg()[0]!,
      adapter: browser.adapter ?? 'none',
      chromium: browser.version,
      node: process.version,
    },
    items,
    positions: task.folder.manifest.T,
    rounds,
    seed,
    rows: parts.flatMap(({ rows }) => rows),
    absent: parts.flatMap(({ absent }) => absent),
    ratios: parts.flatMap(({ ratios }) => ratios),
    ...(stages && { stages }),
  };
  if (values.json) console.log(JSON.stringify(report));
  else printTables(report);
  if (values.readme) await writeReadme(report);
}
