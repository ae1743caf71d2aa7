import { isTestBuild } from '../contract/clock.ts';
import type { Backend } from '../contract/config.ts';

/** (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt): valid only where wasm has SIMD. */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
];

/** Whether this browser can run the backend. Asked on the page: tfjs itself does not check for a missing adapter. */
export async function isUsable(backend: Backend): Promise<boolean> {
  try {
    if (backend === 'wasm') return WebAssembly.validate(new Uint8Array(SIMD_PROBE));
    return backend === 'cpu' || (await hasGpu());
  } catch {
    return false; // a backend that cannot even be asked for is not there
  }
}

/** A software adapter counts as none: wasm is faster. The tests have nothing else, and take it. */
async function hasGpu(): Promise<boolean> {
  const gpu = (navigator as { gpu?: GPU }).gpu;
  const adapter = (await gpu?.requestAdapter()) as
    | (GPUAdapter & { isFallbackAdapter?: boolean })
    | null
    | undefined;
  if (!adapter) return false;
  return isTestBuild || !(adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter);
}
