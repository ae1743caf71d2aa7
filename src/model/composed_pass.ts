import * as tf from '@tensorflow/tfjs-core';
import type { ModelInput } from '../features/model_input.ts';
import { toBatch } from './batch.ts';
import { forward } from './forward.ts';
import { type ModelShape, structureWeights, toTensors } from './weights.ts';

/** The reference of the fused pass: `forward`, op by op. Workers are built without it. */
export interface ComposedPass {
  /** What `outputLayout` lays out, and then the scores. [... + V + 1] */
  run(input: ModelInput): tf.Tensor;
  dispose(): void;
}

/**
 * @param table [R, D], @param turned [D, V + 1]; neither is disposed
 * @throws InklingError `model-corrupt` when a weight has another shape
 */
export function composedPass(
  weights: ReadonlyMap<string, Float32Array>,
  table: tf.Tensor2D,
  turned: tf.Tensor2D,
  shape: ModelShape,
): ComposedPass {
  const tensors = toTensors(weights, shape);
  const structured = structureWeights(tensors, shape);
  return {
    run: (input) =>
      tf.tidy(() => {
        const out = forward(structured, table, toBatch([input]), shape, { queries: 'last' });
        const profile = tf.reshape(out.profile, [1, shape.D]) as tf.Tensor2D;
        const parts = [profile, ...out.parts, out.history, out.edges, tf.matMul(profile, turned)];
        return tf.concat(parts.map((part) => tf.reshape(part, [part.size])));
      }),
    dispose: () => tf.dispose([...tensors.values()]),
  };
}
