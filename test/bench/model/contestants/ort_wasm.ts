import { startOrt } from './ort.ts';

export const start = startOrt('ort.wasm.min.mjs', 'wasm');
