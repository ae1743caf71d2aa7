import { startBackend } from '#backend';
import { InferenceModel } from '../../../../src/model/inference.ts';
import { ranked, type StartContestant } from '../task.ts';

/** As the worker does it: its backend file, its kernels, its pass and its ranking, built as it is built. */
export const start: StartContestant = async (task, assetsUrl) => {
  await startBackend({ assetsUrl });
  const { folder, entities, index } = task;
  const model = new InferenceModel(folder.weights, entities, index.V, folder.manifest);
  return { answer: async (input) => ranked(await model.infer(input), input, task) };
};
