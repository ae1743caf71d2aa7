import { env, type KernelConfig, registerBackend, registerKernel, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm/dist/flags_wasm.js';
import { BackendWasm, init, setWasmPath } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { addConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Add.js';
import { batchMatMulConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/BatchMatMul.js';
import { castConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Cast.js';
import { concatConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Concat.js';
import { gatherV2Config } from '@tensorflow/tfjs-backend-wasm/dist/kernels/GatherV2.js';
import { identityConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Identity.js';
import { meanConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Mean.js';
import { multiplyConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Multiply.js';
import { realDivConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/RealDiv.js';
import { reluConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Relu.js';
import { reshapeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Reshape.js';
import { rsqrtConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Rsqrt.js';
import { sigmoidConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sigmoid.js';
import { sliceConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Slice.js';
import { softmaxConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Softmax.js';
import { subConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sub.js';
import { sumConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Sum.js';
import { transposeConfig } from '@tensorflow/tfjs-backend-wasm/dist/kernels/Transpose.js';
import { pinnedUrl } from '../../assets/asset.ts';
import { InklingError } from '../../contract/error.ts';
import type { StartBackend } from './backend.ts';

const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';

/** Only what `forward` uses is bundled. */
const KERNELS: readonly KernelConfig[] = [
  addConfig,
  batchMatMulConfig,
  castConfig,
  concatConfig,
  gatherV2Config,
  identityConfig,
  meanConfig,
  multiplyConfig,
  realDivConfig,
  reluConfig,
  reshapeConfig,
  rsqrtConfig,
  sigmoidConfig,
  sliceConfig,
  softmaxConfig,
  subConfig,
  sumConfig,
  transposeConfig,
];

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
  for (const kernel of KERNELS) registerKernel(kernel);
  if (!(await setBackend('wasm')))
    throw new InklingError('backend-unavailable', 'the .wasm file could not be started');
  return { name: 'wasm', lost: new Promise<never>(() => {}) };
};
