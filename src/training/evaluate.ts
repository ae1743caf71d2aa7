import * as tf from '@tensorflow/tfjs-core';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import { GROUPS, type ModelInput } from '../features/model_input.ts';
import { toBatch } from '../model/batch.ts';
import { forward } from '../model/forward.ts';
import { score } from '../model/ops.ts';
import { type ModelShape, structureWeights, toTensors } from '../model/weights.ts';
import { topItems } from '../profile/best_items.ts';
import { type Attended, type Blend, blendScores, blendTerms } from '../profile/rank.ts';
import type { Attendable, TestCase } from './examples.ts';
import type { Floor } from './floors.ts';
import { ListCollector, type ListMetrics, midRank, type RankingMetrics, rankingMetrics } from './metrics.ts';
import type { Learnt } from './train_loop.ts';

export interface AttendedProfile extends Attended {
  /** u + mu · neighbourhood. [D] */
  readonly profile: Float32Array;
  /** What each feature group adds to u before its norm. [4, D] */
  readonly parts: Float32Array;
}

/** A model as it is judged: what was learnt, and the catalogue that it ranks. */
export interface Judged {
  readonly learnt: Learnt;
  readonly shape: ModelShape;
  readonly index: CatalogueIndex;
}

const TOKENS = 2048;

/**
 * One pass for each sequence, batched by width and handed on as it comes: the scores of all at once would
 * be gigabytes. What `visit` gets is valid during its call only.
 *
 * @param V items to score; 0 where only profiles are wanted
 */
export async function attendEach(
  sequences: readonly Attendable[],
  { weights, table }: Learnt,
  V: number,
  shape: ModelShape,
  visit: (attended: AttendedProfile, input: ModelInput, place: number) => void,
): Promise<void> {
  const { D } = shape;
  const tensors = toTensors(weights, shape);
  const structured = structureWeights(tensors, shape);
  const rows = tf.tensor2d(table, [table.length / D, D]);
  const items = tf.slice(rows, [0, 0], [V + 1, D]); // [V + 1, D]
  for (const places of batchesOf(sequences)) {
    const inputs = places.map((place) => sequences[place]!.input);
    const batch = toBatch(inputs);
    const { B, T } = batch;
    const packed = tf.tidy(() => {
      const out = forward(structured, rows, batch, shape, { queries: 'last' });
      const profile = tf.reshape(out.profile, [B, D]) as tf.Tensor2D; // [B, D]
      const scores = score(profile, items); // [B, V + 1]
      const parts = out.parts.map((part) => tf.reshape(part, [B, D]) as tf.Tensor2D);
      return tf.concat([profile, ...parts, tf.reshape(out.history, [B, T]) as tf.Tensor2D, scores], 1);
    });
    const values = (await packed.data()) as Float32Array;
    tf.dispose([packed, ...Object.values(batch).filter((part) => part instanceof tf.Tensor)]);
    const ends = [D, GROUPS.length * D, T, V + 1].map((_, i, lengths) =>
      lengths.slice(0, i + 1).reduce((sum, length) => sum + length),
    );
    const width = ends[3]!;
    places.forEach((place, b) => {
      const row = values.subarray(b * width, (b + 1) * width);
      const [profile, parts, history, scores] = ends.map((end, i) => row.subarray(ends[i - 1] ?? 0, end));
      visit({ profile: profile!, parts: parts!, history: history!, scores: scores! }, inputs[b]!, place);
    });
  }
  tf.dispose([rows, items, ...tensors.values()]);
}

/** Metrics of each of several blends on the tests, in one pass of the model. */
export async function evaluateBlends(
  cases: readonly TestCase[],
  judged: Judged,
  blends: readonly Blend[],
  report?: (done: number) => void,
): Promise<(RankingMetrics & ListMetrics)[]> {
  return (await judgeBlends(cases, judged, blends, report)).map((judge) => judge.metrics());
}

/** The same with the rank of each test. */
export async function judgeBlends(
  cases: readonly TestCase[],
  { learnt, shape, index }: Judged,
  blends: readonly Blend[],
  report: (done: number) => void = () => {},
): Promise<Judge[]> {
  const judges = blends.map(() => new Judge(index));
  let done = 0;
  await attendEach(cases, learnt, index.V, shape, (attended, input, place) => {
    blends.forEach((blend, i) => {
      judges[i]!.add(place, cases[place]!, blendScores(attended, input, index, blend));
    });
    report(++done);
  });
  return judges;
}

export function evaluateFloor(
  cases: readonly TestCase[],
  index: CatalogueIndex,
  floor: Floor,
): RankingMetrics & ListMetrics {
  return judgeFloor(cases, index, floor).metrics();
}

/** The same with the rank of each test. */
export function judgeFloor(cases: readonly TestCase[], index: CatalogueIndex, floor: Floor): Judge {
  const judge = new Judge(index);
  cases.forEach((test, place) => {
    judge.add(place, test, floor(test.history));
  });
  return judge;
}

/** Takes the scores of one test after the other, in any order. */
export class Judge {
  readonly #ranks: number[] = [];
  readonly #lists: ListCollector;

  constructor(index: CatalogueIndex) {
    this.#lists = new ListCollector(index);
  }

  /** Rank of each test's target, 1 = best, in the order of the tests. */
  get ranks(): readonly number[] {
    return this.#ranks;
  }

  /** @param place of the test among all */
  add(place: number, { target, masked }: TestCase, scores: Float32Array): void {
    this.#ranks[place] = midRank(scores, target, masked);
    this.#lists.add(topItems(scores, 10, (item) => !masked.has(item)).map(({ item }) => item));
  }

  metrics(): RankingMetrics & ListMetrics {
    return { ...rankingMetrics(this.#ranks), ...this.#lists.metrics() };
  }
}

const STEPS = [0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256];

/**
 * The blend with the highest NDCG@10 on the tests. By NDCG and not by cross-entropy: what counts is the
 * top of the list. Ties go to the smaller weights.
 */
export async function fitBlend(
  cases: readonly TestCase[],
  { learnt, shape, index }: Judged,
  report: (done: number) => void = () => {},
): Promise<{ blend: Blend; ndcg10: number }> {
  const grid = STEPS.flatMap((lambda) => STEPS.map((beta): Blend => ({ lambda, beta })));
  const gains = new Float64Array(grid.length);
  let done = 0;
  await attendEach(cases, learnt, index.V, shape, ({ history, scores }, input, place) => {
    report(++done);
    const { target, masked } = cases[place]!;
    const { neighbour, attribute } = blendTerms(history, input, index);
    for (const item of masked) scores[item] = Number.NEGATIVE_INFINITY;
    const rivals = rivalsOf(target, [scores, neighbour, attribute]);
    if (!rivals) return;
    grid.forEach((blend, g) => {
      gains[g]! += gainOf(rivals, blend);
    });
  });
  let best = 0;
  for (let g = 1; g < grid.length; g++) if (gains[g]! > gains[best]!) best = g;
  return { blend: grid[best]!, ndcg10: cases.length > 0 ? gains[best]! / cases.length : 0 };
}

/**
 * The three terms of the target and of all items that some blend ranks no lower, the target first. [n, 3]
 * Undefined when ten items stand above it in every blend.
 */
function rivalsOf(
  target: number,
  terms: readonly [Float32Array, Float32Array, Float32Array],
): readonly number[] | undefined {
  const [scores, neighbour, attribute] = terms;
  const own = terms.map((term) => term[target]!) as [number, number, number];
  const rivals: number[] = [...own];
  let above = 0;
  for (let item = 1; item < scores.length; item++) {
    if (item === target) continue;
    const [s, n, a] = [scores[item]!, neighbour[item]!, attribute[item]!];
    // Weights are not negative: an item that is ahead in no term is behind in every blend, and one that is
    // behind in none, and ahead by the model's own score, is above in every blend.
    if (s > own[0] && n >= own[1] && a >= own[2] && ++above === 10) return undefined;
    const isAhead = s > own[0] || n > own[1] || a > own[2];
    if (isAhead || (s === own[0] && n === own[1] && a === own[2])) rivals.push(s, n, a);
  }
  return rivals;
}

/** The target's share of NDCG@10; gives up, with 0, as soon as ten items stand above. */
function gainOf(rivals: readonly number[], { lambda, beta }: Blend): number {
  const own = rivals[0]! + lambda * rivals[1]! + beta * rivals[2]!;
  if (Number.isNaN(own)) return 0;
  let place = 1;
  for (let at = 3; at < rivals.length; at += 3) {
    const other = rivals[at]! + lambda * rivals[at + 1]! + beta * rivals[at + 2]!;
    if (other < own) continue;
    if (other > own) place++;
    else if (other === own) place += 0.5;
    if (place > 10) return 0;
  }
  return 1 / Math.log2(place + 1);
}

/** Places of sequences that share a width, about TOKENS positions a batch. */
function batchesOf(sequences: readonly Attendable[]): number[][] {
  const byWidth = new Map<number, number[]>();
  sequences.forEach(({ width }, place) => {
    const group = byWidth.get(width);
    if (group) group.push(place);
    else byWidth.set(width, [place]);
  });
  return [...byWidth].flatMap(([width, places]) => {
    const size = Math.max(1, Math.floor(TOKENS / width));
    return Array.from({ length: Math.ceil(places.length / size) }, (_, i) =>
      places.slice(i * size, (i + 1) * size),
    );
  });
}
