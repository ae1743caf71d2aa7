import { env, registerBackend, registerKernel, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu/dist/flags_webgpu.js';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu.js';
import { InklingError } from '../../contract/error.ts';
import { passConfig } from '../fused/webgpu_pass.ts';
import type { StartBackend } from './backend.ts';
import { troubleOf } from './device_trouble.ts';

/** Adapter limits that tfjs sizes its programs by. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** WebGPU. The page has already seen an adapter; it may still be gone by now. */
export const startBackend: StartBackend = async () => {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new InklingError('backend-unavailable', 'no WebGPU adapter in the worker');
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits }).catch((cause: unknown) => {
    throw new InklingError('backend-unavailable', 'the WebGPU adapter gave no device', { cause });
  });
  // One submit per update instead of one per 15 dispatches.
  env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 500);
  env().set('WEBGPU_CPU_FORWARD', false);
  registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  registerKernel(passConfig);
  await setBackend('webgpu');
  return { name: 'webgpu', lost: troubleOf(device) };
};
