import { parseArgs } from 'node:util';
import { evaluateFloor, judgeBlends } from '../../src/training/evaluate.ts';
import { itemsOf, prefixCases, type TestCase, toShopper } from '../../src/training/examples.ts';
import { rulesFloor } from '../../src/training/floors.ts';
import { showCount } from '../../src/training/progress_bar.ts';
import { readStrangers, STRANGERS_OPTIONS, STRANGERS_USAGE, type Strangers } from './strangers.ts';

/**
 * `npm run bench:cold-start`: how good the lists are after 1, 2, 5 and 10 interactions. The shoppers and
 * their targets are the same each time, only their history is cut to its newest. They must be strangers to the
 * model: without --sequences, simulated ones of the demo shop whom models/demo was not trained on.
 */
const { values } = parseArgs({ options: STRANGERS_OPTIONS });
const SEEN = [1, 2, 5, 10];
const MOST = Math.max(...SEEN);
const BAR = 40;

if (values.help) console.log(`npm run bench:cold-start -- ${STRANGERS_USAGE}`);
else await run();

async function run(): Promise<void> {
  const given = await readStrangers(values);
  if (!given) return;
  const { name, manifest, trained, index, judged } = given;
  const tests = testsOf(given);
  if (tests.length === 0)
    return console.log(`nobody has an item to be predicted after ${MOST} interactions: nothing to measure`);
  const show = showCount(process.stderr, 'tests', tests.length * SEEN.length);
  const rules = rulesFloor(trained.neighbours, index.V, manifest.neighbours);
  let done = 0;
  const points = [];
  for (const [i, seen] of SEEN.entries()) {
    const cases = tests.map((bySeen) => bySeen[i]!);
    const [judge] = await judgeBlends(cases, judged, [manifest], () => show(++done));
    const { hr10, ndcg10 } = judge!.metrics();
    points.push({ seen, hr10, ndcg10, rulesHr10: evaluateFloor(cases, index, rules).hr10 });
  }
  if (values.json) {
    console.log(JSON.stringify({ model: name, tests: tests.length, points }));
    return;
  }
  console.log(`${name}: ${tests.length} shoppers, full rank over ${index.V} items\n`);
  console.log('| interactions seen | HR@10 | | NDCG@10 | HR@10 of the rules |\n|---|---|---|---|---|');
  for (const { seen, hr10, ndcg10, rulesHr10 } of points)
    console.log(
      `| ${seen} | ${hr10.toFixed(4)} | ${'█'.repeat(Math.round(BAR * hr10))} | ${ndcg10.toFixed(4)} | ${rulesHr10.toFixed(4)} |`,
    );
}

/**
 * The last item of each shopper who has ten steps before it (the last that was new, where repeats are no
 * answers), to be predicted from as many as SEEN says. What was seen before is masked either way.
 */
function testsOf({ logs, index, manifest: { T, repeats } }: Strangers): TestCase[][] {
  return logs.flatMap((log) => {
    const { steps } = toShopper(log, index);
    const items = itemsOf(steps);
    const at = items.findLastIndex((item, i) => repeats || items.indexOf(item) === i);
    if (at < MOST) return [];
    const masked: ReadonlySet<number> = repeats ? new Set() : new Set(items.slice(0, at));
    const bySeen = SEEN.map((seen) => {
      const known = { steps: steps.slice(at - seen, at + 1), relations: [] };
      return { ...prefixCases(known, index, T).at(-1)!, masked };
    });
    return [bySeen];
  });
}
