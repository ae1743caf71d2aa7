import { type Inference, InferenceModel } from '../../src/model/inference.ts';
import type { PassCases } from './passes.ts';

/** What the pass of the backend that runs yields for each input. */
export async function infer({ weights, entities, V, shape, inputs }: PassCases): Promise<Inference[]> {
  const model = new InferenceModel(weights, entities, V, shape);
  const found: Inference[] = [];
  for (const input of inputs) found.push(await model.infer(input));
  model.dispose();
  return found;
}
