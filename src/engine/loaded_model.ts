import { InklingError } from '../contract/error.ts';
import type { SeenItem } from '../contract/item.ts';
import type { Preset } from '../contract/preset.ts';
import type { Problem } from '../contract/worker_api.ts';
import { type CatalogueIndex, indexCatalogue } from '../features/catalogue_index.ts';
import { indexLexicon, tablesOfSeenItems } from '../features/hashed_text.ts';
import { type ItemTables, withNewcomers } from '../features/newcomers.ts';
import { InferenceModel } from '../model/inference.ts';
import type { ModelFolder, TrainedTables } from '../model/load.ts';
import { type Learnable, learnable } from '../profile/adaptation.ts';
import { normOf } from '../profile/fusion.ts';
import { tagCentroids } from '../profile/interests.ts';

/** A model with the catalogue that it ranks, ready to infer. */
export interface LoadedModel {
  readonly folder: ModelFolder;
  readonly index: CatalogueIndex;
  /** Entity table. [R, D] */
  readonly entities: Float32Array;
  readonly centroids: Float32Array;
  /** What learning on the device goes by. */
  readonly learnable: Learnable;
  readonly inference: InferenceModel;
}

/**
 * A trained model with its own catalogue and what pages showed beyond it, or a base model over the latter alone.
 * @param preset what the site offers, where it is configured
 */
export function prepareModel(folder: ModelFolder, seen: readonly SeenItem[], preset?: Preset): LoadedModel {
  const { manifest, trained } = folder;
  const { catalogue, entities, neighbours } = trained
    ? withSeen(trained, seen, preset)
    : tablesOfPages(folder, seen);
  const index = indexCatalogue(catalogue, neighbours, preset);
  return {
    folder,
    index,
    entities,
    centroids: tagCentroids(index, entities, manifest.D),
    learnable: learnable(manifest, normOf(folder.weights), entities, index.V),
    inference: new InferenceModel(folder.weights, entities, index.V, manifest),
  };
}

function withSeen(given: TrainedTables, seen: readonly SeenItem[], preset: Preset | undefined): ItemTables {
  const { catalogue, neighbours } = given;
  const { indexOf } = indexCatalogue(catalogue, neighbours);
  // What a site trained on is what it offers; what its pages show has been told so by the page.
  const cards = preset ? catalogue.cards.map((card) => ({ preset, ...card })) : catalogue.cards;
  const trained = { ...given, catalogue: { ...catalogue, cards } };
  return withNewcomers(trained, seen, (id) => indexOf(id) !== undefined, trained.tagger);
}

function tablesOfPages({ manifest, lexicon, codebook }: ModelFolder, seen: readonly SeenItem[]): ItemTables {
  const tables = tablesOfSeenItems(seen, manifest.D, lexicon && indexLexicon(lexicon, codebook));
  const size = (tables.catalogue.cards.length + 1) * manifest.neighbours;
  return { ...tables, neighbours: { neighbours: new Int32Array(size), weights: new Float32Array(size) } };
}

/** The sentence that the panel tells about a model that did not load. */
export const modelProblem = (cause: unknown): Problem =>
  cause instanceof InklingError && cause.code === 'model-corrupt' ? 'model-corrupt' : 'model-missing';
