import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/backend_cpu.js';
import type { KernelConfig, TensorInfo, TypedArray } from '@tensorflow/tfjs-core';
import { dotProducts } from '../../features/dot_products.ts';
import { PASS, type PassInputs } from './kernel.ts';
import type { PassShape } from './layout.ts';
import { passOf } from './typed_pass.ts';

/** The pass and the scores by loops over typed arrays: tfjs's own loops ask for every element's place anew. */
export const passConfig: KernelConfig = {
  kernelName: PASS,
  backendName: 'cpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const cpu = backend as MathBackendCPU;
    const shape = attrs as unknown as PassShape;
    const { words, weights, table, turned } = inputs as unknown as Record<keyof PassInputs, TensorInfo>;
    const valuesOf = <A extends TypedArray>({ dataId }: TensorInfo) => cpu.data.get(dataId).values as A;
    const items = turned.shape[1]!;
    const entities = valuesOf<Float32Array>(table);
    const head = passOf(shape)({
      model: table.dataId,
      words: valuesOf(words),
      weights: valuesOf(weights),
      table: entities,
    });
    const result = new Float32Array(head.length + items);
    result.set(head);
    dotProducts(head.subarray(0, shape.D), entities, result.subarray(head.length));
    return cpu.makeTensorInfo([result.length], 'float32', result);
  },
};
