import type { Snapshot } from '../engine/snapshot.ts';
import { buildInput } from '../features/build_input.ts';
import type { Step } from '../features/steps.ts';

const WEEK_MS = 7 * 86_400_000;
/** So many weeks are told of, this one included. */
const WEEKS = 8;

/** The profile as it was at a moment. */
export interface Then {
  /** ms since the Unix epoch */
  readonly at: number;
  readonly known: Snapshot;
}

/** Lets whoever asks for something meanwhile not wait for all that is under way. */
export type Pause = () => Promise<void>;
export const untilNextTask: Pause = () => new Promise((resolve) => setTimeout(resolve));

/**
 * What was known at the ends of the last weeks, oldest first and now last; none from before the first step.
 *
 * @param now   ms since the Unix epoch
 * @param pause before each pass of the model
 */
export async function weeklySnapshots(
  snapshot: Snapshot,
  now: number,
  pause: Pause = untilNextTask,
): Promise<Then[]> {
  const weeks: Then[] = [];
  for (let week = WEEKS - 1; week > 0; week--) {
    const at = now - week * WEEK_MS;
    const steps = snapshot.steps.filter((step) => step.at <= at);
    if (steps.length === 0) continue;
    await pause();
    weeks.push({ at, known: await withSteps(snapshot, steps) });
  }
  return snapshot.steps.length === 0 ? [] : [...weeks, { at: now, known: snapshot }];
}

/** The same with other steps: one pass of the model. Its reasons are still those of the steps before. */
export async function withSteps(snapshot: Snapshot, steps: readonly Step[]): Promise<Snapshot> {
  const { model, relations, context } = snapshot;
  const { T } = model.folder.manifest;
  const input = buildInput(steps, model.index.graph, { T, relations, context });
  return { ...snapshot, steps, input, inference: await model.inference.infer(input) };
}
