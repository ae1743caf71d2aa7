import type { ModelInput } from '../../../src/features/model_input.ts';
import { topItems } from '../../../src/profile/best_items.ts';
import { blendScores } from '../../../src/profile/rank.ts';
import type { PlainModel } from '../profile/plain.ts';

/** What every row of `npm run bench:model` is given: one model, and inputs of one shopper, oldest first. */
export interface Task extends PlainModel {
  readonly inputs: readonly ModelInput[];
}

/** What every row must come to for an input. */
export interface Answer {
  /** u + mu · neighbourhood. [D] */
  readonly profile: Float32Array;
  /** Share of each history item. [T] */
  readonly history: Float32Array;
  /** Blended. [V + 1] */
  readonly scores: Float32Array;
  /** The best items, best first. */
  readonly best: readonly number[];
}

/** One way to encode a shopper and rank the catalogue: a row of the table. */
export interface Contestant {
  answer(input: ModelInput): Promise<Answer>;
}

/**
 * Makes a row ready to answer: backend or runtime started, weights where it computes.
 * @param assetsUrl folder of the files that it fetches
 */
export type StartContestant = (task: Task, assetsUrl: string) => Promise<Contestant>;

/** So many items are ranked. */
export const COUNT = 20;

/** The ranking that all rows share whose pass yields the profile's scores of all items: as the worker ranks. */
export function ranked(
  pass: { readonly profile: Float32Array; readonly history: Float32Array; readonly scores: Float32Array },
  input: ModelInput,
  { folder, index }: Task,
): Answer {
  const scores = blendScores(pass, input, index, folder.manifest);
  const best = topItems(scores, COUNT, () => true).map(({ item }) => item);
  return { profile: pass.profile, history: pass.history, scores, best };
}
