import { startOrt } from './ort.ts';

export const start = startOrt('ort.webgpu.min.mjs', 'webgpu');
