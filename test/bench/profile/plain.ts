import { BASIC_SLOTS } from '../../../src/features/basic.ts';
import type { CatalogueIndex } from '../../../src/features/catalogue_index.ts';
import { GROUPS, type ModelInput, RELATION_SLOTS } from '../../../src/features/model_input.ts';
import type { ModelShape } from '../../../src/model/weights.ts';
import type { Blend } from '../../../src/profile/rank.ts';

/**
 * The model's pass over one history, its scores of every item, the blend and the best of them, once more: loops over
 * typed arrays, written straight from the formulas of model/ops.ts, for one block and one shopper. What anybody would
 * write who needs no gradients, no other backend and no batch; every buffer is made once.
 */
export interface PlainResult {
  readonly profile: Float32Array; // [D]
  readonly history: Float32Array; // [T]
  readonly scores: Float32Array; // [V + 1]
  readonly best: readonly number[];
}

/** What of a loaded model it reads. */
export interface PlainModel {
  readonly folder: {
    readonly manifest: ModelShape & Blend;
    readonly weights: ReadonlyMap<string, Float32Array>;
  };
  readonly index: Pick<CatalogueIndex, 'V' | 'graph' | 'attributes'>;
  /** Entity table. [R, D] */
  readonly entities: Float32Array;
}

const NORM_EPSILON = 1e-6;
const TAG_DECAY = 0.8;

export function createPlain(model: PlainModel): (input: ModelInput, count: number) => PlainResult {
  const { folder, index, entities } = model;
  const { D, T, heads, blocks, F, lambda, beta } = folder.manifest;
  if (blocks !== 1) throw new Error(`the plain model has one block, not ${blocks}`);
  const w = (name: string): Float32Array => folder.weights.get(name)!;
  const position = w('position');
  const kindTable = w('kind');
  const gapTable = w('gap');
  const block = 'block0';
  const groups = GROUPS.map((group) => w(`group.${group}`));
  const H = D / heads;

  const x = new Float32Array(T * D);
  const keysIn = new Float32Array(T * D);
  const k = new Float32Array(T * D);
  const v = new Float32Array(T * D);
  const asked = new Float32Array(T * D);
  const q = new Float32Array(D);
  const mixed = new Float32Array(D);
  const row = new Float32Array(D);
  const normed = new Float32Array(D);
  const wide = new Float32Array(F);
  const last = new Float32Array(D);
  const group = new Float32Array(D);
  const fused = new Float32Array(D);
  const logits = new Float32Array(T);
  const aggregated = new Float32Array(T * D);
  const wanted = new Float32Array(index.attributes.idf.length);

  return (input, count) => {
    const { M } = input;
    // Encoder.
    for (let t = 0; t < T; t++) {
      if (input.mask[t] === 0) {
        x.fill(0, t * D, (t + 1) * D);
      } else {
        const [item, kind, gap] = [input.items[t]! * D, input.kinds[t]! * D, input.gaps[t]! * D];
        for (let d = 0; d < D; d++)
          x[t * D + d] =
            entities[item + d]! + kindTable[kind + d]! + gapTable[gap + d]! + position[t * D + d]!;
      }
    }
    for (let t = 0; t < T; t++)
      layerNorm(
        x,
        t * D,
        keysIn,
        t * D,
        w(`${block}.attentionNorm.gain`),
        w(`${block}.attentionNorm.bias`),
        D,
      );
    product(keysIn, T, w(`${block}.attention.key`), D, D, k);
    product(keysIn, T, w(`${block}.attention.value`), D, D, v);
    product(keysIn.subarray((T - 1) * D), 1, w(`${block}.attention.query`), D, D, q);
    mixed.fill(0);
    for (let h = 0; h < heads; h++) {
      for (let t = 0; t < T; t++) {
        let dot = 0;
        for (let d = h * H; d < (h + 1) * H; d++) dot += q[d]! * k[t * D + d]!;
        logits[t] = dot / Math.sqrt(H);
      }
      softmax(logits, input.mask, 0, T);
      for (let t = 0; t < T; t++)
        for (let d = h * H; d < (h + 1) * H; d++) mixed[d]! += logits[t]! * v[t * D + d]!;
    }
    product(mixed, 1, w(`${block}.attention.output`), D, D, row);
    for (let d = 0; d < D; d++) last[d] = x[(T - 1) * D + d]! + row[d]!;
    layerNorm(last, 0, normed, 0, w(`${block}.feedForwardNorm.gain`), w(`${block}.feedForwardNorm.bias`), D);
    product(normed, 1, w(`${block}.feedForward.expand`), D, F, wide);
    const [expandBias, projectBias] = [
      w(`${block}.feedForward.expandBias`),
      w(`${block}.feedForward.projectBias`),
    ];
    for (let f = 0; f < F; f++) wide[f] = Math.max(0, wide[f]! + expandBias[f]!);
    product(wide, 1, w(`${block}.feedForward.project`), F, D, row);
    for (let d = 0; d < D; d++) last[d]! += row[d]! + projectBias[d]!;

    // Fusion.
    fused.fill(0);
    const gates = w('gates');
    for (let g = 0; g < GROUPS.length; g++) {
      const present = input.present[(T - 1) * GROUPS.length + g]!;
      if (present === 0) continue;
      if (GROUPS[g] === 'basic') basicGroup(input);
      else if (GROUPS[g] === 'behaviour') group.set(last);
      else if (GROUPS[g] === 'tags') tagGroup(input);
      else relationGroup(input);
      product(group, 1, groups[g]!, D, D, row);
      const gate = present / (1 + Math.exp(-gates[g]!));
      for (let d = 0; d < D; d++) fused[d]! += gate * row[d]!;
    }
    layerNorm(fused, 0, fused, 0, w('finalNorm.gain'), w('finalNorm.bias'), D);

    // Graph: what each item's neighbourhood is.
    const edgeKind = w('edgeKind');
    for (let t = 0; t < T; t++) gatherItem(input, t);
    product(x, T, w('graphQuery'), D, D, asked);
    const edges = new Float32Array(M);
    const edgeMask = new Float32Array(M);
    aggregated.fill(0);
    for (let t = 0; t < T; t++) {
      for (let m = 0; m < M; m++) {
        const at = t * M + m;
        const node = input.edges[at]! * D;
        edgeMask[m] = node === 0 ? 0 : 1;
        let dot = 0;
        for (let d = 0; d < D; d++) dot += asked[t * D + d]! * entities[node + d]!;
        edges[m] = dot / Math.sqrt(D) + input.edgePriors[at]! + edgeKind[input.edgeKinds[at]!]!;
      }
      softmax(edges, edgeMask, 0, M);
      for (let m = 0; m < M; m++) {
        const share = edges[m]! * edgeMask[m]!;
        if (share === 0) continue;
        const node = input.edges[t * M + m]! * D;
        for (let d = 0; d < D; d++) aggregated[t * D + d]! += share * entities[node + d]!;
      }
    }

    // History: how much each item counts.
    product(fused, 1, w('historyQuery'), D, D, row);
    const [age, ofKind] = [w('historyAge'), w('historyKind')];
    for (let t = 0; t < T; t++) {
      let dot = 0;
      for (let d = 0; d < D; d++) dot += row[d]! * x[t * D + d]!;
      logits[t] = dot / Math.sqrt(D) + age[T - 1 - t]! + ofKind[input.kinds[t]!]!;
    }
    softmax(logits, input.mask, 0, T);
    const history = Float32Array.from(logits, (share, t) => share * input.mask[t]!);
    const profile = Float32Array.from(fused);
    const [nu, mu] = [w('nu')[0]!, w('mu')[0]!];
    for (let t = 0; t < T; t++)
      for (let d = 0; d < D; d++)
        profile[d]! += history[t]! * (nu * x[t * D + d]! + mu * aggregated[t * D + d]!);

    const scores = scoreAll(profile);
    blend(scores, history, input);
    return { profile, history, scores, best: best(scores, count) };
  };

  /** Over x, which the encoder no longer needs: the items alone. */
  function gatherItem(input: ModelInput, t: number): void {
    const item = input.items[t]! * D;
    for (let d = 0; d < D; d++) x[t * D + d] = entities[item + d]!;
  }

  function basicGroup(input: ModelInput): void {
    const basic = w('basic');
    group.fill(0);
    for (let slot = 0; slot < BASIC_SLOTS; slot++) {
      const at = input.basic[(T - 1) * BASIC_SLOTS + slot]! * D;
      if (at !== 0) for (let d = 0; d < D; d++) group[d]! += basic[at + d]!;
    }
  }

  function tagGroup(input: ModelInput): void {
    group.fill(0);
    let total = 1e-6;
    for (let t = 0; t < T; t++) {
      if (input.tags[t] === 0) continue;
      const share = input.mask[t]! * TAG_DECAY ** (T - 1 - t);
      total += share;
      for (let d = 0; d < D; d++) group[d]! += share * entities[input.tags[t]! * D + d]!;
    }
    for (let d = 0; d < D; d++) group[d]! /= total;
  }

  function relationGroup(input: ModelInput): void {
    group.fill(0);
    let total = 1e-6;
    for (let slot = 0; slot < RELATION_SLOTS; slot++) {
      const at = input.relations[slot]! * D;
      if (at === 0) continue;
      total++;
      for (let d = 0; d < D; d++) group[d]! += entities[at + d]!;
    }
    for (let d = 0; d < D; d++) group[d]! /= total;
  }

  function scoreAll(profile: Float32Array): Float32Array {
    const scores = new Float32Array(index.V + 1);
    for (let item = 1; item <= index.V; item++) {
      let dot = 0;
      for (let d = 0, at = item * D; d < D; d++, at++) dot += profile[d]! * entities[at]!;
      scores[item] = dot;
    }
    return scores;
  }

  function blend(scores: Float32Array, history: Float32Array, input: ModelInput): void {
    const { graph, attributes } = index;
    wanted.fill(0);
    for (let t = 0; t < T; t++) {
      const [item, share] = [input.items[t]!, history[t]!];
      if (item === 0 || share === 0) continue;
      for (let m = item * graph.M; m < (item + 1) * graph.M; m++)
        scores[graph.neighbours[m]!]! += lambda * share * graph.neighbourWeights[m]!;
      for (let a = attributes.offsets[item]!; a < attributes.offsets[item + 1]!; a++) {
        const attribute = attributes.attributes[a]!;
        wanted[attribute]! += beta * share * attributes.idf[attribute]!;
      }
    }
    for (let item = 1; item <= index.V; item++)
      for (let a = attributes.offsets[item]!; a < attributes.offsets[item + 1]!; a++)
        scores[item]! += wanted[attributes.attributes[a]!]!;
  }
}

/** rows x inner times inner x columns. */
function product(
  rows: Float32Array,
  count: number,
  matrix: Float32Array,
  inner: number,
  columns: number,
  out: Float32Array,
): void {
  for (let r = 0; r < count; r++) {
    const to = r * columns;
    out.fill(0, to, to + columns);
    for (let i = 0; i < inner; i++) {
      const value = rows[r * inner + i]!;
      const from = i * columns;
      for (let c = 0; c < columns; c++) out[to + c]! += value * matrix[from + c]!;
    }
  }
}

function layerNorm(
  x: Float32Array,
  from: number,
  out: Float32Array,
  to: number,
  gain: Float32Array,
  bias: Float32Array,
  D: number,
): void {
  let mean = 0;
  for (let d = 0; d < D; d++) mean += x[from + d]!;
  mean /= D;
  let variance = 0;
  for (let d = 0; d < D; d++) variance += (x[from + d]! - mean) ** 2;
  const scale = 1 / Math.sqrt(variance / D + NORM_EPSILON);
  for (let d = 0; d < D; d++) out[to + d] = (x[from + d]! - mean) * scale * gain[d]! + bias[d]!;
}

/** In place, over what the mask keeps; 0 elsewhere. */
function softmax(values: Float32Array, mask: Float32Array, from: number, to: number): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) if (mask[i] === 1 && values[i]! > top) top = values[i]!;
  let total = 0;
  for (let i = from; i < to; i++) {
    values[i] = mask[i] === 1 ? Math.exp(values[i]! - top) : 0;
    total += values[i]!;
  }
  if (total > 0) for (let i = from; i < to; i++) values[i]! /= total;
}

/** Items with the highest scores, best first. */
function best(scores: Float32Array, count: number): number[] {
  const items: number[] = [];
  for (let item = 1; item < scores.length; item++) {
    if (items.length === count && !(scores[item]! > scores[items[count - 1]!]!)) continue;
    let at = items.length;
    while (at > 0 && scores[item]! > scores[items[at - 1]!]!) at--;
    items.splice(at, 0, item);
    if (items.length > count) items.pop();
  }
  return items;
}
