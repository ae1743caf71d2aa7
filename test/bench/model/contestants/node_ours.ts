import { registerKernel } from '@tensorflow/tfjs-core';
import { passConfig as cpuPass } from '../../../../src/model/fused/cpu_pass.ts';
import { passConfig as wasmPass } from '../../../../src/model/fused/wasm_pass.ts';
import { InferenceModel } from '../../../../src/model/inference.ts';
import { startTraining } from '../../../../src/training/backend.ts';
import { ranked, type StartContestant } from '../task.ts';

/** The worker's pass and ranking in Node, where tfjs starts as it does for training, and with the worker's fused pass. */
export const startOurs =
  (backend: 'wasm' | 'cpu'): StartContestant =>
  async (task) => {
    await startTraining(backend);
    registerKernel(backend === 'cpu' ? cpuPass : wasmPass);
    const { folder, entities, index } = task;
    const model = new InferenceModel(folder.weights, entities, index.V, folder.manifest);
    return { answer: async (input) => ranked(await model.infer(input), input, task) };
  };
