import { extendInput } from '../../../src/features/build_input.ts';
import type { ModelInput } from '../../../src/features/model_input.ts';
import { relationRows, relationsOf } from '../../../src/features/relations.ts';
import { toSteps } from '../../../src/features/steps.ts';
import { CONTEXT, historyOf, loadRandom } from '../profile/world.ts';
import type { Task } from './task.ts';

/** Interactions before the first input: more than the model has positions for. */
const BEGUN = 150;

/** A seeded random model of V items, and inputs of a shopper who goes on. Starts from tfjs; the caller has set a backend. */
export function makeTask(V: number, seed: number, count: number): Task {
  const model = loadRandom(V, seed);
  const { folder, index, entities } = model;
  const { D, T, heads, blocks, F, lambda, beta } = folder.manifest;
  const coming = historyOf(model, seed + 1);
  const history = Array.from({ length: BEGUN }, () => coming.next().value);
  const inputs: ModelInput[] = [];
  for (let i = 0; i < count; i++) {
    history.push(coming.next().value);
    const relations = relationRows(relationsOf(history), index);
    const steps = toSteps(history, index.indexOf);
    inputs.push(extendInput(undefined, steps, index.graph, { T, relations, context: CONTEXT }).input);
  }
  model.inference.dispose();
  const { graph, attributes } = index;
  return {
    folder: { manifest: { D, T, heads, blocks, F, lambda, beta }, weights: folder.weights },
    index: { V: index.V, graph, attributes },
    entities,
    inputs,
  };
}
