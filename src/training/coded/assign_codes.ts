import { CENTROIDS, SPLITS, splitWidth } from '../../model/coded/codes.ts';
import { Prng } from '../../simulate/prng.ts';
import { type FeatureSources, itemFeatures } from './item_features.ts';
import { productQuantise } from './product_quantise.ts';
import { truncatedSvd } from './truncated_svd.ts';

/** What codes are made of. */
export type CodesOf = 'vectors' | 'components';

/** Codes of V items before training, and where their centroids begin. */
export interface Assigned {
  /** [V, SPLITS] */
  readonly codes: Uint8Array;
  /** [SPLITS, CENTROIDS, D / SPLITS] */
  readonly centroids: Float32Array;
}

/** Root mean square of a value that training begins with, as for exact embeddings. */
export const EMBEDDING_SCALE = 0.05;

/**
 * RecJPQ's assignment (Petrov and Macdonald 2024, section 4.2): each split takes one component of the matrix of
 * items by shoppers (here also by attributes), cut into bins of equally many items. Centroids begin at random.
 */
export function assignByBins(sources: FeatureSources, D: number, seed: number): Assigned {
  const { coordinates } = truncatedSvd(itemFeatures(sources), 2 * SPLITS, seed);
  const V = sources.attributes.length;
  const codes = new Uint8Array(V * SPLITS);
  for (let split = 0; split < SPLITS; split++) {
    const along = Float32Array.from({ length: V }, (_, i) => coordinates[i * 2 * SPLITS + split]!);
    binsOf(along).forEach((bin, i) => {
      codes[i * SPLITS + split] = bin;
    });
  }
  const prng = new Prng(seed);
  const centroids = Float32Array.from(
    { length: SPLITS * CENTROIDS * splitWidth(D) },
    () => EMBEDDING_SCALE * prng.normal(),
  );
  return { codes, centroids };
}

/**
 * Product k-means over the D strongest components, dealt out to the splits so that each gets as much of the
 * whole. Centroids begin where k-means found them: items that shoppers have together begin near each other.
 */
export function assignByClusters(sources: FeatureSources, D: number, seed: number): Assigned {
  const { coordinates } = truncatedSvd(itemFeatures(sources), D, seed);
  const dealt = dealOut(coordinates, D);
  const { codes, centroids } = productQuantise(dealt, D, seed);
  const squares = dealt.reduce((sum, value) => sum + value * value, 0);
  const scale = EMBEDDING_SCALE / Math.sqrt(Math.max(squares / dealt.length, Number.MIN_VALUE));
  return { codes, centroids: centroids.map((value) => value * scale) };
}

/** Bin of each value, CENTROIDS bins of equally many values, equal ones in their order. [n] */
export function binsOf(values: Float32Array): Uint8Array {
  const n = values.length;
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
  const bins = new Uint8Array(n);
  order.forEach((place, rank) => {
    bins[place] = Math.floor((rank * CENTROIDS) / n);
  });
  return bins;
}

/** Components, strongest first, to the splits back and forth: 0, 15, 16, 31 ... to the first. [V, D] */
function dealOut(coordinates: Float32Array, D: number): Float32Array {
  const width = splitWidth(D);
  const dealt = new Float32Array(coordinates.length);
  for (let component = 0; component < D; component++) {
    const round = Math.floor(component / SPLITS);
    const place = component % SPLITS;
    const to = (round % 2 === 0 ? place : SPLITS - 1 - place) * width + round;
    for (let row = 0; row < coordinates.length; row += D) dealt[row + to] = coordinates[row + component]!;
  }
  return dealt;
}
