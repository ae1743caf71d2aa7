import type { Reason } from '../contract/worker_api.ts';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { ModelInput } from '../features/model_input.ts';
import type { Step } from '../features/steps.ts';

/** Tells which interactions stand behind a conclusion, strongest first. */
export interface Explainer {
  ofTag(tag: number): Reason[];
  ofItem(item: number): Reason[];
}

export interface ExplainerInputs {
  readonly index: CatalogueIndex;
  /** Entity table. [R, D] */
  readonly entities: Float32Array;
  readonly D: number;
  readonly input: ModelInput;
  readonly steps: readonly Step[];
  /** Share of each history item. [T] */
  readonly history: Float32Array;
  readonly lambda: number;
  readonly beta: number;
}

const MAX_REASONS = 3;

/**
 * Attributes a conclusion to history items by their attention: cheap, always there. The exact
 * leave-one-out is the panel's preview.
 */
export function createExplainer(inputs: ExplainerInputs): Explainer {
  const { index, entities, D, input, history, lambda, beta } = inputs;
  const { graph, attributes } = index;
  const start = input.T - Math.min(input.T, inputs.steps.length);
  const recent = inputs.steps.slice(-input.T);

  const toReasons = (weigh: (item: number) => number, limit: number): Reason[] => {
    const weighed = recent
      .map((step, i) => ({ step, weight: Math.max(0, history[start + i]! * weigh(step.item)) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight);
    const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
    return weighed.slice(0, limit).map(({ step, weight }) => toReason(step, weight / total));
  };

  const toReason = (step: Step, share: number): Reason => {
    const card = index.card(step.item);
    const preset = index.presetOf(step.item);
    return {
      interactionIds: step.interactionIds,
      kind: step.kind,
      at: step.at,
      itemId: card.id,
      itemName: card.name,
      share,
      ...(preset === 'shop' ? {} : { preset }),
    };
  };

  return {
    ofTag: (tag) =>
      toReasons((item) => (index.card(item).tagIndices.includes(tag) ? 1 : 0), Number.POSITIVE_INFINITY),
    ofItem: (target) =>
      toReasons((item) => {
        let weight = 0;
        for (let m = item * graph.M; m < (item + 1) * graph.M; m++) {
          if (graph.neighbours[m] === target) weight += lambda * graph.neighbourWeights[m]!;
        }
        const wanted = attributes.attributes.subarray(
          attributes.offsets[target]!,
          attributes.offsets[target + 1]!,
        );
        for (let a = attributes.offsets[item]!; a < attributes.offsets[item + 1]!; a++) {
          if (wanted.includes(attributes.attributes[a]!))
            weight += beta * attributes.idf[attributes.attributes[a]!]!;
        }
        let dot = 0;
        for (let d = 0; d < D; d++) dot += entities[item * D + d]! * entities[target * D + d]!;
        return weight + Math.max(0, dot);
      }, MAX_REASONS),
  };
}
