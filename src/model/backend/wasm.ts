import { env, registerBackend, registerKernel, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm/dist/flags_wasm.js';
import { BackendWasm, init, setWasmPath } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { batchMatMulConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/BatchMatMul.js';
import { pinnedUrl } from '../../assets/asset.ts';
import { InklingError } from '../../contract/error.ts';
import { passConfig } from '../fused/wasm_pass.ts';
import type { StartBackend } from './backend.ts';

const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';

/** WebAssembly with SIMD, one thread: more would need cross-origin isolation, which shops do not have. */
export const startBackend: StartBackend = async (assets) => {
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new InklingError('backend-unavailable', 'this browser has no WebAssembly SIMD');
  }
  // The glue fetches it by the hash behind its address (scripts/slimming.ts).
  setWasmPath(pinnedUrl(assets, WASM_FILE));
  registerBackend('wasm', async () => {
    const { wasm } = await init();
    return new BackendWasm(wasm);
  });
  // The pass calls the product.
  for (const kernel of [batchMatMulConfig, passConfig]) registerKernel(kernel);
  if (!(await setBackend('wasm')))
    throw new InklingError('backend-unavailable', 'the .wasm file could not be started');
  return { name: 'wasm', lost: new Promise<never>(() => {}) };
};
