import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/backend_cpu.js';
import type { KernelConfig, TensorInfo, TypedArray } from '@tensorflow/tfjs-core';
import { PASS, type PassInputs } from './kernel.ts';
import type { PassShape } from './layout.ts';
import { passOf } from './typed_pass.ts';

/** The pass and the scores by loops over typed arrays: tfjs's own loops ask for every element's place anew. */
export const passConfig: KernelConfig = {
  kernelName: PASS,
  backendName: 'cpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const cpu = backend as MathBackendCPU;
    const shape = attrs as unknown as PassShape;
    const { words, weights, table, turned } = inputs as unknown as Record<keyof PassInputs, TensorInfo>;
    const valuesOf = <A extends TypedArray>({ dataId }: TensorInfo) => cpu.data.get(dataId).values as A;
    const items = turned.shape[1]!;
    const entities = valuesOf<Float32Array>(table);
    const head = passOf(shape)({ words: valuesOf(words), weights: valuesOf(weights), table: entities });
    const result = new Float32Array(head.length + items);
    result.set(head);
    score(head, entities, shape.D, result.subarray(head.length));
    return cpu.makeTensorInfo([result.length], 'float32', result);
  },
};

/** Dot product of the profile with each of the first rows. Four rows at once: each sum waits for its own last addition alone. */
function score(profile: Float32Array, table: Float32Array, D: number, scores: Float32Array): void {
  const whole = scores.length - (scores.length % 4);
  for (let item = 0; item < whole; item += 4) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let d = 0, at = item * D; d < D; d++, at++) {
      const p = profile[d]!;
      s0 += p * table[at]!;
      s1 += p * table[at + D]!;
      s2 += p * table[at + 2 * D]!;
      s3 += p * table[at + 3 * D]!;
    }
    scores[item] = s0;
    scores[item + 1] = s1;
    scores[item + 2] = s2;
    scores[item + 3] = s3;
  }
  for (let item = whole; item < scores.length; item++)
    for (let d = 0; d < D; d++) scores[item]! += profile[d]! * table[item * D + d]!;
}
