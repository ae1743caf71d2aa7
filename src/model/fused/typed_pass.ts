import { BASIC_SLOTS } from '../../features/basic.ts';
import { GROUPS, RELATION_SLOTS } from '../../features/model_input.ts';
import { TAG_DECAY } from '../forward.ts';
import { inputLayout, outputLayout, type PassShape, weightLayout } from './layout.ts';
import { add, dot, layerNorm, product, softmax } from './loops.ts';
import { keptNeighbourhoods, type Neighbourhood } from './neighbourhoods.ts';

/** What a pass reads, as it lies in the backend's memory. */
export interface PassMemory {
  /** Stands for weights and table: with others it is another. */
  readonly model: object;
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

  return ({ model, words, weights, table }) => {
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
    look(model, words, weights, table);
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
  function look(model: object, words: Int32Array, weights: Float32Array, table: Float32Array): void {
    around.fill(0);
    edges.fill(0);
    const kept = keptNeighbourhoods(model);
    for (let t = 0; t < T; t++) {
      if (hasNoEdge(words, t)) continue;
      const item = words[at.items! + t]!;
      let found = kept.get(item);
      if (!found || !isOf(found, words, t)) {
        found = neighbourhoodOf(t, words, weights, table);
        kept.set(item, found);
      }
      edges.set(found.shares, t * M);
      around.set(found.around, t * D);
    }
  }

  function hasNoEdge(words: Int32Array, t: number): boolean {
    for (let m = at.edges! + t * M; m < at.edges! + (t + 1) * M; m++) if (words[m] !== 0) return false;
    return true;
  }

  /** Whether a neighbourhood is of the same edges as the item has at t. */
  function isOf({ words: made }: Neighbourhood, words: Int32Array, t: number): boolean {
    for (let m = 0; m < M; m++) {
      const edge = t * M + m;
      if (
        made[m] !== words[at.edges! + edge] ||
        made[M + m] !== words[at.edgeKinds! + edge] ||
        made[2 * M + m] !== words[at.edgePriors! + edge]
      )
        return false;
    }
    return made.length === 3 * M;
  }

  function neighbourhoodOf(
    t: number,
    words: Int32Array,
    weights: Float32Array,
    table: Float32Array,
  ): Neighbourhood {
    const made = new Int32Array(3 * M);
    for (const [part, name] of (['edges', 'edgeKinds', 'edgePriors'] as const).entries())
      made.set(words.subarray(at[name]! + t * M, at[name]! + (t + 1) * M), part * M);
    const [nodes, kinds] = [made.subarray(0, M), made.subarray(M, 2 * M)];
    const priors = new Float32Array(made.buffer, 4 * 2 * M, M);
    const shares = new Float32Array(M);
    const sum = new Float32Array(D);
    product(items.subarray(t * D), weights, begin('graphQuery'), D, D, asked);
    let top = Number.NEGATIVE_INFINITY;
    for (let m = 0; m < M; m++) {
      if (nodes[m] === 0) continue;
      const prior = priors[m]! + weights[begin('edgeKind') + kinds[m]!]!;
      shares[m] = dot(asked, 0, table, nodes[m]! * D, D) / Math.sqrt(D) + prior;
      top = Math.max(top, shares[m]!);
    }
    let total = 0;
    for (let m = 0; m < M; m++) {
      shares[m] = nodes[m] === 0 ? 0 : Math.exp(shares[m]! - top);
      total += shares[m]!;
    }
    for (let m = 0; m < M; m++) {
      if (shares[m] === 0) continue;
      shares[m]! /= total;
      add(sum, shares[m]!, table, nodes[m]! * D, D);
    }
    return { words: made, shares, around: sum };
  }
}
