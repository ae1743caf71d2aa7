import { now } from '../contract/clock.ts';
import { SESSION_GAP_MS } from '../contract/interaction.ts';
import { type BuiltInput, extendInput } from '../features/build_input.ts';
import { GROUPS } from '../features/model_input.ts';
import type { Step } from '../features/steps.ts';
import { type Adaptation, EXPERTS, forecast, learn, startingAdaptation } from '../profile/adaptation.ts';
import { outlookOf } from '../profile/outlook.ts';
import type { LoadedModel } from './loaded_model.ts';
import type { Snapshot } from './snapshot.ts';

/** What was learnt on this device, and from what: it says nothing about any other history or model. */
export interface Lesson {
  /** Hash of the manifest of the model that learnt. */
  readonly model: string;
  /** Steps that it has behind it, from the oldest on. */
  readonly steps: number;
  /** Database keys of the interactions of these steps, in their order. */
  readonly interactionIds: readonly number[];
  /** Entity rows of what the shopper related to. */
  readonly relations: readonly number[];
  readonly adaptation: Adaptation;
}

/** A lesson begins so many steps ago at the earliest: what is older has faded from the vector. */
const MAX_STEPS = 200;

/**
 * Goes on from a lesson to the end of the last session that is over, or begins anew. A lesson is a function of
 * model and history alone: when something of the history is taken back, the next one never knew of it.
 *
 * @param isWanted asked between two steps; false ends the lesson there
 * @returns undefined when there is nothing to learn
 */
export async function nextLesson(
  snapshot: Snapshot,
  lesson: Lesson | undefined,
  isWanted: () => boolean,
): Promise<Lesson | undefined> {
  const { model, steps, relations, context } = snapshot;
  const end = finishedSteps(snapshot);
  const begun = lesson && isLessonOf(lesson, snapshot) ? lesson : undefined;
  const { learnsFrom } = snapshot.wishes;
  // A reset: what was done before it is read, and not learnt from.
  const since = learnsFrom === undefined ? 1 : steps.filter(({ at }) => at <= learnsFrom).length;
  const from = begun?.steps ?? Math.max(1, since, end - MAX_STEPS);
  if (end <= from) return undefined;
  const ranking = model.learnable;
  const repeats = model.folder.manifest.repeats === true;
  let adaptation = begun?.adaptation ?? startingAdaptation(ranking.D);
  let at = from;
  let built: BuiltInput | undefined;
  for (; at < end && (at === from || isWanted()); at++) {
    const { item } = steps[at]!;
    const before = steps.slice(0, at);
    const isNew = before.every((step) => step.item !== item);
    if (!isNew && !repeats) continue;
    const { T } = model.folder.manifest;
    built = extendInput(built, before, model.index.graph, { T, relations, context });
    const { input } = built;
    const outlook = outlookOf(
      await model.inference.infer(input),
      input,
      model.index,
      hiddenOf(before, model),
    );
    adaptation = learn(adaptation, outlook, forecast(adaptation, outlook, ranking), item, ranking);
    await nextTask(); // whoever asks for something meanwhile does not wait for all of it
  }
  return {
    model: model.folder.manifestHash,
    steps: at,
    interactionIds: idsOf(steps.slice(0, at)),
    relations,
    adaptation,
  };
}

/** Whether a lesson was learnt from just the beginning of this history, by this model. */
export function isLessonOf(
  lesson: Lesson,
  { model, steps, relations }: Pick<Snapshot, 'model' | 'steps' | 'relations'>,
): boolean {
  return (
    lesson.model === model.folder.manifestHash &&
    `${lesson.interactionIds}` === `${idsOf(steps.slice(0, lesson.steps))}` &&
    `${lesson.relations}` === `${relations}`
  );
}

/** Items that may not come next: where nothing is repeated, those of the history. */
export const hiddenOf = (steps: readonly Step[], { folder }: LoadedModel): number[] =>
  folder.manifest.repeats === true ? [] : steps.map(({ item }) => item);

/** What was stored as a lesson, if it is one for this width; a damaged one counts as none. */
export function parseLesson(stored: unknown, D: number): Lesson | undefined {
  const { model, steps, interactionIds, relations, adaptation } = (stored ?? {}) as Partial<Lesson>;
  const { vector, gates, shares } = (adaptation ?? {}) as Partial<Adaptation>;
  const isNumbers = (list: unknown, length?: number) =>
    (Array.isArray(list) || list instanceof Float32Array) &&
    (length === undefined || list.length === length) &&
    Array.prototype.every.call(list, Number.isFinite);
  const isLesson =
    typeof model === 'string' &&
    Number.isInteger(steps) &&
    isNumbers(interactionIds) &&
    isNumbers(relations) &&
    vector instanceof Float32Array &&
    isNumbers(vector, D) &&
    isNumbers(gates, GROUPS.length) &&
    isNumbers(shares, EXPERTS.length);
  return isLesson ? (stored as Lesson) : undefined;
}

/** Steps of sessions that are over: a later look may still fold into one of the others. */
function finishedSteps({ steps, interactions }: Snapshot): number {
  const last = interactions.at(-1);
  if (!last || now() - last.at > SESSION_GAP_MS) return steps.length;
  const open = steps.findIndex(({ session }) => session === last.session);
  return open === -1 ? steps.length : open;
}

const idsOf = (steps: readonly Step[]): number[] => steps.flatMap(({ interactionIds }) => interactionIds);

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
