import type { Catalogue } from '../contract/catalogue.ts';
import { invalid } from '../contract/error.ts';
import { type CatalogueIndex, indexCatalogue } from '../features/catalogue_index.ts';
import { decodeNeighbours, encodeNeighbours, type NeighbourTable } from '../model/folder.ts';
import type { ModelShape } from '../model/weights.ts';
import { type Attributes, collectAttributes } from './attributes.ts';
import { buildCatalogue, type CatalogueItem } from './catalogue_model.ts';
import { type Assigned, assignByClusters, type CodesOf } from './coded/assign_codes.ts';
import { type Categorised, clusterCategories, completeCategories } from './complete_categories.ts';
import {
  type Example,
  itemsOf,
  prefixCases,
  type Shopper,
  type TestCase,
  toExamples,
  toShopper,
  toTestCase,
} from './examples.ts';
import { countNeighbours, type Neighbours } from './neighbours.ts';
import type { ShopperLog } from './readers.ts';
import { type Protocol, type Split, splitShoppers } from './split.ts';
import { layOutTable, type TableLayout } from './table.ts';

/** Everything that training and its tests read, prepared once. */
export interface TrainingData {
  readonly catalogue: Catalogue;
  readonly attributes: Attributes;
  /** What stands for the category of items that bring none. */
  readonly tagging: Omit<Categorised<CatalogueItem>, 'items'>;
  readonly index: CatalogueIndex;
  readonly layout: TableLayout;
  /** Where the centroids of the layout's codes begin; absent where items have vectors of their own. */
  readonly assigned?: Assigned;
  readonly split: Split;
  /** Items of the training shoppers, as they went into the neighbour counts. */
  readonly sequences: readonly Int32Array[];
  readonly neighbours: Neighbours;
  /** The neighbours as the device will read them. */
  readonly table: NeighbourTable;
  readonly examples: readonly Example[];
  readonly validation: readonly TestCase[];
  readonly test: readonly TestCase[];
}

export interface DataSettings {
  readonly seed: number;
  readonly minShoppers: number;
  readonly protocol: Protocol;
  readonly shape: ModelShape;
  /** Whether what a shopper has seen may be recommended again. */
  readonly repeats: boolean;
  /** Whether a step counts backwards too. */
  readonly isSymmetric: boolean;
  /** Share of the log, by sequences, after which one counts half as much; 0 = all count the same. */
  readonly halfLife: number;
  /** Neighbours of an item that are published, at most. */
  readonly neighbours: number;
  /** Length that item vectors are brought to, 0 = free. */
  readonly itemNorm: number;
  /** What items' codes are made of; those of components are made here. */
  readonly codes?: CodesOf | undefined;
  /** Whether what validates and tests is kept from training; true by default. */
  readonly holdsOut?: boolean;
}

/**
 * @param report training shoppers whose examples are made, and how many there are
 * @throws InklingError `invalid-argument` when there is too little to learn from
 */
export function buildTrainingData(
  given: readonly CatalogueItem[],
  logs: readonly ShopperLog[],
  settings: DataSettings,
  report?: (done: number, total: number) => void,
): TrainingData {
  const { seed, minShoppers, protocol, shape, repeats, isSymmetric, halfLife, itemNorm } = settings;
  const { T } = shape;
  const M = settings.neighbours;
  const completed = completeCategories(buildCatalogue(given).cards, seed);
  const first = buildCatalogue(completed.items);
  const V = first.cards.length;
  if (V === 0) throw invalid('there are no items to train on');
  const bare = indexCatalogue(first, emptyTable(V, M));
  const shoppers = logs.map((log) => toShopper(log, bare)).filter(({ steps }) => steps.length > 1);
  const held = splitShoppers(shoppers, protocol, seed);
  const split = settings.holdsOut === false ? { ...held, train: shoppers } : held;
  if (split.train.length === 0 || split.validation.length === 0)
    throw invalid(`${shoppers.length} shoppers with two steps or more are too few to train on`);

  const sequences = split.train.map(({ steps }) => itemsOf(steps));
  const neighbours = countNeighbours(sequences, {
    V,
    M,
    minShoppers,
    isSymmetric,
    repeats,
    ...(halfLife > 0 ? { shares: fading(sequences.length, halfLife * sequences.length) } : {}),
  });
  // Through the file's rounding and back: training sees what the device will see.
  const table = decodeNeighbours(encodeNeighbours(neighbours.table, V, M), V, M);
  // Rows are ordered by id, so the clusters, which need the graph, move none of them.
  const { items, ...tagging } =
    first.tags.length > 0 ? completed : clusterCategories(first.cards, table, seed);
  const catalogue = first.tags.length > 0 ? first : buildCatalogue(items);
  const attributes = collectAttributes(catalogue.cards);
  const index = indexCatalogue(catalogue, table);
  const ownIds = itemsOfEnough(sequences, V, minShoppers);
  const assigned =
    settings.codes === 'components'
      ? assignByClusters({ sequences, attributes: attributes.ofItems, ownIds }, shape.D, seed)
      : undefined;
  const casesOf = (list: readonly Shopper[]) =>
    list.flatMap((shopper) =>
      protocol === 'sessions' ? prefixCases(shopper, index, T) : (toTestCase(shopper, index, T) ?? []),
    );
  return {
    catalogue,
    attributes,
    tagging,
    index,
    layout: layOutTable(catalogue, attributes, ownIds, itemNorm, assigned?.codes),
    ...(assigned ? { assigned } : {}),
    split,
    sequences,
    neighbours,
    table,
    examples: toExamples(split.train, sequences, neighbours, index, {
      T,
      repeats,
      report: (done) => report?.(done, split.train.length),
    }),
    validation: casesOf(split.validation),
    test: casesOf(split.test),
  };
}

/** The newest counts 1, one that is `halfLife` sequences older half of that. [n] */
const fading = (n: number, halfLife: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => 2 ** ((i + 1 - n) / halfLife));

/** 1 for each item that at least `minShoppers` of the sequences hold. [V] */
function itemsOfEnough(sequences: readonly Int32Array[], V: number, minShoppers: number): Uint8Array {
  const shoppers = new Int32Array(V);
  for (const sequence of sequences) for (const item of new Set(sequence)) shoppers[item - 1]!++;
  return Uint8Array.from(shoppers, (count) => (count >= minShoppers ? 1 : 0));
}

/** Steps need ids only; the graph comes after the counts, and the counts after the steps. */
const emptyTable = (V: number, M: number): NeighbourTable => ({
  neighbours: new Int32Array((V + 1) * M),
  weights: new Float32Array((V + 1) * M),
});
