import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/backend_wasm.js';
import { BatchMatMul, getKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { PASS, type PassInputs } from './kernel.ts';
import type { PassShape } from './layout.ts';
import { passOf } from './typed_pass.ts';

/** The pass by loops over the backend's own memory, where nothing is copied; the scores by its product. */
export const passConfig: KernelConfig = {
  kernelName: PASS,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const wasm = backend as BackendWasm;
    const shape = attrs as unknown as PassShape;
    const { words, weights, table, turned } = inputs as unknown as Record<keyof PassInputs, TensorInfo>;
    const valuesOf = <A>(tensor: TensorInfo) => wasm.typedArrayFromHeap(tensor) as A;
    const head = passOf(shape)({
      model: table.dataId,
      words: valuesOf(words),
      weights: valuesOf(weights),
      table: valuesOf(table),
    });
    const profile = wasm.makeOutput([1, shape.D], 'float32', undefined, head.subarray(0, shape.D));
    const scores = getKernel(BatchMatMul, 'wasm').kernelFunc({
      inputs: { a: profile, b: turned },
      attrs: { transposeA: false, transposeB: false },
      backend: wasm,
    }) as TensorInfo;
    const result = wasm.makeOutput([head.length + turned.shape[1]!], 'float32');
    const values = valuesOf<Float32Array>(result);
    values.set(head);
    values.set(valuesOf<Float32Array>(scores), head.length);
    for (const { dataId } of [profile, scores]) wasm.disposeData(dataId);
    return result;
  },
};
