import { type Catalogue, writeCatalogue } from '../contract/catalogue.ts';
import { type Codebook, writeCodebook } from '../contract/codebook.ts';
import { type CodedShape, MANIFEST_FORMAT, type Manifest } from '../contract/manifest.ts';
import type { Tagger } from '../features/tagger.ts';
import type { ItemCodes } from '../model/coded/codes.ts';
import { encodeNeighbours, encodeWeights, type NeighbourTable } from '../model/folder.ts';
import { encodeTagger } from '../model/tagger_file.ts';
import { type ModelShape, weightEntries } from '../model/weights.ts';
import type { Blend } from '../profile/rank.ts';
import { type AttributeTable, encodeAttributes } from './attribute_files.ts';
import { type NamedFile, namedByContent } from './named_file.ts';
import { replaceFolder, type Superseded } from './replace_folder.ts';

/** All that a model folder holds. */
export interface TrainedModel {
  readonly name: string;
  readonly shape: ModelShape;
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** entities.bin as encoded. */
  readonly entities: Uint8Array<ArrayBuffer>;
  readonly neighbours: NeighbourTable;
  /** Neighbours per item. */
  readonly M: number;
  readonly catalogue: Catalogue;
  readonly codebook: Codebook;
  /** The codebook's file as it stands in the model that it is kept from: its hash is pinned. */
  readonly codebookText?: string;
  readonly blend: Blend;
  /** Of the ranking's scores; 1 by default. */
  readonly temperature?: number;
  /** Whether what was seen may be recommended again; false by default. */
  readonly repeats?: boolean;
  readonly minShoppers: number;
  readonly seed: number;
  /** For `inkling catalogue`; not fetched by pages. */
  readonly attributes?: AttributeTable;
  readonly tagger?: Tagger;
  /** Where items have codes: what `entities` holds of them is made of these. */
  readonly codes?: ItemCodes;
  /** Of a catalogue too large to send whole; `catalogue` and `neighbours` are then of the pool, `entities` of brands and tags. */
  readonly coded?: CodedParts;
  readonly card: string;
}

/** What a coded model has beside the files of every model. */
export interface CodedParts {
  readonly shape: CodedShape;
  /** Centroids, then the codes of the pool. */
  readonly poolCodes: Uint8Array;
  /** Codes of all other items. */
  readonly codes: Uint8Array;
  /** Hashes of the shards. */
  readonly shards: Uint8Array;
}

/** Writes a trained model in place of the one that is there; a run that is killed leaves that one. */
export const writeModelFolder = (
  folder: string,
  model: TrainedModel,
  superseded?: Superseded,
): Promise<void> => replaceFolder(folder, encodeFiles(model), superseded);

/** Contents of a trained model's folder by file name. */
export function encodeFiles(model: TrainedModel): Map<string, Uint8Array> {
  const { catalogue, shape, M } = model;
  const entries = weightEntries(shape);
  const text = (content: string) => new TextEncoder().encode(content);
  const parts = {
    weights: namedByContent('weights.bin', encodeWeights(model.weights, entries)),
    codebook: namedByContent('codebook.json', text(model.codebookText ?? writeCodebook(model.codebook))),
    entities: namedByContent('entities.bin', model.entities),
    neighbours: namedByContent(
      'neighbours.bin',
      encodeNeighbours(model.neighbours, catalogue.cards.length, M),
    ),
    catalogue: namedByContent('catalogue.json', text(writeCatalogue(catalogue))),
  };
  const tagger = model.tagger && namedByContent('tagger.bin', encodeTagger(model.tagger, catalogue.tags));
  const coded = model.coded && {
    poolCodes: namedByContent('poolcodes.bin', model.coded.poolCodes),
    codes: namedByContent('codes.bin', model.coded.codes),
    shards: namedByContent('shards.bin', model.coded.shards),
  };
  const tools = model.attributes && encodeAttributes(model.attributes, shape.D);
  const manifest: Manifest = {
    name: model.name,
    ...shape,
    V: catalogue.cards.length,
    brands: catalogue.brands.length,
    tags: catalogue.tags.length,
    neighbours: M,
    ...model.blend,
    ...(model.temperature === undefined ? {} : { temperature: model.temperature }),
    minShoppers: model.minShoppers,
    seed: model.seed,
    ...(model.repeats ? { repeats: true } : {}),
    weights: entries,
    ...(model.coded ? { coded: model.coded.shape } : {}),
    files: {
      weights: parts.weights.file,
      codebook: parts.codebook.file,
      entities: parts.entities.file,
      neighbours: parts.neighbours.file,
      catalogue: parts.catalogue.file,
      ...(tagger ? { tagger: tagger.file } : {}),
      ...(coded && {
        poolCodes: coded.poolCodes.file,
        codes: coded.codes.file,
        shards: coded.shards.file,
      }),
    },
    ...(tools ? { toolFiles: { attributeNames: tools.names.file, attributes: tools.embeddings.file } } : {}),
  };
  const named = [
    ...Object.values(parts),
    ...(tagger ? [tagger] : []),
    ...Object.values(coded ?? {}),
    ...Object.values(tools ?? {}),
  ];
  return filesOf(manifest, named, model.card);
}

/** Everything in a folder by file name: what the manifest names, itself, and the card for people. */
export function filesOf(
  manifest: Manifest,
  named: readonly NamedFile[],
  card: string,
): Map<string, Uint8Array> {
  const text = (content: string) => new TextEncoder().encode(content);
  return new Map<string, Uint8Array>([
    ...named.map(({ file, bytes }) => [file.path, bytes] as const),
    ['manifest.json', text(`${JSON.stringify({ format: MANIFEST_FORMAT, ...manifest }, null, 2)}\n`)],
    ['card.md', text(card)],
  ]);
}
