import { engine, getBackend, getKernel, type NamedAttrMap, type Tensor } from '@tensorflow/tfjs-core';
import type { PassShape } from './layout.ts';

/**
 * The kernel that a backend registers when it has the whole pass of `forward` for one shopper (B = 1, Q = 1) and the
 * scores of all items fused; `forward` is its reference, which it equals to 1e-4. Where it is missing, `forward`
 * itself runs (composed_pass.ts).
 */
export const PASS = 'InklingPass';

/** Tensors of one pass. */
export interface PassInputs {
  /** As `packInput` lays them out, int32. */
  readonly words: Tensor;
  /** As `packWeights` lays them out. */
  readonly weights: Tensor;
  /** Entity table. [R, D] */
  readonly table: Tensor;
  /** The items' part of the table, turned. [D, V + 1] */
  readonly turned: Tensor;
}

/** Whether this backend has it: every worker's does. */
export const hasPass = (): boolean => getKernel(PASS, getBackend()) !== undefined;

/** @returns what `outputLayout` lays out, and then the scores. [... + V + 1] */
export function runPass(inputs: PassInputs, shape: PassShape): Tensor {
  return engine().runKernel(PASS, { ...inputs }, { ...shape } as unknown as NamedAttrMap);
}
