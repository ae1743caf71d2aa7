import { startOrt } from './ort.ts';

export const start = startOrt('ort.node.min.mjs', 'wasm');
