import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu.js';
import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu/dist/webgpu_program.js';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { PASS, type PassInputs } from './kernel.ts';
import { outputLayout, type PassShape } from './layout.ts';
import { blockCode, positionsCode, positionsLayout, rowsLayout, scoreCode, shopperCode } from './wgsl.ts';

/** Threads of a workgroup that scores items. */
const SCORERS = 64;

/** The pass in three programs, one more for each block but the last: a workgroup a position, one for the shopper, a thread an item. */
export const passConfig: KernelConfig = {
  kernelName: PASS,
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const gpu = backend as WebGPUBackend;
    const shape = attrs as unknown as PassShape;
    const { words, weights, table, turned } = inputs as unknown as Record<keyof PassInputs, TensorInfo>;
    const { D, inputT: T, blocks } = shape;
    const head = outputLayout(shape);
    const length = head.length + turned.shape[1]!;
    const run = (name: string, code: () => string, size: Size, given: Readonly<Record<string, TensorInfo>>) =>
      gpu.runWebGPUProgram(
        program(name, code, shape, size, Object.keys(given)),
        Object.values(given),
        'float32',
      );

    const inputsOf = { words, weights, entities: table };
    const ofPositions = { groups: T, threads: D };
    const positions = run(
      'positions',
      () => positionsCode(shape),
      { ...ofPositions, length: positionsLayout(shape).length },
      inputsOf,
    );
    const made = [positions];
    for (let block = 0; block < blocks - 1; block++) {
      const size = { ...ofPositions, length: rowsLayout(shape).length };
      const given = { words, weights, rows: made.at(-1)! };
      made.push(run(`block ${block}`, () => blockCode(shape, block), size, given));
    }
    const shopper = run(
      'shopper',
      () => shopperCode(shape),
      { length: head.at.edges!, groups: 1, threads: D },
      { ...inputsOf, positions, ...(blocks > 1 && { rows: made.at(-1)! }) },
    );
    const scores = run(
      'score',
      () => scoreCode(shape),
      { length, groups: Math.ceil(length / SCORERS), threads: SCORERS },
      { shopper, positions, turned },
    );
    for (const { dataId } of [...made, shopper]) gpu.disposeData(dataId);
    return scores;
  },
};

interface Size {
  /** Numbers of the output. */
  readonly length: number;
  readonly groups: number;
  readonly threads: number;
}

/** Its code hangs on the shape alone, so that a catalogue that grows compiles nothing. */
function program(
  name: string,
  getUserCode: () => string,
  { D, T, inputT, heads, F, M, blocks }: PassShape,
  { length, groups, threads }: Size,
  variableNames: string[],
): WebGPUProgram {
  return {
    shaderKey: `inkling ${name} ${[D, T, inputT, heads, F, M, blocks]}`,
    outputShape: [length],
    dispatchLayout: { x: [0] },
    dispatch: [groups, 1, 1],
    workgroupSize: [threads, 1, 1],
    variableNames,
    getUserCode,
  };
}
