import { InklingError } from '../../contract/error.ts';
import { BASIC_SLOTS } from '../../features/basic.ts';
import { GROUPS, type ModelInput, RELATION_SLOTS } from '../../features/model_input.ts';
import { type ModelShape, weightEntries } from '../weights.ts';

/** Where each part of one flat array begins, and how long the whole is. */
export interface Layout {
  readonly at: Readonly<Record<string, number>>;
  readonly length: number;
}

/** Sizes of one pass; T may be less than the positions that the model has weights for. */
export interface PassShape extends ModelShape {
  /** Positions of the input. */
  readonly inputT: number;
  /** Edges of an item. */
  readonly M: number;
}

/** Every weight, in the order of weights.bin. */
export const weightLayout = (shape: ModelShape): Layout =>
  layoutOf(weightEntries(shape).map(({ name, shape: dims }) => [name, sizeOf(dims)]));

/** What one pass reads of a model input: of basic and present the newest position alone. */
export const inputLayout = (T: number, M: number): Layout =>
  layoutOf([
    ['items', T],
    ['kinds', T],
    ['gaps', T],
    ['tags', T],
    ['edges', T * M],
    ['edgeKinds', T * M],
    ['relations', RELATION_SLOTS],
    ['basic', BASIC_SLOTS],
    ['mask', T],
    ['edgePriors', T * M],
    ['present', GROUPS.length],
  ]);

/** What one pass yields before the scores, which follow: an `Inference` without them. */
export const outputLayout = ({ D, inputT: T, M }: PassShape): Layout =>
  layoutOf([
    ['profile', D],
    ['parts', GROUPS.length * D],
    ['history', T],
    ['edges', T * M],
  ]);

/**
 * The weights as one array.
 * @throws InklingError `model-corrupt` when a weight is missing or has another size
 */
export function packWeights(weights: ReadonlyMap<string, Float32Array>, shape: ModelShape): Float32Array {
  const { at, length } = weightLayout(shape);
  const packed = new Float32Array(length);
  for (const { name, shape: dims } of weightEntries(shape)) {
    const values = weights.get(name);
    if (values?.length !== sizeOf(dims))
      throw new InklingError(
        'model-corrupt',
        `weight ${name} has ${values?.length} numbers, must be [${dims}]`,
      );
    packed.set(values, at[name]);
  }
  return packed;
}

const sizeOf = (dims: readonly number[]): number => dims.reduce((size, n) => size * n, 1);

/** The input as one array of words: integers, and the bits of floats. */
export function packInput(input: ModelInput): Int32Array {
  const { T, M, basic, present } = input;
  const { at, length } = inputLayout(T, M);
  const ints = new Int32Array(length);
  const floats = new Float32Array(ints.buffer);
  for (const name of ['items', 'kinds', 'gaps', 'tags', 'edges', 'edgeKinds', 'relations'] as const)
    ints.set(input[name], at[name]);
  ints.set(basic.subarray((T - 1) * BASIC_SLOTS), at.basic);
  floats.set(input.mask, at.mask);
  floats.set(input.edgePriors, at.edgePriors);
  floats.set(present.subarray((T - 1) * GROUPS.length), at.present);
  return ints;
}

export function layoutOf(parts: readonly (readonly [name: string, length: number])[]): Layout {
  const at: Record<string, number> = {};
  let length = 0;
  for (const [name, size] of parts) {
    at[name] = length;
    length += size;
  }
  return { at, length };
}
