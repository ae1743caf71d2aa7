import { InklingError } from '../contract/error.ts';
import type { SeenItem } from '../contract/item.ts';
import type { Problem } from '../contract/worker_api.ts';
import { type CatalogueIndex, indexCatalogue } from '../features/catalogue_index.ts';
import { indexLexicon, tablesOfSeenItems } from '../features/hashed_text.ts';
import { InferenceModel } from '../model/inference.ts';
import type { ModelFolder } from '../model/load.ts';
import { tagCentroids } from '../profile/interests.ts';

/** A model with the catalogue that it ranks, ready to infer. */
export interface LoadedModel {
  readonly folder: ModelFolder;
  readonly index: CatalogueIndex;
  /** Entity table. [R, D] */
  readonly entities: Float32Array;
  readonly centroids: Float32Array;
  readonly inference: InferenceModel;
}

/** A trained model with its own catalogue, or a base model over the items that pages showed. */
export function prepareModel(folder: ModelFolder, seen: readonly SeenItem[]): LoadedModel {
  const { manifest, lexicon, codebook } = folder;
  const { catalogue, entities } =
    folder.trained ?? tablesOfSeenItems(seen, manifest.D, lexicon && indexLexicon(lexicon, codebook));
  const V = catalogue.cards.length;
  const noNeighbours = {
    neighbours: new Int32Array((V + 1) * manifest.neighbours),
    weights: new Float32Array((V + 1) * manifest.neighbours),
  };
  const index = indexCatalogue(catalogue, folder.trained?.neighbours ?? noNeighbours);
  return {
    folder,
    index,
    entities,
    centroids: tagCentroids(index, entities, manifest.D),
    inference: new InferenceModel(folder.weights, entities, V, manifest),
  };
}

/** The sentence that the panel tells about a model that did not load. */
export const modelProblem = (cause: unknown): Problem =>
  cause instanceof InklingError && cause.code === 'model-corrupt' ? 'model-corrupt' : 'model-missing';
