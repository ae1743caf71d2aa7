import { BASIC_SLOTS } from '../../features/basic.ts';
import { GROUPS, RELATION_SLOTS } from '../../features/model_input.ts';
import { TAG_DECAY } from '../forward.ts';
import { MASKED, NORM_EPSILON } from '../ops.ts';
import { inputLayout, outputLayout, type PassShape, weightLayout } from './layout.ts';

/** What a pass reads, as it lies in the backend's memory. */
export interface PassMemory {
  /** As `packInput` lays them out. */
  readonly words: Int32Array;
  /** As `packWeights` lays them out. */
  readonly weights: Float32Array;
  /** Entity table. [R, D] */
  readonly table: Float32Array;
}

/**
 * The pass by loops over typed arrays, all but the scores: for a backend whose calls cost more than the few numbers
 * that one shopper has. @returns what `outputLayout` lays out; the next pass of this shape writes over it
 */
export type TypedPass = (memory: PassMemory) => Float32Array;

let typed: { readonly pass: TypedPass; readonly key: string } | undefined;

/** The pass by typed arrays for this shape; the last one is kept. */
export function passOf(shape: PassShape): TypedPass {
  const key = JSON.stringify(shape);
  if (typed?.key !== key) typed = { pass: createTypedPass(shape), key };
  return typed.pass;
}

/** Arrays are made once and used again. */
function createTypedPass(shape: PassShape): TypedPass {
  const { D, T: positions, inputT: T, M, F, heads, blocks } = shape;
  const H = D / heads;
  const w = weightLayout(shape).at as Readonly<Record<string, number>>;
  const begin = (name: string): number => w[name]!;
  const at = inputLayout(T, M).at as Readonly<Record<string, number>>;
  const head = outputLayout(shape);
  const result = new Float32Array(head.length);
  const parts = result.subarray(head.at.parts, head.at.history);
  const history = result.subarray(head.at.history, head.at.edges);
  const edges = result.subarray(head.at.edges);

  const x = new Float32Array(T * D);
  const normed = new Float32Array(T * D);
  const items = new Float32Array(T * D);
  const around = new Float32Array(T * D);
  const earlier = new Float32Array(T);
  const seen = new Float32Array(D);
  const [query, asked, mixed, row, last, fused] = Array.from({ length: 6 }, () => new Float32Array(D)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const wide = new Float32Array(F);

  return ({ words, weights, table }) => {
    const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
    const mask = floats.subarray(at.mask, at.mask! + T);
    const int = (name: string, i: number): number => words[at[name]! + i]!;

    for (let t = 0; t < T; t++) {
      const [item, kind, gap] = [
        int('items', t) * D,
        begin('kind') + int('kinds', t) * D,
        begin('gap') + int('gaps', t) * D,
      ];
      const position = begin('position') + (positions - T + t) * D;
      for (let d = 0; d < D; d++) {
        const own = table[item + d]!;
        items[t * D + d] = own;
        x[t * D + d] = mask[t]! * (own + weights[kind + d]! + weights[gap + d]! + weights[position + d]!);
      }
    }
    for (let b = 0; b < blocks; b++) advance(b, weights, mask);
    last.set(x.subarray((T - 1) * D));

    fuse(floats, mask, weights, table, int);
    look(floats, weights, table, int);
    // How much each item counts.
    product(fused, weights, begin('historyQuery'), D, D, row);
    for (let t = 0; t < T; t++) {
      const bias =
        weights[begin('historyAge') + T - 1 - t]! + weights[begin('historyKind') + int('kinds', t)]!;
      history[t] = dot(row, 0, items, t * D, D) / Math.sqrt(D) + bias;
    }
    softmax(history, mask);
    const [nu, mu] = [weights[begin('nu')]!, weights[begin('mu')]!];
    for (let t = 0; t < T; t++) {
      history[t]! *= mask[t]!;
      const share = history[t]!;
      if (share !== 0)
        for (let d = 0; d < D; d++) fused[d]! += share * (nu * items[t * D + d]! + mu * around[t * D + d]!);
    }
    result.set(fused);
    return result;
  };

  /** One block over x, in place; of the last one nothing reads the older rows. */
  function advance(b: number, weights: Float32Array, mask: Float32Array): void {
    const of = (name: string): number => begin(`block${b}.${name}`);
    for (let t = 0; t < T; t++)
      layerNorm(x, t * D, normed, t * D, weights, of('attentionNorm.gain'), of('attentionNorm.bias'), D);
    for (let t = b === blocks - 1 ? T - 1 : 0; t < T; t++) {
      attend(t, of, weights, mask);
      const here = x.subarray(t * D, (t + 1) * D);
      product(mixed, weights, of('attention.output'), D, D, row);
      add(here, 1, row, 0, D);
      layerNorm(here, 0, row, 0, weights, of('feedForwardNorm.gain'), of('feedForwardNorm.bias'), D);
      product(row, weights, of('feedForward.expand'), D, F, wide);
      add(wide, 1, weights, of('feedForward.expandBias'), F);
      for (let f = 0; f < F; f++) wide[f] = Math.max(0, wide[f]!);
      product(wide, weights, of('feedForward.project'), F, D, row);
      add(row, 1, weights, of('feedForward.projectBias'), D);
      add(here, 1, row, 0, D);
    }
  }

  /**
   * Attention of position t, into `mixed`. Keys and values are never made: q·(n·K) is n·(K·q), and the sum of
   * shares times n·V is (the sum of shares times n)·V.
   */
  function attend(t: number, of: (name: string) => number, weights: Float32Array, mask: Float32Array): void {
    product(normed.subarray(t * D), weights, of('attention.query'), D, D, query);
    const [key, value] = [of('attention.key'), of('attention.value')];
    const shares = earlier.subarray(0, t + 1);
    for (let h = 0; h < heads; h++) {
      for (let d = 0; d < D; d++) asked[d] = dot(query, h * H, weights, key + d * D + h * H, H);
      for (let s = 0; s <= t; s++) shares[s] = dot(asked, 0, normed, s * D, D) / Math.sqrt(H);
      softmax(shares, mask);
      seen.fill(0);
      for (let s = 0; s <= t; s++) add(seen, shares[s]!, normed, s * D, D);
      for (let c = h * H; c < (h + 1) * H; c++) {
        let sum = 0;
        for (let d = 0; d < D; d++) sum += seen[d]! * weights[value + d * D + c]!;
        mixed[c] = sum;
      }
    }
  }

  /** The four groups, into `parts` and `fused`. */
  function fuse(
    floats: Float32Array,
    mask: Float32Array,
    weights: Float32Array,
    table: Float32Array,
    int: (name: string, i: number) => number,
  ): void {
    const group = seen;
    fused.fill(0);
    GROUPS.forEach((name, g) => {
      group.fill(0);
      let total = 1e-6;
      if (name === 'basic') {
        for (let slot = 0; slot < BASIC_SLOTS; slot++) {
          const known = int('basic', slot);
          if (known !== 0) add(group, 1, weights, begin('basic') + known * D, D);
        }
        total = 1;
      } else if (name === 'behaviour') {
        group.set(last);
        total = 1;
      } else if (name === 'tags') {
        for (let t = 0; t < T; t++) {
          const share = int('tags', t) === 0 ? 0 : mask[t]! * TAG_DECAY ** (T - 1 - t);
          total += share;
          if (share !== 0) add(group, share, table, int('tags', t) * D, D);
        }
      } else {
        for (let slot = 0; slot < RELATION_SLOTS; slot++) {
          const relation = int('relations', slot);
          if (relation === 0) continue;
          total++;
          add(group, 1, table, relation * D, D);
        }
      }
      const gate = floats[at.present! + g]! / (1 + Math.exp(-weights[begin('gates') + g]!)) / total;
      product(group, weights, begin(`group.${name}`), D, D, row);
      for (let d = 0; d < D; d++) {
        parts[g * D + d] = gate * row[d]!;
        fused[d]! += gate * row[d]!;
      }
    });
    layerNorm(fused, 0, fused, 0, weights, begin('finalNorm.gain'), begin('finalNorm.bias'), D);
  }

  /** Each item's neighbourhood, into `edges` and `around`. */
  function look(
    floats: Float32Array,
    weights: Float32Array,
    table: Float32Array,
    int: (name: string, i: number) => number,
  ): void {
    around.fill(0);
    edges.fill(0);
    for (let t = 0; t < T; t++) {
      let count = 0;
      for (let m = 0; m < M; m++) if (int('edges', t * M + m) !== 0) count++;
      if (count === 0) continue;
      product(items.subarray(t * D), weights, begin('graphQuery'), D, D, asked);
      let top = Number.NEGATIVE_INFINITY;
      for (let m = t * M; m < (t + 1) * M; m++) {
        const node = int('edges', m);
        if (node === 0) continue;
        const prior = floats[at.edgePriors! + m]! + weights[begin('edgeKind') + int('edgeKinds', m)]!;
        edges[m] = dot(asked, 0, table, node * D, D) / Math.sqrt(D) + prior;
        top = Math.max(top, edges[m]!);
      }
      let total = 0;
      for (let m = t * M; m < (t + 1) * M; m++) {
        edges[m] = int('edges', m) === 0 ? 0 : Math.exp(edges[m]! - top);
        total += edges[m]!;
      }
      for (let m = t * M; m < (t + 1) * M; m++) {
        if (edges[m] === 0) continue;
        edges[m]! /= total;
        add(around, edges[m]!, table, int('edges', m) * D, D, t * D);
      }
    }
  }
}

/** rows · matrix for one row. [inner] · [inner, columns] -> [columns] */
function product(
  values: Float32Array,
  matrix: Float32Array,
  begin: number,
  inner: number,
  columns: number,
  out: Float32Array,
): void {
  out.fill(0);
  for (let i = 0; i < inner; i++) add(out, values[i]!, matrix, begin + i * columns, columns);
}

function dot(a: Float32Array, atA: number, b: Float32Array, atB: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[atA + i]! * b[atB + i]!;
  return sum;
}

/** Adds `share` times what stands at `from`. */
function add(
  to: Float32Array,
  share: number,
  values: Float32Array,
  from: number,
  length: number,
  at = 0,
): void {
  for (let i = 0; i < length; i++) to[at + i]! += share * values[from + i]!;
}

function layerNorm(
  x: Float32Array,
  from: number,
  out: Float32Array,
  to: number,
  weights: Float32Array,
  gain: number,
  bias: number,
  D: number,
): void {
  let mean = 0;
  for (let d = 0; d < D; d++) mean += x[from + d]!;
  mean /= D;
  let variance = 0;
  for (let d = 0; d < D; d++) variance += (x[from + d]! - mean) ** 2;
  const scale = 1 / Math.sqrt(variance / D + NORM_EPSILON);
  for (let d = 0; d < D; d++)
    out[to + d] = (x[from + d]! - mean) * scale * weights[gain + d]! + weights[bias + d]!;
}

/** In place, over what the mask keeps; uniform, as the reference has it, where that is nothing. */
function softmax(values: Float32Array, mask: Float32Array): void {
  const kept = (i: number): number => (mask[i] === 1 ? values[i]! : MASKED);
  let top = MASKED;
  for (let i = 0; i < values.length; i++) top = Math.max(top, kept(i));
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp(kept(i) - top);
    total += values[i]!;
  }
  for (let i = 0; i < values.length; i++) values[i]! /= total;
}
