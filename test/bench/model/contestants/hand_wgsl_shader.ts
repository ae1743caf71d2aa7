import { BASIC_SLOTS } from '../../../../src/features/basic.ts';
import { GROUPS, RELATION_SLOTS } from '../../../../src/features/model_input.ts';
import { type ModelShape, weightEntries } from '../../../../src/model/weights.ts';

/** Where each part of a buffer begins, in numbers of four bytes, and the whole length. */
export interface Layout {
  readonly at: Readonly<Record<string, number>>;
  readonly length: number;
}

export interface Layouts {
  readonly weights: Layout;
  readonly input: Layout;
  readonly scratch: Layout;
  readonly output: Layout;
}

export function layoutsOf({ D, T, ...rest }: ModelShape, M: number, V: number): Layouts {
  const shape = { D, T, ...rest };
  return {
    weights: layout(
      weightEntries(shape).map(({ name, shape: dims }) => [name, dims.reduce((size, n) => size * n, 1)]),
    ),
    input: layout([
      ['items', T],
      ['kinds', T],
      ['gaps', T],
      ['mask', T],
      ['tags', T],
      ['edges', T * M],
      ['edgeKinds', T * M],
      ['edgePriors', T * M],
      ['basic', BASIC_SLOTS],
      ['relations', RELATION_SLOTS],
      ['present', GROUPS.length],
    ]),
    scratch: layout([
      ['keys', T * D],
      ['values', T * D],
      ['around', T * D],
      ['last', D],
      ['normed', D],
    ]),
    output: layout([
      ['profile', D],
      ['history', T],
      ['scores', V + 1],
    ]),
  };
}

function layout(parts: readonly (readonly [name: string, length: number])[]): Layout {
  const at: Record<string, number> = {};
  let length = 0;
  for (const [name, size] of parts) {
    at[name] = length;
    length += size;
  }
  return { at, length };
}

/**
 * The whole pass in three programs: `positions` (a workgroup a position: embedding, norm, key, value, graph attention),
 * `shopper` (one workgroup: attention of the newest position, feed-forward, fusion, history attention), `score` (a
 * thread an item). One block, float32, a thread a column.
 */
export function shaderOf({ D, T, heads, F }: ModelShape, M: number, V: number, layouts: Layouts): string {
  const { weights, input, scratch, output } = layouts;
  const w = (name: string) => `W[${weights.at[name]}u + `;
  const i = (name: string) => `bitcast<i32>(I[${input.at[name]}u + `;
  const f = (name: string) => `bitcast<f32>(I[${input.at[name]}u + `;
  const s = (name: string) => `S[${scratch.at[name]}u + `;
  const o = (name: string) => `O[${output.at[name]}u + `;
  const b = 'block0';
  return /* wgsl */ `
const D = ${D}u; const T = ${T}u; const M = ${M}u; const F = ${F}u; const HEADS = ${heads}u; const H = ${D / heads}u;
@group(0) @binding(0) var<storage, read> W: array<f32>;
@group(0) @binding(1) var<storage, read> E: array<f32>;
@group(0) @binding(2) var<storage, read> I: array<u32>;
@group(0) @binding(3) var<storage, read_write> S: array<f32>;
@group(0) @binding(4) var<storage, read_write> O: array<f32>;

var<workgroup> a: array<f32, D>;
var<workgroup> c: array<f32, D>;
var<workgroup> wide: array<f32, F>;
var<workgroup> logits: array<f32, ${Math.max(heads * T, M)}>;

fn normed(x: f32, d: u32, gain: f32, bias: f32) -> f32 {
  workgroupBarrier();
  c[d] = x;
  workgroupBarrier();
  var sum = 0.0;
  for (var j = 0u; j < D; j++) { sum += c[j]; }
  let mean = sum / f32(D);
  var squares = 0.0;
  for (var j = 0u; j < D; j++) { squares += (c[j] - mean) * (c[j] - mean); }
  return (x - mean) * inverseSqrt(squares / f32(D) + 1e-6) * gain + bias;
}

/** Column d of the row in a times a square matrix. */
fn column(at: u32, d: u32) -> f32 {
  var sum = 0.0;
  for (var j = 0u; j < D; j++) { sum += a[j] * W[at + j * D + d]; }
  return sum;
}

/** The row of all threads' x, in a. */
fn share(x: f32, d: u32) {
  workgroupBarrier();
  a[d] = x;
  workgroupBarrier();
}

@compute @workgroup_size(D) fn positions(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let t = group.x;
  let d = local.x;
  let item = E[u32(${i('items')}t])) * D + d];
  let x = ${f('mask')}t]) * (item + ${w('kind')}u32(${i('kinds')}t])) * D + d] + ${w('gap')}u32(${i('gaps')}t])) * D + d]
    + ${w('position')}t * D + d]);
  let n = normed(x, d, ${w(`${b}.attentionNorm.gain`)}d], ${w(`${b}.attentionNorm.bias`)}d]);
  share(n, d);
  ${s('keys')}t * D + d] = column(${weights.at[`${b}.attention.key`]}u, d);
  ${s('values')}t * D + d] = column(${weights.at[`${b}.attention.value`]}u, d);
  if (t == T - 1u) {
    ${s('last')}d] = x;
    ${s('normed')}d] = n;
  }
  share(item, d);
  let asked = column(${weights.at.graphQuery}u, d);
  share(asked, d);
  if (d < M) {
    let edge = ${i('edges')}t * M + d]);
    var dot = 0.0;
    for (var j = 0u; j < D; j++) { dot += a[j] * E[u32(edge) * D + j]; }
    let prior = ${f('edgePriors')}t * M + d]) + ${w('edgeKind')}u32(${i('edgeKinds')}t * M + d]))];
    logits[d] = select(-1e9, dot * ${1 / Math.sqrt(D)} + prior, edge != 0);
  }
  workgroupBarrier();
  var top = -1e9;
  for (var m = 0u; m < M; m++) { top = max(top, logits[m]); }
  var total = 0.0;
  var around = 0.0;
  for (var m = 0u; m < M; m++) {
    let edge = ${i('edges')}t * M + m]);
    if (edge != 0) {
      let weight = exp(logits[m] - top);
      total += weight;
      around += weight * E[u32(edge) * D + d];
    }
  }
  ${s('around')}t * D + d] = select(around / total, 0.0, total == 0.0);
}

@compute @workgroup_size(D) fn shopper(@builtin(local_invocation_id) local: vec3u) {
  let d = local.x;
  share(${s('normed')}d], d);
  let q = column(${weights.at[`${b}.attention.query`]}u, d);
  share(q, d);
  for (var at = d; at < HEADS * T; at += D) {
    let t = at % T;
    let head = at / T;
    var dot = 0.0;
    for (var j = head * H; j < (head + 1u) * H; j++) { dot += a[j] * ${s('keys')}t * D + j]; }
    logits[at] = select(-1e9, dot * ${1 / Math.sqrt(D / heads)}, ${f('mask')}t]) == 1.0);
  }
  workgroupBarrier();
  let mine = (d / H) * T;
  var top = -1e9;
  for (var t = 0u; t < T; t++) { top = max(top, logits[mine + t]); }
  var total = 0.0;
  var mixed = 0.0;
  for (var t = 0u; t < T; t++) {
    let weight = exp(logits[mine + t] - top);
    total += weight;
    mixed += weight * ${s('values')}t * D + d];
  }
  share(mixed / total, d);
  var x = ${s('last')}d] + column(${weights.at[`${b}.attention.output`]}u, d);
  share(normed(x, d, ${w(`${b}.feedForwardNorm.gain`)}d], ${w(`${b}.feedForwardNorm.bias`)}d]), d);
  for (var at = d; at < F; at += D) {
    var sum = ${w(`${b}.feedForward.expandBias`)}at];
    for (var j = 0u; j < D; j++) { sum += a[j] * ${w(`${b}.feedForward.expand`)}j * F + at]; }
    wide[at] = max(0.0, sum);
  }
  workgroupBarrier();
  x += ${w(`${b}.feedForward.projectBias`)}d];
  for (var j = 0u; j < F; j++) { x += wide[j] * ${w(`${b}.feedForward.project`)}j * D + d]; }

  var basic = 0.0;
  for (var slot = 0u; slot < ${BASIC_SLOTS}u; slot++) {
    let row = ${i('basic')}slot]);
    if (row != 0) { basic += ${w('basic')}u32(row) * D + d]; }
  }
  var tags = 0.0;
  var tagTotal = 1e-6;
  var decay = 1.0;
  for (var age = 0u; age < T; age++) {
    let t = T - 1u - age;
    let tag = ${i('tags')}t]);
    if (tag != 0) {
      let weight = ${f('mask')}t]) * decay;
      tagTotal += weight;
      tags += weight * E[u32(tag) * D + d];
    }
    decay *= 0.8;
  }
  var relations = 0.0;
  var relationTotal = 1e-6;
  for (var slot = 0u; slot < ${RELATION_SLOTS}u; slot++) {
    let row = ${i('relations')}slot]);
    if (row != 0) {
      relationTotal += 1.0;
      relations += E[u32(row) * D + d];
    }
  }
  var groups = array<f32, 4>(basic, x, tags / tagTotal, relations / relationTotal);
  var fused = 0.0;
  ${GROUPS.map(
    (group, g) => `share(groups[${g}], d);
  fused += ${f('present')}${g}u]) / (1.0 + exp(-${w('gates')}${g}u])) * column(${weights.at[`group.${group}`]}u, d);`,
  ).join('\n  ')}
  fused = normed(fused, d, ${w('finalNorm.gain')}d], ${w('finalNorm.bias')}d]);
  share(fused, d);
  let wanted = column(${weights.at.historyQuery}u, d);
  share(wanted, d);
  for (var t = d; t < T; t += D) {
    let item = u32(${i('items')}t])) * D;
    var dot = 0.0;
    for (var j = 0u; j < D; j++) { dot += a[j] * E[item + j]; }
    let bias = ${w('historyAge')}T - 1u - t] + ${w('historyKind')}u32(${i('kinds')}t]))];
    logits[t] = select(-1e9, dot * ${1 / Math.sqrt(D)} + bias, ${f('mask')}t]) == 1.0);
  }
  workgroupBarrier();
  top = -1e9;
  for (var t = 0u; t < T; t++) { top = max(top, logits[t]); }
  total = 0.0;
  for (var t = 0u; t < T; t++) { total += exp(logits[t] - top); }
  var profile = fused;
  for (var t = 0u; t < T; t++) {
    let weight = ${f('mask')}t]) * exp(logits[t] - top) / total;
    profile += weight * (${w('nu')}0u] * E[u32(${i('items')}t])) * D + d] + ${w('mu')}0u] * ${s('around')}t * D + d]);
    if (d == 0u) { ${o('history')}t] = weight; }
  }
  ${o('profile')}d] = profile;
}

@compute @workgroup_size(64) fn score(@builtin(global_invocation_id) global: vec3u) {
  let item = global.x;
  if (item > ${V}u) { return; }
  var dot = 0.0;
  for (var j = 0u; j < D; j++) { dot += ${o('profile')}j] * E[item * D + j]; }
  ${o('scores')}item] = dot;
}
`;
}
