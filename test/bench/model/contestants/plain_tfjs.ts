import * as tf from '@tensorflow/tfjs-core';
import { toBatch } from '../../../../src/model/batch.ts';
import { forward } from '../../../../src/model/forward.ts';
import { structureWeights, toTensors } from '../../../../src/model/weights.ts';
import { ranked, type StartContestant, type Task } from '../task.ts';

/**
 * The model as one writes it in tfjs: every position's output, of which the last is used, tfjs's own kernels and
 * settings, a product with the item table as it lies, a read-back each for what is asked.
 */
export function startPlain(backend: string, prepare: (assetsUrl: string) => void): StartContestant {
  return async (task: Task, assetsUrl) => {
    tf.env().set('PROD', true);
    prepare(assetsUrl);
    if (!(await tf.setBackend(backend))) throw new Error(`tfjs backend ${backend} did not start`);
    const { folder, entities, index } = task;
    const { D, T } = folder.manifest;
    const weights = structureWeights(toTensors(folder.weights, folder.manifest), folder.manifest);
    const table = tf.tensor2d(entities, [entities.length / D, D]);
    const items = tf.slice(table, [0, 0], [index.V + 1, D]);
    return {
      async answer(input) {
        const found = tf.tidy(() => {
          const out = forward(weights, table, toBatch([input]), folder.manifest, { queries: 'all' });
          const profile = tf.reshape(tf.slice(out.profile, [0, T - 1, 0], [1, 1, D]), [1, D]);
          return {
            profile,
            history: tf.slice(out.history, [0, T - 1, 0], [1, 1, T]),
            scores: tf.matMul(profile, items, false, true),
          };
        });
        const [profile, history, scores] = (await Promise.all([
          found.profile.data(),
          found.history.data(),
          found.scores.data(),
        ])) as [Float32Array, Float32Array, Float32Array];
        tf.dispose(found);
        return ranked({ profile, history, scores }, input, task);
      },
    };
  };
}
