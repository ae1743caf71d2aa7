import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import {
  type Adaptation,
  EXPERTS,
  forecast,
  type Learnable,
  learn,
  learnable,
  likelihoodsOf,
  mixtureScores,
  startingAdaptation,
} from '../../../src/profile/adaptation.ts';
import { mixtureLikelihood, regretBound } from '../../../src/profile/fixed_share.ts';
import { normOf } from '../../../src/profile/fusion.ts';
import { outlookOf } from '../../../src/profile/outlook.ts';
import { blendScores } from '../../../src/profile/rank.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { attendEach, type Judged } from '../../../src/training/evaluate.ts';
import { bucketOf, inputBefore, itemsOf, type Shopper, toShopper } from '../../../src/training/examples.ts';
import { midRank, rankingMetrics } from '../../../src/training/metrics.ts';
import { showCount } from '../../../src/training/progress_bar.ts';
import type { ShopperLog } from '../../../src/training/readers.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { type Interval, ratioInterval } from './bootstrap.ts';
import { type Data, type ModelArguments, modelOf } from './models.ts';
import type { Output } from './output.ts';

/** Shoppers with so many interactions are left out of training and learn on the device. */
const MIN_INTERACTIONS = 20;
/** A quarter of them chose the rates of learning; the others are told of. */
const CHOOSING = 0.25;
/** Fewer than so many steps in, little can have been learnt. */
const EARLY = 10;

/** Sums over one shopper's steps, each predicted before it was learnt from. */
interface Followed {
  readonly steps: number;
  readonly ndcg: { readonly frozen: number; readonly adapted: number };
  /** The same over the steps after the first EARLY. */
  readonly late: { readonly frozen: number; readonly adapted: number };
  readonly loss: { readonly frozen: number; readonly adapted: number };
  /** What the mixture's loss may be at most. */
  readonly bound: number;
  /** What each expert alone would have lost. */
  readonly losses: readonly number[];
}

/** Shoppers without any of whom the model was trained, followed step by step. */
export async function measureAdaptation(
  data: Data,
  given: Omit<ModelArguments, 'seed'>,
  { say }: Output,
): Promise<object | undefined> {
  const isBusy = ({ interactions }: ShopperLog) => interactions.length >= MIN_INTERACTIONS;
  const others = {
    ...data,
    name: `${data.name}-under-${MIN_INTERACTIONS}`,
    logs: data.logs.filter((log) => !isBusy(log)),
  };
  const path = await modelOf(others, { ...given, seed: 1 });
  if (path === undefined) {
    say(
      `  no model of the shoppers with fewer than ${MIN_INTERACTIONS} interactions in the cache: add --train`,
    );
    return undefined;
  }
  const { manifest, weights, trained } = await readModelFolder(path);
  const { catalogue, neighbours, entities } = trained!;
  const index = indexCatalogue(catalogue, neighbours);
  const judged = { learnt: { weights, table: entities }, shape: manifest, index };
  const norm = normOf(weights);
  const model = learnable(manifest, norm, entities, index.V);
  const busy = new Prng(1).shuffle(data.logs.filter(isBusy)).map((log) => toShopper(log, index));
  const told = busy.slice(Math.floor(CHOOSING * busy.length));
  const show = showCount(process.stderr, 'shoppers followed', told.length);
  const followed: Followed[] = [];
  for (const shopper of told) {
    followed.push(await follow(shopper, judged, model, manifest.repeats === true));
    show(followed.length);
  }
  return summaryOf(followed, say);
}

/** One shopper's steps: each is predicted by the model as trained and as adapted so far, and then learnt from. */
async function follow(
  shopper: Shopper,
  judged: Judged,
  model: Learnable,
  repeats: boolean,
): Promise<Followed> {
  const { learnt, shape, index } = judged;
  const items = itemsOf(shopper.steps);
  const places = Array.from({ length: items.length - 1 }, (_, i) => i + 1).filter(
    (at) => repeats || !items.subarray(0, at).includes(items[at]!),
  );
  const sequences = places.map((at) => {
    const input = inputBefore(shopper, at, index, shape.T);
    return { width: bucketOf(Math.min(at, shape.T), shape.T), input };
  });
  // The model reads the same history for both, so that its passes need not wait for what is learnt.
  const outlooks: (readonly [ReturnType<typeof outlookOf>, Float32Array])[] = [];
  await attendEach(sequences, learnt, index.V, shape, (attended, input, i) => {
    const { scores, history, parts } = attended;
    const kept = { scores: scores.slice(), history, parts: parts.slice() };
    const hidden = repeats ? [] : items.subarray(0, places[i]!);
    outlooks[i] = [
      outlookOf(kept, input, index, hidden),
      blendScores(attended, input, index, { lambda: model.lambda, beta: model.beta }),
    ];
  });

  let adaptation: Adaptation = startingAdaptation(model.D);
  const [ndcg, late, loss] = [zeros(), zeros(), zeros()];
  const losses: number[][] = [];
  places.forEach((at, i) => {
    const [outlook, blended] = outlooks[i]!;
    const item = items[at]!;
    const expected = forecast(adaptation, outlook, model);
    const masked = new Set(repeats ? [] : items.subarray(0, at));
    const gain = (scores: Float32Array) => rankingMetrics([midRank(scores, item, masked)]).ndcg10;
    const gains = {
      frozen: gain(blended),
      adapted: gain(mixtureScores(adaptation, expected, model)),
    };
    const likelihoods = likelihoodsOf(expected, item);
    losses.push(likelihoods.map((likelihood) => -Math.log(likelihood)));
    add(ndcg, gains);
    if (i >= EARLY) add(late, gains);
    add(loss, {
      frozen: -Math.log(likelihoods[0]!),
      adapted: -Math.log(mixtureLikelihood(adaptation.shares, likelihoods)),
    });
    adaptation = learn(adaptation, outlook, expected, item, model);
  });
  return {
    steps: places.length,
    ndcg,
    late,
    loss,
    bound: regretBound(startingAdaptation(model.D).shares, losses),
    losses: EXPERTS.map((_, e) => losses.reduce((sum, list) => sum + list[e]!, 0)),
  };
}

function summaryOf(followed: readonly Followed[], say: Output['say']): object {
  const relative = (of: (one: Followed) => { frozen: number; adapted: number }): Interval =>
    ratioInterval(
      followed.map((one) => of(one).adapted),
      followed.map((one) => of(one).frozen),
    );
  const steps = followed.reduce((sum, one) => sum + one.steps, 0);
  const ndcg = relative(({ ndcg }) => ndcg);
  const late = relative(({ late }) => late);
  const loss = relative(({ loss }) => loss);
  const adapted = followed.filter(({ loss }) => loss.adapted < loss.frozen).length;
  const slack = followed.map(({ loss, bound }) => bound - loss.adapted);
  const beyond = slack.filter((left) => left < -1e-9).length;
  const percent = ({ mean, low, high }: Interval) =>
    [mean, low, high]
      .map((ratio) => `${ratio >= 1 ? '+' : ''}${(100 * (ratio - 1)).toFixed(2)} %`)
      .join(', ')
      .replace(/, (.*), (.*)/, ' [$1, $2]');
  const mean = (value: (one: Followed) => number) =>
    followed.reduce((sum, one) => sum + value(one), 0) / steps;
  say(`Learning on the device: ${followed.length} shoppers with ${MIN_INTERACTIONS} interactions or more, none of
whom was trained on; ${steps} steps, each predicted before it was learnt from. Adapted over as trained, both
reading the same history, with 95 % paired bootstrap intervals over shoppers:
  NDCG@10 ${percent(ndcg)}, of ${mean(({ ndcg }) => ndcg.frozen).toFixed(4)}; after the first ${EARLY} steps ${percent(late)}
  log-loss ${percent(loss)}, of ${mean(({ loss }) => loss.frozen).toFixed(3)} nats
  ${adapted} of ${followed.length} shoppers (${((100 * adapted) / followed.length).toFixed(1)} %) lost less for it
  regret bound exceeded for ${beyond}; the least that was left of it: ${Math.min(...slack).toFixed(3)} nats
  log-loss of each expert alone: ${EXPERTS.map((name, e) => `${name} ${mean(({ losses }) => losses[e]!).toFixed(3)}`).join(', ')}`);
  return {
    shoppers: followed.length,
    steps,
    relativeNdcg10: ndcg.mean - 1,
    low: ndcg.low - 1,
    high: ndcg.high - 1,
    relativeLogLoss: { mean: loss.mean - 1, low: loss.low - 1, high: loss.high - 1 },
    eligible: followed.length,
    adapted,
    beyondBound: beyond,
  };
}

const zeros = () => ({ frozen: 0, adapted: 0 });

function add(sum: { frozen: number; adapted: number }, value: { frozen: number; adapted: number }): void {
  sum.frozen += value.frozen;
  sum.adapted += value.adapted;
}
