import { now } from '../contract/clock.ts';
import type { StoredInteraction } from '../contract/interaction.ts';
import type { Relation } from '../contract/relation.ts';
import { NO_WISHES, type Wishes } from '../contract/wishes.ts';
import type { RankedItem } from '../contract/worker_api.ts';
import type { BasicContext } from '../features/basic.ts';
import { type BuiltInput, buildInput, extendInput } from '../features/build_input.ts';
import { withoutFuture } from '../features/cleaning.ts';
import type { ModelInput } from '../features/model_input.ts';
import { relationRows, relationsOf } from '../features/relations.ts';
import { type Step, toSteps } from '../features/steps.ts';
import type { Inference } from '../model/inference.ts';
import { forecast, mixtureScores } from '../profile/adaptation.ts';
import { normaliseInPlace } from '../profile/interests.ts';
import { type Leaning, leaningOf, leanScores } from '../profile/leaning.ts';
import { outlookOf } from '../profile/outlook.ts';
import { blendScores } from '../profile/rank.ts';
import { createExplainer, type Explainer } from '../profile/reasons.ts';
import type { Consolidation } from './consolidation.ts';
import { hiddenOf, isLessonOf, type Lesson } from './learner.ts';
import type { LoadedModel } from './loaded_model.ts';

/** What one pass of the model over one state of the history yields. */
export interface Snapshot {
  readonly model: LoadedModel;
  readonly interactions: readonly StoredInteraction[];
  readonly steps: readonly Step[];
  /** Entity rows of what the shopper relates to, latest first. */
  readonly relations: readonly number[];
  readonly context: BasicContext;
  readonly input: ModelInput;
  /** The input again, for the next one to begin with. */
  readonly built: BuiltInput;
  readonly inference: Inference;
  readonly explainer: Explainer;
  /** What the shopper said, and how the ranking leans to it; absent where nothing was said. */
  readonly wishes: Wishes;
  readonly leaning?: Leaning | undefined;
  /** What was learnt on this device from this history; absent where nothing was. */
  readonly lesson?: Lesson | undefined;
  /** The last day's look over the whole history. */
  readonly consolidation?: Consolidation | undefined;
}

/** What else a snapshot is made from. */
export interface Surroundings {
  readonly context?: BasicContext;
  readonly lesson?: Lesson | undefined;
  readonly consolidation?: Consolidation | undefined;
  /** By default what the interactions tell. */
  readonly related?: readonly Relation[];
  /** A snapshot from before: what the history has in common with it is not built again. */
  readonly before?: Snapshot | undefined;
  readonly wishes?: Wishes;
}

export async function takeSnapshot(
  model: LoadedModel,
  stored: readonly StoredInteraction[],
  {
    context = {},
    lesson,
    consolidation,
    related = relationsOf(stored),
    before,
    wishes = NO_WISHES,
  }: Surroundings = {},
): Promise<Snapshot> {
  const { index, entities } = model;
  const leaning = leaningOf(wishes, index);
  const { T, D, lambda, beta } = model.folder.manifest;
  const interactions = withoutFuture(stored, now());
  const steps = toSteps(interactions, (id) => {
    const item = index.indexOf(id);
    // What is never wanted tells nothing, not even to a release.
    return item !== undefined && leaning?.isNever(item) ? undefined : item;
  });
  const relations = relationRows(related, index);
  const built = extendInput(before?.built, steps, index.graph, { T, relations, context });
  const { input } = built;
  const inference = await model.inference.infer(input);
  const { history } = inference;
  const explainer = createExplainer({
    index,
    entities,
    D,
    input,
    steps,
    history,
    lambda,
    beta,
  });
  const snapshot = {
    model,
    interactions,
    steps,
    relations,
    context,
    input,
    built,
    inference,
    explainer,
    wishes,
    leaning,
    consolidation,
  };
  return { ...snapshot, lesson: lesson && isLessonOf(lesson, snapshot) ? lesson : undefined };
}

/** The ranking's score of every item: as trained, or as what was learnt on the device mixes it, and as the shopper wants it. [V + 1] */
export function scoresOf(snapshot: Snapshot): Float32Array {
  const { leaning, steps, model } = snapshot;
  const scores = unleantScores(snapshot);
  if (!leaning) return scores;
  // Of a new shopper it is known what they state: only that is shown, and only that can be in the lead.
  const isMeant = (item: number) => leaning.stated.has(model.index.departmentOf(item));
  return leanScores(scores, leaning, steps.length > 0 ? undefined : isMeant);
}

function unleantScores({ model, steps, input, inference, lesson }: Snapshot): Float32Array {
  if (!lesson) return blendScores(inference, input, model.index, model.folder.manifest);
  const ranking = model.learnable;
  const outlook = outlookOf(inference, input, model.index, hiddenOf(steps, model));
  return mixtureScores(lesson.adaptation, forecast(lesson.adaptation, outlook, ranking), ranking);
}

/**
 * The profile that a release speaks of: behaviour alone, unit length; undefined without any. Stated facts, relations,
 * gifts and what was somebody else's have no way in, nor has what pages showed: of the graph only what the model
 * brings, the same for everyone. [D]
 */
export async function releaseProfile({ model, steps }: Snapshot): Promise<Float32Array | undefined> {
  if (steps.length === 0) return undefined;
  const { T, V } = model.folder.manifest;
  const input = buildInput(steps, model.index.graph, {
    T,
    behaviourOnly: true,
    neighbourWeight: (item, _, weight) => (item > V ? 0 : weight),
  });
  return normaliseInPlace((await model.inference.infer(input)).profile);
}

/** The given items, best first; those that the model does not know come last, in the given order. */
export function rankGiven(snapshot: Snapshot, itemIds: readonly string[]): RankedItem[] {
  const { model, steps, leaning } = snapshot;
  if (steps.length === 0) return itemIds.map((id) => ({ id }));
  const scores = scoresOf(snapshot);
  return itemIds
    .map((id): RankedItem => {
      const item = model.index.indexOf(id);
      return item === undefined || leaning?.isNever(item) ? { id } : { id, score: scores[item]! };
    })
    .sort((a, b) => (b.score ?? Number.NEGATIVE_INFINITY) - (a.score ?? Number.NEGATIVE_INFINITY) || 0);
}
