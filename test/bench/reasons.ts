import { parseArgs } from 'node:util';
import { buildInput } from '../../src/features/build_input.ts';
import type { Step } from '../../src/features/steps.ts';
import { topItems } from '../../src/profile/best_items.ts';
import { blendScores } from '../../src/profile/rank.ts';
import { createExplainer } from '../../src/profile/reasons.ts';
import { attendEach } from '../../src/training/evaluate.ts';
import { toShopper } from '../../src/training/examples.ts';
import { showCount } from '../../src/training/progress_bar.ts';
import { readStrangers, STRANGERS_OPTIONS, STRANGERS_USAGE, type Strangers } from './strangers.ts';

/**
 * `npm run bench:reasons`: whether the reasons that a row tells are the right ones. Each shopper's best new item is
 * explained twice: as the row does, by attention and edges, which costs nothing, and exactly, by leaving out one
 * step after the other and ranking anew. Without --sequences the shoppers are simulated ones of the demo shop
 * whom models/demo was not trained on.
 */
const { values } = parseArgs({ options: STRANGERS_OPTIONS });
const MAX_SHOPPERS = 500;
/** With fewer, whatever is named is mostly right. */
const MIN_STEPS = 4;

if (values.help) console.log(`npm run bench:reasons -- ${STRANGERS_USAGE}`);
else await run();

/** What one shopper's best item has for reasons. */
interface Explained {
  readonly steps: number;
  /** Place of the first told reason's step among all steps by what leaving it out costs, 1 = costs most. */
  readonly place: number;
  /** Share of the steps' whole exact cost that lies in the steps that are told. */
  readonly covered: number;
  /** Rank correlation of told and exact weights over the steps that are told; undefined of fewer than two. */
  readonly agreed: number | undefined;
}

async function run(): Promise<void> {
  const given = await readStrangers(values);
  if (!given) return;
  const shoppers = given.logs
    .map((log) => toShopper(log, given.index))
    .filter(({ steps }) => new Set(steps.map(({ item }) => item)).size >= MIN_STEPS)
    .slice(0, MAX_SHOPPERS);
  if (shoppers.length === 0) return console.log(`nobody has ${MIN_STEPS} steps: nothing to measure`);
  const show = showCount(process.stderr, 'shoppers', shoppers.length);
  const found: Explained[] = [];
  for (const [i, shopper] of shoppers.entries()) {
    const explained = await explain(shopper.steps, given);
    if (explained) found.push(explained);
    show(i + 1);
  }
  const mean = (of: (one: Explained) => number) =>
    found.reduce((sum, one) => sum + of(one), 0) / found.length;
  const agreed = found.flatMap(({ agreed }) => agreed ?? []);
  const result = {
    model: given.name,
    shoppers: found.length,
    meanSteps: mean(({ steps }) => steps),
    firstIsFirst: mean(({ place }) => (place === 1 ? 1 : 0)),
    firstIsAmongThree: mean(({ place }) => (place <= 3 ? 1 : 0)),
    byChance: mean(({ steps }) => 1 / steps),
    covered: mean(({ covered }) => covered),
    concordance: agreed.reduce((sum, value) => sum + value, 0) / agreed.length,
  };
  if (values.json) return console.log(JSON.stringify(result));
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(`${result.model}: ${result.shoppers} shoppers, ${result.meanSteps.toFixed(1)} steps each; the best new item of each,
as its row explains it against leaving out one step after the other:
  the first reason is the step that counts most: ${percent(result.firstIsFirst)} (by chance ${percent(result.byChance)}), one of the three: ${percent(result.firstIsAmongThree)}
  what the steps told of (three at most) make of the score that the history adds: ${percent(result.covered)}
  two reasons stand in the exact order: ${percent(result.concordance)} (by chance 50 %)`);
}

async function explain(steps: readonly Step[], given: Strangers): Promise<Explained | undefined> {
  const { index, judged, manifest } = given;
  const { T, D, lambda, beta } = manifest;
  const recent = steps.slice(-T);
  const histories = [recent, ...recent.map((_, left) => recent.filter((_step, i) => i !== left))];
  const inputs = histories.map((history) => buildInput(history, index.graph, { T }));
  const scores: Float32Array[] = [];
  let attention = new Float32Array();
  await attendEach(
    inputs.map((input) => ({ width: T, input })),
    judged.learnt,
    index.V,
    manifest,
    (attended, input, place) => {
      scores[place] = blendScores(attended, input, index, manifest);
      if (place === 0) attention = attended.history.slice();
    },
  );
  const seen = new Set(steps.map(({ item }) => item));
  const [best] = topItems(scores[0]!, 1, (item) => !seen.has(item));
  if (!best) return undefined;
  const explainer = createExplainer({
    index,
    entities: judged.learnt.table,
    D,
    input: inputs[0]!,
    steps: recent,
    history: attention,
    lambda,
    beta,
  });
  const told = explainer.ofItem(best.item);
  const costs = recent.map((_, left) => best.score - scores[left + 1]![best.item]!);
  const places = told.map((reason) =>
    recent.findIndex(({ interactionIds }) => interactionIds[0] === reason.interactionIds[0]),
  );
  const first = places[0];
  if (first === undefined) return undefined;
  const gains = costs.map((cost) => Math.max(0, cost));
  const total = gains.reduce((sum, cost) => sum + cost, 0);
  const pairs = places.flatMap((one, i) => places.slice(i + 1).map((other) => costs[one]! >= costs[other]!));
  return {
    steps: recent.length,
    place: 1 + costs.filter((cost) => cost > costs[first]!).length,
    covered: total > 0 ? places.reduce((sum, at) => sum + gains[at]!, 0) / total : 1,
    agreed: pairs.length > 0 ? pairs.filter(Boolean).length / pairs.length : undefined,
  };
}
