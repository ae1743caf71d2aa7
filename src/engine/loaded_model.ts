import { now } from '../contract/clock.ts';
import { InklingError } from '../contract/error.ts';
import type { StoredInteraction } from '../contract/interaction.ts';
import type { SeenItem } from '../contract/item.ts';
import type { Preset } from '../contract/preset.ts';
import type { Problem } from '../contract/worker_api.ts';
import { type CatalogueIndex, indexCatalogue } from '../features/catalogue_index.ts';
import { indexLexicon, tablesOfSeenItems } from '../features/hashed_text.ts';
import { addLocalEdges, LOCAL_NEIGHBOURS, localGraph } from '../features/local_graph.ts';
import { type ItemTables, withNewcomers } from '../features/newcomers.ts';
import { type Tag, tagOf } from '../features/tagger.ts';
import { InferenceModel } from '../model/inference.ts';
import type { ModelFolder, TrainedTables } from '../model/load.ts';
import { type Learnable, learnable } from '../profile/adaptation.ts';
import { normOf } from '../profile/fusion.ts';

/** A model with the catalogue that it ranks, ready to infer. */
export interface LoadedModel {
  readonly folder: ModelFolder;
  readonly index: CatalogueIndex;
  /** Entity table. [R, D] */
  readonly entities: Float32Array;
  /** What learning on the device goes by. */
  readonly learnable: Learnable;
  readonly inference: InferenceModel;
}

/** What this device knows beside the model. */
export interface OwnKnowledge {
  /** What pages showed. */
  readonly seen: readonly SeenItem[];
  readonly interactions: readonly StoredInteraction[];
  /** Categories of items that have none, by the company that they keep (consolidation.ts). */
  readonly tags: ReadonlyMap<string, Tag>;
  /** The row that was last released: what shoppers of it like may be fetched. */
  readonly releasedRow?: number | undefined;
}

/**
 * A trained model with its own catalogue and what pages showed beyond it, or a base model over the latter alone. Items
 * that the model has no neighbours for get those of the shopper's own visits.
 *
 * @param preset what the site offers, where it is configured
 */
export function prepareModel(
  folder: ModelFolder,
  { seen, interactions, tags }: OwnKnowledge,
  preset?: Preset,
): LoadedModel {
  const { manifest, trained } = folder;
  const guess = (item: SeenItem) => tags.get(item.id) ?? (trained?.tagger && tagOf(item, trained.tagger));
  const offered = trained && offering(trained, preset);
  const known = offered && indexCatalogue(offered.catalogue, offered.neighbours, preset);
  const isKnown = (id: string) => known?.indexOf(id) !== undefined;
  const { catalogue, entities, neighbours } = offered
    ? withNewcomers(offered, seen, isKnown, guess)
    : tablesOfPages(folder, seen, guess);
  const index = known?.catalogue === catalogue ? known : indexCatalogue(catalogue, neighbours, preset);
  addLocalEdges(
    index,
    1 + manifest.V,
    localGraph(interactions, seen, now(), (id) => !isKnown(id)),
  );
  return {
    folder,
    index,
    entities,
    learnable: learnable(manifest, normOf(folder.weights), entities, index.V),
    inference: new InferenceModel(folder.weights, entities, index.V, manifest),
  };
}

/** What a site trained on is what it offers; what its pages show has been told so by the page. */
function offering(trained: TrainedTables, preset: Preset | undefined): TrainedTables {
  if (!preset) return trained;
  const cards = trained.catalogue.cards.map((card) => ({ preset, ...card }));
  return { ...trained, catalogue: { ...trained.catalogue, cards } };
}

function tablesOfPages(
  { manifest, lexicon, codebook }: ModelFolder,
  seen: readonly SeenItem[],
  guess: (item: SeenItem) => Tag | undefined,
): ItemTables {
  const items = seen.map((item) => {
    const guessed = item.category ? undefined : guess(item);
    return guessed ? { ...item, category: guessed.category, tagConfidence: guessed.confidence } : item;
  });
  const tables = tablesOfSeenItems(items, manifest.D, lexicon && indexLexicon(lexicon, codebook));
  const size = (tables.catalogue.cards.length + 1) * LOCAL_NEIGHBOURS;
  return { ...tables, neighbours: { neighbours: new Int32Array(size), weights: new Float32Array(size) } };
}

/** The sentence that the panel tells about a model that did not load. */
export const modelProblem = (cause: unknown): Problem =>
  cause instanceof InklingError && cause.code === 'model-corrupt' ? 'model-corrupt' : 'model-missing';
