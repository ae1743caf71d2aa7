import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu.js';
import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu/dist/webgpu_program.js';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { PASS, type PassInputs } from './kernel.ts';
import { outputLayout, type PassShape } from './layout.ts';
import { positionsCode, positionsLayout, scoreCode, shopperCode } from './wgsl.ts';

/** Threads of a workgroup that scores items. */
const SCORERS = 64;

/** The pass in three programs: a workgroup a position, one for the shopper, a thread an item. */
export const passConfig: KernelConfig = {
  kernelName: PASS,
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const gpu = backend as WebGPUBackend;
    const shape = attrs as unknown as PassShape;
    const { words, weights, table, turned } = inputs as unknown as Record<keyof PassInputs, TensorInfo>;
    const { D, inputT: T } = shape;
    const run = (program: WebGPUProgram, given: TensorInfo[]) =>
      gpu.runWebGPUProgram(program, given, 'float32');
    const head = outputLayout(shape);
    const length = head.length + turned.shape[1]!;

    const positions = run(
      program(
        'positions',
        shape,
        positionsLayout(shape).length,
        T,
        D,
        ['words', 'weights', 'entities'],
        positionsCode,
      ),
      [words, weights, table],
    );
    const shopper = run(
      program(
        'shopper',
        shape,
        head.at.edges!,
        1,
        D,
        ['words', 'weights', 'entities', 'positions'],
        shopperCode,
      ),
      [words, weights, table, positions],
    );
    const scores = run(
      program(
        'score',
        shape,
        length,
        Math.ceil(length / SCORERS),
        SCORERS,
        ['shopper', 'positions', 'turned'],
        scoreCode,
      ),
      [shopper, positions, turned],
    );
    for (const { dataId } of [positions, shopper]) gpu.disposeData(dataId);
    return scores;
  },
};

/** A program of `groups` workgroups of `threads`; its code hangs on the shape alone, so that a catalogue that grows compiles nothing. */
function program(
  name: string,
  shape: PassShape,
  length: number,
  groups: number,
  threads: number,
  variableNames: string[],
  code: (shape: PassShape) => string,
): WebGPUProgram {
  const { D, T, inputT, heads, F, M } = shape;
  return {
    shaderKey: `inkling ${name} ${[D, T, inputT, heads, F, M]}`,
    outputShape: [length],
    dispatchLayout: { x: [0] },
    dispatch: [groups, 1, 1],
    workgroupSize: [threads, 1, 1],
    variableNames,
    getUserCode: () => code(shape),
  };
}
