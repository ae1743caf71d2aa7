import { parseArgs } from 'node:util';
import { startTraining } from '../../../src/training/backend.ts';
import { measureGrowth } from './growth.ts';
import { measure, WAYS, type Way } from './quality.ts';
import { readSessions, readShoppers } from './subjects.ts';

const USAGE = `npm run bench:codes -- [--data DIR | --sessions FILE --last N] [--min-shoppers N] [--epochs N] [--ways LIST] [--train] [--json]
npm run bench:codes -- --growth [--sizes LIST] [--steps N] [--json]

What product-quantised codes of 8 bytes an item cost: HR@10, HR@20 and NDCG@10 of the same model with a vector for each
item, with these vectors quantised, and with centroids that were trained jointly; with the whole blend and with
attention alone. Same split, same epochs, same seed. Fails on no figure.

--data DIR         leave-one-out on items.jsonl and sequences.txt (default ../shared/data/beauty)
--sessions FILE    sessions, one a line, oldest first; the newest tenth tests
--last N           of these the newest N
--min-shoppers N   distinct shoppers behind what a model publishes (default 1: comparable with published figures)
--epochs N         at most (default 20)
--ways LIST        of ${Object.keys(WAYS).join(', ')}
--train            trains what is not in the cache; without it that is left out

--growth: seconds and memory of assigning codes, and of a thousand training steps, on generated logs of ten
interactions an item.
--sizes LIST       items (default 1000,10000,100000,1000000)
--steps N          training steps that are timed (default 200)

--json   one object on stdout, nothing else`;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    sessions: { type: 'string' },
    last: { type: 'string', default: '0' },
    'min-shoppers': { type: 'string', default: '1' },
    epochs: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    ways: { type: 'string', default: Object.keys(WAYS).join(',') },
    train: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '1000,10000,100000,1000000' },
    steps: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string) => void (values.json || console.log(line));

if (values.help) console.log(USAGE);
else {
  await startTraining('wasm');
  const result = values.growth ? await growth() : await quality();
  if (values.json) console.log(JSON.stringify(result));
}

async function growth(): Promise<object> {
  const sizes = values.sizes.split(',').map(Number);
  const rows = [];
  for (const size of sizes) rows.push(await measureGrowth(size, Number(values.steps)));
  if (!values.json) console.table(rows);
  return { growth: rows };
}

async function quality(): Promise<object> {
  const common = {
    minShoppers: Number(values['min-shoppers']),
    epochs: Number(values.epochs),
    seed: Number(values.seed),
  };
  const subject =
    values.sessions === undefined
      ? await readShoppers(values.data, common)
      : await readSessions(values.sessions, Number(values.last), common);
  if (!subject) {
    say('no such data, nothing to measure');
    return { absent: true };
  }
  const { V } = subject.data.layout;
  say(
    `${subject.name}: ${V} items, ${subject.data.validation.length} validation tests, ${subject.data.test.length} tests`,
  );
  const rows: Record<string, Record<string, number | string>> = {};
  const measured: Record<string, unknown> = {};
  let exact: Awaited<ReturnType<typeof measure>>;
  for (const way of values.ways.split(',') as Way[]) {
    const done = await measure(subject, way, values.train);
    if (!done) {
      say(`  ${WAYS[way]}: not in the cache, add --train`);
      continue;
    }
    if (way === 'exact') exact = done;
    const share = (of: number, whole: number | undefined) =>
      whole ? `${((100 * of) / whole).toFixed(1)} %` : '';
    measured[way] = done;
    rows[WAYS[way]] = {
      'HR@10': done.whole.hr10,
      'of exact': share(done.whole.hr10, exact?.whole.hr10),
      'HR@20': done.whole.hr20,
      'NDCG@10': done.whole.ndcg10,
      'attention HR@10': done.attention.hr10,
      'of exact ': share(done.attention.hr10, exact?.attention.hr10),
      'validation NDCG@10': done.validation.ndcg10,
    };
  }
  if (!values.json) console.table(rows);
  return { data: subject.name, items: V, measured };
}
