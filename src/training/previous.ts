import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalid } from '../contract/error.ts';
import { type CatalogueIndex, indexCatalogue } from '../features/catalogue_index.ts';
import type { ModelFolder, TrainedTables } from '../model/load.ts';
import type { ModelShape } from '../model/weights.ts';
import { readModelFolder } from './run_evaluate.ts';

/** A model to go on from, whose codebook is kept. */
export interface Previous {
  readonly folder: ModelFolder;
  readonly trained: TrainedTables;
  readonly index: CatalogueIndex;
  /** codebook.json to the byte: pages pin its hash. */
  readonly codebookText: string;
}

/** @throws InklingError `model-unavailable`, `model-corrupt`, `invalid-argument` */
export async function readPrevious(path: string): Promise<Previous> {
  const folder = await readModelFolder(path);
  const { trained, manifest } = folder;
  if (!trained)
    throw invalid('the previous model embeds words, not items: its codebook cannot be kept by a trained one');
  return {
    folder,
    trained,
    index: indexCatalogue(trained.catalogue, trained.neighbours),
    codebookText: await readFile(join(path, manifest.files.codebook.path), 'utf8'),
  };
}

/** The shape that training from it must have: weights of another shape could not be gone on from. */
export const shapeOf = ({ folder: { manifest } }: Previous): ModelShape => ({
  D: manifest.D,
  T: manifest.T,
  heads: manifest.heads,
  blocks: manifest.blocks,
  F: manifest.F,
});
