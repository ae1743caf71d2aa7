import { buildInput } from '../../src/features/build_input.ts';
import type { ModelInput } from '../../src/features/model_input.ts';
import { relationRows, relationsOf } from '../../src/features/relations.ts';
import { toSteps } from '../../src/features/steps.ts';
import type { Inference } from '../../src/model/inference.ts';
import { initialWeights, type ModelShape } from '../../src/model/weights.ts';
import { Prng } from '../../src/simulate/prng.ts';
import { CONTEXT, historyOf, loadRandom } from '../bench/profile/world.ts';

/** A model of random weights and inputs of every kind: what two ways to compute a pass are compared on. */
export interface PassCases {
  readonly shape: ModelShape;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly entities: Float32Array;
  readonly V: number;
  readonly inputs: readonly ModelInput[];
}

/** Largest difference of a fused pass from its reference, in parts of the largest number. */
export const TOLERANCE = 1e-4;

/** Few items, so that a test is quick, and a number that no workgroup divides. */
const V = 301;

export function passCases(blocks: number): PassCases {
  const model = loadRandom(V, 3);
  const { index, folder, entities } = model;
  model.inference.dispose();
  const { D, T, heads, F } = folder.manifest;
  const shape = { D, T, heads, F, blocks };
  const prng = new Prng(5);
  const weights = new Map([
    ...initialWeights(shape, () => 0.1 * prng.normal()),
    ...(blocks === 1 ? folder.weights : []),
  ]);
  const coming = historyOf(model, 4);
  const history = Array.from({ length: 80 }, () => coming.next().value);
  const input = (count: number, positions: number, behaviourOnly = false) => {
    const told = history.slice(0, count);
    const relations = relationRows(relationsOf(told), index);
    const steps = toSteps(told, index.indexOf);
    return buildInput(steps, index.graph, { T: positions, relations, context: CONTEXT, behaviourOnly });
  };
  // Full, begun, one interaction, none, as a release has it, and fewer positions than there are weights for.
  const inputs = [input(80, T), input(9, T), input(3, T), input(0, T), input(80, T, true), input(80, 20)];
  return { shape, weights, entities, V, inputs };
}

/** Largest difference of any part of any input, in parts of that part's largest number. */
export function passGap(found: readonly Inference[], wanted: readonly Inference[]): number {
  let gap = found.length === wanted.length ? 0 : Number.POSITIVE_INFINITY;
  wanted.forEach((inference, i) => {
    for (const part of ['profile', 'parts', 'history', 'edges', 'scores'] as const) {
      const [a, b] = [found[i]![part], inference[part]];
      const largest = b.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-3);
      if (a.length !== b.length) gap = Number.POSITIVE_INFINITY;
      b.forEach((value, at) => {
        const difference = Math.abs(a[at]! - value) / largest;
        if (!(difference <= gap)) gap = difference; // NaN, too
      });
    }
  });
  return gap;
}
