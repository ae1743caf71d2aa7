import { BASIC_ROWS, BASIC_SLOTS } from '../../../../src/features/basic.ts';
import { EDGE_KINDS, GROUPS, RELATION_SLOTS } from '../../../../src/features/model_input.ts';
import { weightEntries } from '../../../../src/model/weights.ts';
import type { Task } from '../task.ts';
import { OnnxBuilder } from './builder.ts';

const MASKED = 1e9;
const NORM_EPSILON = 1e-6;
const TAG_DECAY = 0.8;

/**
 * The model of a task as an ONNX file: src/model/forward.ts for one shopper, the newest position alone, and the scores of
 * all items, with the task's weights inside. The item table lies turned, as a product of one row with it wants it.
 */
export function onnxForward(task: Task): Uint8Array<ArrayBuffer> {
  const { manifest: shape, weights } = task.folder;
  const { D, T, heads, blocks } = shape;
  const H = D / heads;
  const { M } = task.inputs[0]!;
  const { V } = task.index;
  const rows = task.entities.length / D;
  const g = new OnnxBuilder();
  const shapes = new Map(weightEntries(shape).map((entry) => [entry.name, entry.shape]));
  const w = (name: string) => g.constant(weights.get(name)!, shapes.get(name)!);
  const scalar = (value: number) => g.constant([value], [1]);
  const reshape = (x: string, to: readonly number[]) => g.node('Reshape', [x, g.integers(to)]);
  const transpose = (x: string, perm: readonly number[]) =>
    g.node('Transpose', [x], { perm: { ints: perm } });
  const matMul = (a: string, b: string) => g.node('MatMul', [a, b]);
  const add = (a: string, b: string) => g.node('Add', [a, b]);
  const mul = (a: string, b: string) => g.node('Mul', [a, b]);
  const gather = (from: string, at: string) => g.node('Gather', [from, at], { axis: { int: 0 } });
  const softmax = (x: string) => g.node('Softmax', [x], { axis: { int: -1 } });
  const norm = (x: string, name: string) =>
    g.node('LayerNormalization', [x, w(`${name}.gain`), w(`${name}.bias`)], {
      axis: { int: -1 },
      epsilon: { float: NORM_EPSILON },
    });
  const lastRow = (x: string) => g.node('Slice', [x, g.integers([T - 1]), g.integers([T]), g.integers([0])]);
  /** 0 where the mask is 1, minus a billion where it is 0. */
  const hidden = (mask: string) => mul(g.node('Sub', [mask, scalar(1)]), scalar(MASKED));
  const isSet = (entries: string) =>
    g.node('Min', [g.node('Cast', [entries], { to: { int: 1 } }), scalar(1)]);

  const items = g.input('items', 'int32', [T]);
  const kinds = g.input('kinds', 'int32', [T]);
  const gaps = g.input('gaps', 'int32', [T]);
  const mask = g.input('mask', 'float', [1, T]);
  const tags = g.input('tags', 'int32', [T]);
  const edges = g.input('edges', 'int32', [T, M]);
  const edgeKinds = g.input('edgeKinds', 'int32', [T, M]);
  const edgePriors = g.input('edgePriors', 'float', [T, M]);
  const basic = g.input('basic', 'int32', [BASIC_SLOTS]);
  const relations = g.input('relations', 'int32', [RELATION_SLOTS]);
  const present = g.input('present', 'float', [GROUPS.length]);

  const table = g.constant(task.entities, [rows, D]);
  const embedded = gather(table, items); // [T, D]
  const padding = transpose(mask, [1, 0]); // [T, 1]
  const hiddenKeys = hidden(mask); // [1, T]

  // Encoder.
  const context = add(gather(w('kind'), kinds), gather(w('gap'), gaps));
  let x = mul(add(add(embedded, context), w('position')), padding); // [T, D]
  for (let b = 0; b < blocks; b++) {
    const name = `block${b}`;
    const isLast = b === blocks - 1;
    const Q = isLast ? 1 : T;
    const keys = norm(x, `${name}.attentionNorm`);
    const split = (y: string, length: number) => transpose(reshape(y, [length, heads, H]), [1, 0, 2]); // [K, length, H]
    const q = split(matMul(isLast ? lastRow(keys) : keys, w(`${name}.attention.query`)), Q);
    const k = reshape(matMul(keys, w(`${name}.attention.key`)), [T, heads, H]);
    const v = split(matMul(keys, w(`${name}.attention.value`)), T);
    const logits = mul(matMul(q, transpose(k, [1, 2, 0])), scalar(1 / Math.sqrt(H))); // [K, Q, T]
    const causal = Float32Array.from({ length: Q * T }, (_, at) =>
      at % T <= T - Q + Math.floor(at / T) ? 0 : -MASKED,
    );
    const kept = add(add(logits, g.constant(causal, [Q, T])), hiddenKeys);
    const mixed = reshape(transpose(matMul(softmax(kept), v), [1, 0, 2]), [Q, D]);
    x = add(isLast ? lastRow(x) : x, matMul(mixed, w(`${name}.attention.output`)));
    const normed = norm(x, `${name}.feedForwardNorm`);
    const wide = g.node('Relu', [
      add(matMul(normed, w(`${name}.feedForward.expand`)), w(`${name}.feedForward.expandBias`)),
    ]);
    x = add(x, add(matMul(wide, w(`${name}.feedForward.project`)), w(`${name}.feedForward.projectBias`)));
  }

  // Fusion.
  const known = Float32Array.from(weights.get('basic')!, (value, at) => (at < D ? 0 : value));
  const sumRows = (y: string) => g.node('ReduceSum', [y, g.integers([0])], { keepdims: { int: 1 } });
  const basicGroup = sumRows(gather(g.constant(known, [BASIC_ROWS, D]), basic)); // [1, D]
  const decay = Float32Array.from({ length: T }, (_, t) => TAG_DECAY ** (T - 1 - t));
  const shareOf = (raw: string) =>
    g.node('Div', [raw, add(g.node('ReduceSum', [raw], { keepdims: { int: 1 } }), scalar(1e-6))]);
  const tagShares = shareOf(mul(mul(mask, g.constant(decay, [1, T])), reshape(isSet(tags), [1, T])));
  const tagGroup = matMul(tagShares, gather(table, tags));
  const relationShares = shareOf(reshape(isSet(relations), [1, RELATION_SLOTS]));
  const relationGroup = matMul(relationShares, gather(table, relations));
  const open = mul(g.node('Sigmoid', [w('gates')]), present); // [4]
  const parts = [basicGroup, x, tagGroup, relationGroup].map((group, i) => {
    const gate = g.node('Slice', [open, g.integers([i]), g.integers([i + 1]), g.integers([0])]);
    return mul(matMul(group, w(`group.${GROUPS[i]}`)), gate); // [1, D]
  });
  const fused = norm(parts.reduce(add), 'finalNorm'); // [1, D]

  // Graph.
  const nodes = gather(table, edges); // [T, M, D]
  const kindBias = reshape(gather(g.constant(weights.get('edgeKind')!, [EDGE_KINDS.length]), edgeKinds), [
    T,
    M,
  ]);
  const asked = reshape(matMul(embedded, w('graphQuery')), [T, D, 1]);
  const content = mul(reshape(matMul(nodes, asked), [T, M]), scalar(1 / Math.sqrt(D)));
  const edgeMask = isSet(edges);
  const edgeLogits = add(add(content, add(edgePriors, kindBias)), hidden(edgeMask));
  const edgeShares = mul(softmax(edgeLogits), edgeMask); // [T, M]
  const aggregated = reshape(matMul(reshape(edgeShares, [T, 1, M]), nodes), [T, D]);

  // History.
  const age = Float32Array.from(weights.get('historyAge')!).reverse(); // [T], oldest first
  const historyKind = reshape(gather(w('historyKind'), kinds), [1, T]);
  const contentOf = matMul(matMul(fused, w('historyQuery')), transpose(embedded, [1, 0])); // [1, T]
  const historyLogits = add(
    mul(contentOf, scalar(1 / Math.sqrt(D))),
    add(g.constant(age, [1, T]), historyKind),
  );
  const history = mul(softmax(add(historyLogits, hiddenKeys)), mask); // [1, T]
  const shopper = add(fused, mul(matMul(history, embedded), w('nu')));
  const profile = add(shopper, mul(matMul(history, aggregated), w('mu'))); // [1, D]

  const turned = new Float32Array(D * (V + 1));
  for (let item = 0; item <= V; item++)
    for (let d = 0; d < D; d++) turned[d * (V + 1) + item] = task.entities[item * D + d]!;
  g.output('profile', profile, [1, D]);
  g.output('history', history, [1, T]);
  g.output('scores', matMul(profile, g.constant(turned, [D, V + 1])), [1, V + 1]);
  return g.build();
}
