import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../scripts/bundle.ts';
import type { StoredInteraction } from '../../src/contract/interaction.ts';
import type { SeenItem } from '../../src/contract/item.ts';
import { buildInput } from '../../src/features/build_input.ts';
import { type CatalogueIndex, indexCatalogue } from '../../src/features/catalogue_index.ts';
import { indexLexicon, tablesOfSeenItems } from '../../src/features/hashed_text.ts';
import { addLocalEdges, LOCAL_NEIGHBOURS, localGraph } from '../../src/features/local_graph.ts';
import { InferenceModel } from '../../src/model/inference.ts';
import { blendScores } from '../../src/profile/rank.ts';
import { Prng } from '../../src/simulate/prng.ts';
import { itemsOf, toShopper } from '../../src/training/examples.ts';
import { popularityFloor } from '../../src/training/floors.ts';
import { midRank, rankingMetrics } from '../../src/training/metrics.ts';
import { countNeighbours } from '../../src/training/neighbours.ts';
import { showCount } from '../../src/training/progress_bar.ts';
import { readModelFolder } from '../../src/training/run_evaluate.ts';
import { pairedInterval } from './quality/bootstrap.ts';
import { readData } from './quality/models.ts';

/**
 * `npm run bench:base`: what models/base, which has learnt nothing, finds of a shopper's next item, and what the graph
 * of the shopper's own visits adds, by what the shop's pages list beside the item. A log has no pages, so three kinds
 * are made up: none; eight random items of the category; the eight that other shoppers' histories join most.
 */
const USAGE = '[--data DIR] [--tests N] [--validation] [--json]';
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(ROOT, '..', 'shared', 'data', 'beauty') },
    tests: { type: 'string', default: '3000' },
    validation: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
/** Items that a page lists beside its own. */
const LISTED = 8;
/** Any time: all of a log's history is one session here, since the log has no times. */
const AT = Date.UTC(2026, 2, 3, 12);

if (values.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const data = await readData(values.data);
  if (!data) {
    console.log(`no data in ${values.data}: nothing was measured`);
    return;
  }
  const { manifest, weights, lexicon, codebook } = await readModelFolder(join(ROOT, 'models', 'base'));
  const seen = data.items.map((item) => ({ ...item, seenAt: 0 }));
  const { catalogue, entities } = tablesOfSeenItems(
    seen,
    manifest.D,
    lexicon && indexLexicon(lexicon, codebook),
  );
  const V = catalogue.cards.length;
  const size = (V + 1) * LOCAL_NEIGHBOURS;
  const nothing = { neighbours: new Int32Array(size), weights: new Float32Array(size) };
  const index = indexCatalogue(catalogue, nothing);
  const histories = data.logs.map((log) => {
    const items = [...new Set(itemsOf(toShopper(log, index).steps))];
    return values.validation ? items.slice(0, -1) : items;
  });
  const prng = new Prng(1);
  const tests = prng.shuffle(histories.filter((items) => items.length >= 3)).slice(0, Number(values.tests));
  // Nobody's answer is in it: the last item of every history is left out.
  const known = histories.map((items) => Int32Array.from(items.slice(0, -1)));
  const together = countNeighbours(known, { V, M: LISTED, minShoppers: 1, isSymmetric: true }).table;
  const ofCategory = new Map<number, number[]>();
  index.graph.tagRow.forEach((tag, item) => {
    if (tag > 0) ofCategory.set(tag, [...(ofCategory.get(tag) ?? []), item]);
  });
  const lists: Readonly<Record<string, (item: number) => readonly number[]>> = {
    'own session alone': () => [],
    'pages that list the category': (item) =>
      prng.shuffle(ofCategory.get(index.graph.tagRow[item]!) ?? []).slice(0, LISTED),
    'pages that list what others bought': (item) => [
      ...together.neighbours.subarray(item * LISTED, (item + 1) * LISTED).filter((other) => other > 0),
    ],
  };
  const occurrences = new Float32Array(V + 1);
  for (const items of known) for (const item of items) occurrences[item]!++;
  const popularity = popularityFloor(occurrences);

  const model = new InferenceModel(weights, entities, V, manifest);
  const ranks = new Map<string, number[]>();
  const note = (name: string, scores: Float32Array, history: readonly number[], target: number) => {
    const list = ranks.get(name) ?? [];
    list.push(midRank(scores, target, new Set(history)));
    ranks.set(name, list);
  };
  const show = showCount(process.stderr, 'tests', tests.length);
  for (const [done, items] of tests.entries()) {
    const history = items.slice(0, -1);
    const target = items.at(-1)!;
    const steps = history.map((item, i) => ({
      item,
      kind: 'view' as const,
      at: AT - (history.length - i) * 60_000,
      session: AT,
      interactionIds: [i],
    }));
    const scoresWith = async (of: CatalogueIndex, lambda: number): Promise<Float32Array> => {
      const input = buildInput(steps, of.graph, { T: manifest.T });
      return blendScores(await model.infer(input), input, of, { lambda, beta: manifest.beta });
    };
    note(
      'random',
      Float32Array.from({ length: V + 1 }, () => prng.next()),
      history,
      target,
    );
    note('popularity', popularity(history), history, target);
    note('words and categories', await scoresWith(index, 0), history, target);
    for (const [name, listed] of Object.entries(lists)) {
      const neighbours = new Int32Array(size);
      const own = {
        ...index,
        graph: { ...index.graph, neighbours, neighbourWeights: new Float32Array(size) },
      };
      addLocalEdges(
        own,
        1,
        localGraph(visitsOf(history, index), pagesOf(history, listed, index), AT, () => true),
      );
      note(`+ ${name}`, await scoresWith(own, manifest.lambda), history, target);
    }
    show(done + 1);
  }
  tell(ranks);
}

/** One session, a view of each item. */
function visitsOf(history: readonly number[], index: CatalogueIndex): StoredInteraction[] {
  return history.map((item, i) => ({
    id: i,
    kind: 'view',
    itemId: index.card(item).id,
    at: AT,
    session: AT,
  }));
}

/** What the items' pages showed, one page after the other: an item belongs to the last that showed it. */
function pagesOf(
  history: readonly number[],
  listed: (item: number) => readonly number[],
  index: CatalogueIndex,
): SeenItem[] {
  const pages = new Map<number, SeenItem>();
  history.forEach((item, i) => {
    const others = listed(item);
    if (others.length === 0) return;
    for (const shown of [item, ...others]) pages.set(shown, { ...index.card(shown), seenAt: AT + i });
  });
  return [...pages.values()];
}

function tell(ranks: ReadonlyMap<string, readonly number[]>): void {
  const gainsOf = (list: readonly number[]) => list.map((rank) => rankingMetrics([rank]).ndcg10);
  const floor = ranks.get('words and categories')!;
  const rows = [...ranks].map(([name, list]) => {
    const { hr10, ndcg10 } = rankingMetrics(list);
    const { low, high } = pairedInterval(gainsOf(list), gainsOf(floor), new Array(list.length).fill(1));
    return { name, hr10, ndcg10, gain: [low, high] as const };
  });
  if (values.json) {
    console.log(JSON.stringify({ tests: floor.length, rows }));
    return;
  }
  console.log(
    `models/base, ${floor.length} tests; NDCG@10 less that of words and categories, 95 % paired bootstrap:`,
  );
  for (const { name, hr10, ndcg10, gain } of rows)
    console.log(
      `${name.padEnd(40)} HR@10 ${hr10.toFixed(4)}  NDCG@10 ${ndcg10.toFixed(4)}  [${gain.map((value) => value.toFixed(4)).join(', ')}]`,
    );
}
