import type { StoredInteraction } from '../../../../src/contract/interaction.ts';
import { parseRecommendQuery } from '../../../../src/contract/recommend_query.ts';
import { hiddenOf } from '../../../../src/engine/learner.ts';
import type { LoadedModel } from '../../../../src/engine/loaded_model.ts';
import { recommendations } from '../../../../src/engine/recommend.ts';
import { type Snapshot, takeSnapshot } from '../../../../src/engine/snapshot.ts';
import { type BuiltInput, extendInput } from '../../../../src/features/build_input.ts';
import { relationRows, relationsOf } from '../../../../src/features/relations.ts';
import { toSteps } from '../../../../src/features/steps.ts';
import { packInput } from '../../../../src/model/fused/layout.ts';
import { InferenceModel } from '../../../../src/model/inference.ts';
import { forecast, mixtureScores, startingAdaptation } from '../../../../src/profile/adaptation.ts';
import { outlookOf } from '../../../../src/profile/outlook.ts';
import { blendScores } from '../../../../src/profile/rank.ts';
import { createExplainer } from '../../../../src/profile/reasons.ts';
import { hiddenItems } from '../../../../src/profile/rules.ts';
import { candidatesOf, departmentShares, varied, varietyOf } from '../../../../src/profile/variety.ts';
import { quantile, timed } from '../../profile/times.ts';
import { CONTEXT, historyOf, loadRandom } from '../../profile/world.ts';

/** Stages of one update and its list, in the order of the work. */
export const STAGES = [
  'steps',
  'input',
  'pack',
  'encode',
  'scores',
  'blend',
  'candidates',
  'variety',
  'reasons',
] as const;
export type Stage = (typeof STAGES)[number];

/** Medians in milliseconds. */
export interface StageTimes {
  /** One more interaction, and the list that follows, by the worker's own code. */
  readonly wholeMs: number;
  readonly stages: Readonly<Record<Stage, number>>;
  /** What takes the place of `blend` once something was learnt on the device. */
  readonly mixtureMs: number;
}

const COUNT = 8;
const DIVERSITY = 0.1;
/** Interactions before the first round, and beyond which the oldest go. */
const BEGUN = 150;
const KEPT = 300;
const WARM = 80;

/**
 * Where the time of one update goes, on the backend that is running. In every other round the worker's own code updates; in
 * the others the same functions one by one, each timed as it is met, with nothing in the caches that an update would not
 * find there. Of the model's pass `encode` is what a catalogue of one item takes in the same round, `scores` the rest.
 */
export async function measureStages(V: number, seed: number, rounds: number): Promise<StageTimes> {
  const model = loadRandom(V, seed);
  const { folder, entities, index, learnable } = model;
  const ofOneItem = new InferenceModel(folder.weights, entities, 1, folder.manifest);
  const coming = historyOf(model, seed + 1);
  const query = parseRecommendQuery({ count: COUNT, diversity: DIVERSITY });
  const adaptation = startingAdaptation(learnable.D);
  let history: StoredInteraction[] = Array.from({ length: BEGUN }, () => coming.next().value);
  const follows = history.slice(0, 2);
  let before: Snapshot | undefined;
  let built: BuiltInput | undefined;
  const whole: number[] = [];
  const mixture: number[] = [];
  const found: Record<Stage, number>[] = [];
  for (let round = -WARM; round < 2 * rounds; round++) {
    history = [...history, coming.next().value];
    if (history.length > KEPT) history = [...follows, ...history.slice(KEPT - BEGUN)];
    if (round % 2 === 0) {
      const { ms, result } = await timed(async () => {
        const snapshot = await takeSnapshot(model, history, { context: CONTEXT, ...(before && { before }) });
        recommendations(snapshot, query);
        return snapshot;
      });
      before = result;
      const learnt = await timed(() => {
        const outlook = outlookOf(result.inference, result.input, index, hiddenOf(result.steps, model));
        return mixtureScores(adaptation, forecast(adaptation, outlook, learnable), learnable);
      });
      if (round >= 0) {
        whole.push(ms);
        mixture.push(learnt.ms);
      }
    } else {
      const update = await updateByStages(model, history, built, ofOneItem);
      built = update.built;
      if (round >= 0) found.push(update.ms);
    }
  }
  ofOneItem.dispose();
  model.inference.dispose();
  const median = (of: (ms: Record<Stage, number>) => number) => quantile(found.map(of), 0.5);
  return {
    wholeMs: quantile(whole, 0.5),
    stages: Object.fromEntries(STAGES.map((name) => [name, median((ms) => ms[name])])) as Record<
      Stage,
      number
    >,
    mixtureMs: quantile(mixture, 0.5),
  };
}

/** What `takeSnapshot` and `recommendations` do for somebody who stated nothing and has not learnt yet. */
async function updateByStages(
  { index, inference, folder, entities }: LoadedModel,
  history: readonly StoredInteraction[],
  before: BuiltInput | undefined,
  ofOneItem: InferenceModel,
): Promise<{ built: BuiltInput; ms: Record<Stage, number> }> {
  const { T, D, lambda, beta } = folder.manifest;
  const steps = await timed(() => toSteps(history, index.indexOf));
  const built = await timed(() => {
    const relations = relationRows(relationsOf(history), index);
    return extendInput(before, steps.result, index.graph, { T, relations, context: CONTEXT });
  });
  const { input } = built.result;
  const pass = await timed(() => inference.infer(input));
  const blend = await timed(() => blendScores(pass.result, input, index, { lambda, beta }));
  const candidates = await timed(() => {
    const hidden = hiddenItems(history, index, false);
    const wanted = departmentShares(input, pass.result.history, index);
    const keep = (item: number) =>
      index.presetOf(item) === index.preset && index.card(item).inStock && !hidden.has(item);
    return { wanted, list: candidatesOf(blend.result, COUNT, { index, wanted }, keep) };
  });
  const { wanted, list } = candidates.result;
  const variety = await timed(() => varied(list, COUNT, varietyOf(DIVERSITY), { index, wanted }));
  const reasons = await timed(() => {
    const shares = { input, steps: steps.result, history: pass.result.history };
    const explainer = createExplainer({ index, entities, D, ...shares, lambda, beta });
    return variety.result.map(({ item }) => explainer.ofItem(item));
  });
  const pack = await timed(() => packInput(input));
  const one = await timed(() => ofOneItem.infer(input));
  return {
    built: built.result,
    ms: {
      steps: steps.ms,
      input: built.ms,
      pack: pack.ms,
      encode: one.ms - pack.ms,
      scores: pass.ms - one.ms,
      blend: blend.ms,
      candidates: candidates.ms,
      variety: variety.ms,
      reasons: reasons.ms,
    },
  };
}
