import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/backend_cpu.js';
import { registerBackend, registerKernel, setBackend } from '@tensorflow/tfjs-core';
import { passConfig } from '../fused/cpu_pass.ts';
import type { StartBackend } from './backend.ts';

/** Plain JavaScript: the last resort, on every device. */
export const startBackend: StartBackend = async () => {
  registerBackend('cpu', () => new MathBackendCPU());
  registerKernel(passConfig);
  await setBackend('cpu');
  return { name: 'cpu', lost: new Promise<never>(() => {}) };
};
