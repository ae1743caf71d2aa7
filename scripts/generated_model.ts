import { encodeEntities } from '../src/model/folder.ts';
import type { ModelFolder } from '../src/model/load.ts';
import { initialWeights } from '../src/model/weights.ts';
import { generateCatalogue } from '../src/simulate/catalogue.ts';
import { Prng } from '../src/simulate/prng.ts';
import { buildCatalogue } from '../src/training/catalogue_model.ts';
import { encodeFiles } from '../src/training/write_folder.ts';

/** As models/demo is, but for the number of items. */
const SHAPE = { D: 64, T: 50, heads: 2, blocks: 1, F: 64, neighbours: 16, lambda: 64, beta: 1 } as const;
/** A model of V items with seeded random weights: what it costs does not hang on what it has learnt. */
export function randomFolder(V: number, seed: number): ModelFolder {
  const prng = new Prng(seed);
  const { D, neighbours: M } = SHAPE;
  const catalogue = buildCatalogue(generateCatalogue({ seed, count: V }));
  const rows = 1 + V + catalogue.brands.length + catalogue.tags.length;
  const entities = Float32Array.from({ length: rows * D }, (_, i) => (i < D ? 0 : 0.3 * prng.normal()));
  const neighbours = Int32Array.from({ length: (V + 1) * M }, (_, i) => (i < M ? 0 : 1 + prng.integer(V)));
  const shares = Float32Array.from(neighbours, (item) => (item === 0 ? 0 : 0.01 + prng.next()));
  const weights = initialWeights(SHAPE, () => 0.05 * prng.normal());
  // What would begin at 0, or so deep that it says nothing, gets something to say.
  for (const name of ['edgeKind', 'historyKind', 'basic', 'nu', 'gates'])
    weights.set(
      name,
      weights.get(name)!.map(() => 0.5 * prng.normal()),
    );
  const { length: brands } = catalogue.brands;
  const { length: tags } = catalogue.tags;
  return {
    manifest: {
      ...SHAPE,
      name: 'random',
      V,
      brands,
      tags,
      minShoppers: 1,
      seed,
      weights: [],
      files: {} as ModelFolder['manifest']['files'],
    },
    manifestHash: `random ${V} ${seed}`,
    codebookHash: '',
    codebook: { K: 0, D, rows: [] },
    weights,
    trained: { catalogue, entities, neighbours: { neighbours, weights: shares } },
  };
}

/**
 * Files of such a model, by name, as a page fetches them. Embeddings and neighbours at random are what compresses least;
 * names and categories are as the demo's.
 */
export function generatedFiles(V: number, seed: number): Map<string, Uint8Array> {
  const { manifest, weights, codebook, trained } = randomFolder(V, seed);
  const { D, brands, tags, neighbours: M } = manifest;
  const { catalogue, entities, neighbours } = trained!;
  const files = encodeFiles({
    name: manifest.name,
    shape: SHAPE,
    weights,
    codebook: { ...codebook, K: 16, rows: Array.from({ length: 16 }, (_, row) => unitRow(row, D)) },
    entities: encodeEntities(entities, 1 + V + brands + tags, D),
    neighbours: { ...neighbours, neighbours: distinct(neighbours.neighbours, M) },
    M,
    catalogue,
    blend: SHAPE,
    minShoppers: manifest.minShoppers,
    seed,
    card: '',
  });
  files.delete('card.md'); // for people; no page fetches it
  return files;
}

const unitRow = (row: number, D: number) => ({
  name: { en: `row ${row}` },
  embedding: Int8Array.from({ length: D }, (_, d) => (d === row ? 127 : 0)),
});

/** Rows of M neighbours, each item once: a file holds no other. */
const distinct = (neighbours: Int32Array, M: number): Int32Array =>
  neighbours.map((item, at) => (neighbours.subarray(at - (at % M), at).includes(item) ? 0 : item));
