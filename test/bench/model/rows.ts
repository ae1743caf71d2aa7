import type { BuiltFile } from '../../../vite.config.ts';

/** One row of the table. */
export interface RowSpec {
  readonly name: string;
  readonly realm: 'chromium' | 'node';
  readonly backend: 'webgpu' | 'wasm' | 'cpu';
  /** Module in contestants/ that exports `start`. */
  readonly contestant: string;
  /** Built by the configuration of the released workers, with this backend. */
  readonly built?: BuiltFile['backend'];
}

const chromium = (
  name: string,
  backend: RowSpec['backend'],
  contestant: string,
  built?: BuiltFile['backend'],
): RowSpec => ({ name, realm: 'chromium', backend, contestant, ...(built && { built }) });
const node = (name: string, backend: RowSpec['backend'], contestant: string): RowSpec => ({
  name,
  realm: 'node',
  backend,
  contestant,
});

export const ROWS: readonly RowSpec[] = [
  chromium('ours-webgpu', 'webgpu', 'ours', 'webgpu'),
  chromium('hand-wgsl', 'webgpu', 'hand_wgsl'),
  chromium('plain-tfjs-webgpu', 'webgpu', 'plain_tfjs_webgpu'),
  chromium('ort-webgpu', 'webgpu', 'ort_webgpu'),
  chromium('ours-wasm', 'wasm', 'ours', 'wasm'),
  chromium('ort-wasm', 'wasm', 'ort_wasm'),
  chromium('plain-tfjs-wasm', 'wasm', 'plain_tfjs_wasm'),
  chromium('ours-cpu', 'cpu', 'ours', 'cpu'),
  chromium('plain-js', 'cpu', 'plain_js'),
  node('ours-wasm', 'wasm', 'node_ours_wasm'),
  node('ort-wasm', 'wasm', 'node_ort_wasm'),
  node('ours-cpu', 'cpu', 'node_ours_cpu'),
  node('plain-js', 'cpu', 'plain_js'),
];

/** A second an answer on a software adapter: these take part in every so many rounds. */
export const SLOW: readonly string[] = ['plain-tfjs-webgpu', 'ort-webgpu'];
export const SLOW_EVERY = 10;

/** Whose results all others are held to. */
export const REFERENCE = 'plain-js';

/** Quotients that the table tells: of what was measured in the same rounds of the same realm. */
export const RATIOS: readonly (readonly [of: string, to: string])[] = [
  ['ours-webgpu', 'hand-wgsl'],
  ['ours-webgpu', 'plain-tfjs-webgpu'],
  ['ours-webgpu', 'ort-webgpu'],
  ['ours-wasm', 'plain-js'],
  ['ours-wasm', 'ort-wasm'],
  ['ours-wasm', 'plain-tfjs-wasm'],
  ['ours-cpu', 'plain-js'],
];
