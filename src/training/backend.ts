import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
// For its gradients, which tfjs-core's entry for Node leaves out and Node cannot import one by one.
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { InklingError } from '../contract/error.ts';
import { registerTrainingKernels } from './wasm_kernels.ts';

/**
 * Starts tfjs in Node: `wasm` for real training, `cpu` for tests, where a start takes no time.
 * @throws InklingError `backend-unavailable`
 */
export async function startTraining(backend: 'wasm' | 'cpu'): Promise<void> {
  // Silences the advice to install a native package.
  tf.env().set('PROD', true);
  if (backend === 'wasm') {
    // One thread: tfjs's worker threads gain nothing at these sizes and never let Node exit.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(wasmFolder() + sep);
    registerTrainingKernels();
  }
  if (!(await tf.setBackend(backend)))
    throw new InklingError('backend-unavailable', `tfjs backend ${backend} could not be started in Node`);
  await tf.ready();
}

/** Where the .wasm lies: beside the built command, which is installed without tfjs, or in tfjs's package. */
function wasmFolder(): string {
  const own = dirname(fileURLToPath(import.meta.url));
  if (existsSync(join(own, 'tfjs-backend-wasm-simd.wasm'))) return own;
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  return join(dirname(entry), 'dist');
}
