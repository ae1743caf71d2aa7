import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { startPlain } from './plain_tfjs.ts';

export const start = startPlain('wasm', (assetsUrl) => {
  // As for every other row: one thread.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(assetsUrl);
});
