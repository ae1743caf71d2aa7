import { BASIC_SLOTS } from '../../../../src/features/basic.ts';
import { GROUPS, type ModelInput } from '../../../../src/features/model_input.ts';
import { ranked, type StartContestant } from '../task.ts';
import { type Layouts, layoutsOf, shaderOf } from './hand_wgsl_shader.ts';

/**
 * The yardstick of webgpu: programs written for this model alone, on WebGPU itself. One upload, three dispatches, one
 * submit, one read-back; buffers and pipelines are made once.
 */
export const start: StartContestant = async (task) => {
  const { manifest: shape, weights } = task.folder;
  if (shape.blocks !== 1) throw new Error(`the hand-written programs have one block, not ${shape.blocks}`);
  const { M } = task.inputs[0]!;
  const { V } = task.index;
  const { D, T } = shape;
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no WebGPU adapter');
  const device = await adapter.requestDevice();
  const layouts = layoutsOf(shape, M, V);

  const module = device.createShaderModule({ code: shaderOf(shape, M, V, layouts) });
  const visible = [
    'read-only-storage',
    'read-only-storage',
    'read-only-storage',
    'storage',
    'storage',
  ] as const;
  const bindings = device.createBindGroupLayout({
    entries: visible.map((type, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    })),
  });
  const layout = device.createPipelineLayout({ bindGroupLayouts: [bindings] });
  const [positions, shopper, score] = await Promise.all(
    ['positions', 'shopper', 'score'].map((entryPoint) =>
      device.createComputePipelineAsync({ layout, compute: { module, entryPoint } }),
    ),
  );

  const bufferOf = (length: number, usage: number) => device.createBuffer({ size: 4 * length, usage });
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const packed = new Float32Array(layouts.weights.length);
  for (const [name, at] of Object.entries(layouts.weights.at)) packed.set(weights.get(name)!, at);
  const weightBuffer = bufferOf(packed.length, STORAGE | COPY_DST);
  device.queue.writeBuffer(weightBuffer, 0, packed);
  const table = bufferOf(task.entities.length, STORAGE | COPY_DST);
  device.queue.writeBuffer(table, 0, task.entities as Float32Array<ArrayBuffer>);
  const input = bufferOf(layouts.input.length, STORAGE | COPY_DST);
  const scratch = bufferOf(layouts.scratch.length, STORAGE);
  const output = bufferOf(layouts.output.length, STORAGE | COPY_SRC);
  const staging = bufferOf(layouts.output.length, MAP_READ | COPY_DST);
  const group = device.createBindGroup({
    layout: bindings,
    entries: [weightBuffer, table, input, scratch, output].map((buffer, binding) => ({
      binding,
      resource: { buffer },
    })),
  });

  const words = new ArrayBuffer(4 * layouts.input.length);
  return {
    async answer(given) {
      device.queue.writeBuffer(input, 0, wordsOf(given, layouts, words));
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setBindGroup(0, group);
      pass.setPipeline(positions!);
      pass.dispatchWorkgroups(T);
      pass.setPipeline(shopper!);
      pass.dispatchWorkgroups(1);
      pass.setPipeline(score!);
      pass.dispatchWorkgroups(Math.ceil((V + 1) / 64));
      pass.end();
      encoder.copyBufferToBuffer(output, 0, staging, 0, staging.size);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const found = new Float32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      const { profile, history, scores } = layouts.output.at;
      return ranked(
        {
          profile: found.subarray(profile, profile! + D),
          history: found.subarray(history, history! + T),
          scores: found.subarray(scores),
        },
        given,
        task,
      );
    },
  };
};

/** The newest position's basic rows and groups, and all else of the input, as they lie in the buffer. */
function wordsOf(input: ModelInput, { input: { at } }: Layouts, words: ArrayBuffer): ArrayBuffer {
  const ints = new Int32Array(words);
  const floats = new Float32Array(words);
  for (const name of ['items', 'kinds', 'gaps', 'tags', 'edges', 'edgeKinds', 'relations'] as const)
    ints.set(input[name], at[name]);
  ints.set(input.basic.subarray((input.T - 1) * BASIC_SLOTS), at.basic);
  for (const name of ['mask', 'edgePriors'] as const) floats.set(input[name], at[name]);
  floats.set(input.present.subarray((input.T - 1) * GROUPS.length), at.present);
  return words;
}
