import { BASIC_SLOTS } from '../../features/basic.ts';
import { GROUPS, RELATION_SLOTS } from '../../features/model_input.ts';
import { TAG_DECAY } from '../forward.ts';
import { MASKED, NORM_EPSILON } from '../ops.ts';
import { inputLayout, type Layout, layoutOf, outputLayout, type PassShape, weightLayout } from './layout.ts';

/**
 * The programs of the fused pass, in the form that tfjs puts its own head before: inputs are arrays of these names, the
 * output is `result`. A thread a column; where a whole row is wanted it lies in `row`.
 */

/**
 * What a block reads of the positions: key and value of each, and the rows themselves before and after their norm; of one
 * block alone, the newest row.
 */
export const rowsLayout = (shape: PassShape): Layout => layoutOf(rowParts(shape));

/** What `positions` leaves for the others. */
export const positionsLayout = (shape: PassShape): Layout =>
  layoutOf([...rowParts(shape), ['around', shape.inputT * shape.D], ['edges', shape.inputT * shape.M]]);

const rowParts = (shape: PassShape): (readonly [string, number])[] => [
  ['keys', shape.inputT * shape.D],
  ['values', shape.inputT * shape.D],
  ['rows', rowsOf(shape) * shape.D],
  ['normed', rowsOf(shape) * shape.D],
];

const rowsOf = ({ blocks, inputT }: PassShape): number => (blocks === 1 ? 1 : inputT);

/** Embedding, norm, key and value of each position, and its graph attention. */
export function positionsCode(shape: PassShape): string {
  const { D, T, inputT, M } = shape;
  const { w, wAt, i, f } = names(shape);
  const s = at('result', positionsLayout(shape));
  return `${common(shape)}
var<workgroup> logits: array<f32, ${M}>;

fn main(index: i32) {
  ${BOUND}
  let d = i32(localId.x);
  let t = i32(workgroupId.x);
  let item = entities[${i('items', 't')} * D + d];
  let x = ${f('mask', 't')} * (item + ${w('kind', `${i('kinds', 't')} * D + d`)} + ${w('gap', `${i('gaps', 't')} * D + d`)} + ${w('position', `(t + ${T - inputT}) * D + d`)});
  ${leaveRow(shape, 0)}
  share(item, d);
  let asked = column(${wAt('graphQuery')}, d);
  share(asked, d);
  for (var m = d; m < M; m += D) {
    let edge = ${i('edges', 't * M + m')};
    var dot = 0.0;
    for (var j = 0; j < D; j++) { dot += row[j] * entities[edge * D + j]; }
    logits[m] = select(MASKED, dot * ${1 / Math.sqrt(D)} + ${f('edgePriors', 't * M + m')} + ${w('edgeKind', i('edgeKinds', 't * M + m'))}, edge != 0);
  }
  workgroupBarrier();
  var top = MASKED;
  for (var m = 0; m < M; m++) { top = max(top, logits[m]); }
  var total = 0.0;
  for (var m = 0; m < M; m++) { total += exp(logits[m] - top); }
  var around = 0.0;
  for (var m = 0; m < M; m++) {
    let edge = ${i('edges', 't * M + m')};
    let weight = select(exp(logits[m] - top) / total, 0.0, edge == 0);
    around += weight * entities[edge * D + d];
    if (d == 0) { ${s('edges', 't * M + m')} = weight; }
  }
  ${s('around', 't * D + d')} = around;
}`;
}

/** A block that is not the last, for every position; then the next one's norm, key and value. */
export function blockCode(shape: PassShape, block: number): string {
  return `${common(shape)}${blockHead(shape)}
fn main(index: i32) {
  ${BOUND}
  let d = i32(localId.x);
  let t = i32(workgroupId.x);
  ${blockSteps(shape, block, 'rows')}
  ${leaveRow(shape, block + 1)}
}`;
}

/** The last block of the newest position, fusion, history attention: profile, parts and history. */
export function shopperCode(shape: PassShape): string {
  const { D, blocks } = shape;
  const { w, wAt, i, f } = names(shape);
  const s = at('positions', positionsLayout(shape));
  const o = at('result', outputLayout(shape));
  return `${common(shape)}${blockHead(shape)}
fn main(index: i32) {
  ${BOUND}
  let d = i32(localId.x);
  let t = T - 1;
  ${blockSteps(shape, blocks - 1, blocks === 1 ? 'positions' : 'rows')}

  var basic = 0.0;
  for (var slot = 0; slot < ${BASIC_SLOTS}; slot++) {
    let known = ${i('basic', 'slot')};
    basic += select(${w('basic', 'known * D + d')}, 0.0, known == 0);
  }
  var tags = 0.0;
  var tagTotal = 1e-6;
  var decay = 1.0;
  for (var t = T - 1; t >= 0; t--) {
    let tag = ${i('tags', 't')};
    let weight = select(${f('mask', 't')} * decay, 0.0, tag == 0);
    tagTotal += weight;
    tags += weight * entities[tag * D + d];
    decay *= ${TAG_DECAY};
  }
  var relations = 0.0;
  var relationTotal = 1e-6;
  for (var slot = 0; slot < ${RELATION_SLOTS}; slot++) {
    let relation = ${i('relations', 'slot')};
    relationTotal += select(1.0, 0.0, relation == 0);
    relations += select(entities[relation * D + d], 0.0, relation == 0);
  }
  var part = 0.0;
  var fused = 0.0;
${['basic', 'x', 'tags / tagTotal', 'relations / relationTotal']
  .map(
    (group, g) => `  share(${group}, d);
  part = ${f('present', `${g}`)} / (1.0 + exp(-${w('gates', `${g}`)})) * column(${wAt(`group.${GROUPS[g]}`)}, d);
  ${o('parts', `${g} * D + d`)} = part;
  fused += part;`,
  )
  .join('\n')}
  fused = normed(fused, d, ${w('finalNorm.gain', 'd')}, ${w('finalNorm.bias', 'd')});
  share(fused, d);
  let wanted = column(${wAt('historyQuery')}, d);
  share(wanted, d);
  for (var t = d; t < T; t += D) {
    let item = ${i('items', 't')} * D;
    var dot = 0.0;
    for (var j = 0; j < D; j++) { dot += row[j] * entities[item + j]; }
    let bias = ${w('historyAge', 'T - 1 - t')} + ${w('historyKind', i('kinds', 't'))};
    logits[t] = select(MASKED, dot * ${1 / Math.sqrt(D)} + bias, ${f('mask', 't')} == 1.0);
  }
  workgroupBarrier();
  top = MASKED;
  for (var t = 0; t < T; t++) { top = max(top, logits[t]); }
  total = 0.0;
  for (var t = 0; t < T; t++) { total += exp(logits[t] - top); }
  for (var t = 0; t < T; t++) {
    let weight = ${f('mask', 't')} * exp(logits[t] - top) / total;
    fused += weight * (${w('nu', '0')} * entities[${i('items', 't')} * D + d] + ${w('mu', '0')} * ${s('around', 't * D + d')});
    if (d == 0) { ${o('history', 't')} = weight; }
  }
  ${o('profile', 'd')} = fused;
}`;
}

/** Leaves row x of position t for a block: the row, its norm, its key and its value. */
function leaveRow(shape: PassShape, block: number): string {
  const { w, wAt } = names(shape);
  const s = at('result', rowsLayout(shape));
  const b = `block${block}`;
  const begin = shape.inputT - rowsOf(shape);
  return `let n = normed(x, d, ${w(`${b}.attentionNorm.gain`, 'd')}, ${w(`${b}.attentionNorm.bias`, 'd')});
  share(n, d);
  ${s('keys', 't * D + d')} = column(${wAt(`${b}.attention.key`)}, d);
  ${s('values', 't * D + d')} = column(${wAt(`${b}.attention.value`)}, d);
  if (t >= ${begin}) {
    ${s('rows', `(t - ${begin}) * D + d`)} = x;
    ${s('normed', `(t - ${begin}) * D + d`)} = n;
  }`;
}

const blockHead = ({ D, F, heads, inputT }: PassShape): string => `
const F = ${F}; const H = ${D / heads};
var<workgroup> wide: array<f32, F>;
var<workgroup> logits: array<f32, ${heads * inputT}>;
`;

/** Attention of position t to itself and those before, and feed-forward: row x. @param array what `leaveRow` left it in */
function blockSteps(shape: PassShape, block: number, array: string): string {
  const { D, heads } = shape;
  const { w, wAt, f } = names(shape);
  const s = at(array, rowsLayout(shape));
  const b = `block${block}`;
  const row = `(t - ${shape.inputT - rowsOf(shape)}) * D + d`;
  return `share(${s('normed', row)}, d);
  let q = column(${wAt(`${b}.attention.query`)}, d);
  share(q, d);
  for (var at = d; at < ${heads} * T; at += D) {
    let other = at % T;
    let head = at / T;
    var dot = 0.0;
    for (var j = head * H; j < (head + 1) * H; j++) { dot += row[j] * ${s('keys', 'other * D + j')}; }
    logits[at] = select(MASKED, dot * ${1 / Math.sqrt(D / heads)}, ${f('mask', 'other')} == 1.0 && other <= t);
  }
  workgroupBarrier();
  let mine = (d / H) * T;
  var top = MASKED;
  for (var other = 0; other < T; other++) { top = max(top, logits[mine + other]); }
  var total = 0.0;
  var mixed = 0.0;
  for (var other = 0; other < T; other++) {
    let weight = exp(logits[mine + other] - top);
    total += weight;
    mixed += weight * ${s('values', 'other * D + d')};
  }
  share(mixed / total, d);
  var x = ${s('rows', row)} + column(${wAt(`${b}.attention.output`)}, d);
  share(normed(x, d, ${w(`${b}.feedForwardNorm.gain`, 'd')}, ${w(`${b}.feedForwardNorm.bias`, 'd')}), d);
  for (var at = d; at < F; at += D) {
    var sum = ${w(`${b}.feedForward.expandBias`, 'at')};
    for (var j = 0; j < D; j++) { sum += row[j] * ${w(`${b}.feedForward.expand`, 'j * F + at')}; }
    wide[at] = max(0.0, sum);
  }
  workgroupBarrier();
  x += ${w(`${b}.feedForward.projectBias`, 'd')};
  for (var j = 0; j < F; j++) { x += wide[j] * ${w(`${b}.feedForward.project`, 'j * D + d')}; }`;
}

/** What the other two found, and behind it the score of every item, so that one read-back fetches all. */
export function scoreCode(shape: PassShape): string {
  const { at: from, length } = outputLayout(shape);
  const positions = positionsLayout(shape).at;
  return `fn main(index: i32) {
  let items = uniforms.turnedShape.y;
  let item = index - ${length};
  if (item >= items) { return; }
  if (index < ${from.edges}) {
    result[index] = shopper[index];
  } else if (item < 0) {
    result[index] = positions[index + ${positions.edges! - from.edges!}];
  } else {
    var dot = 0.0;
    for (var j = 0; j < ${shape.D}; j++) { dot += shopper[j] * turned[j * items + item]; }
    result[index] = dot;
  }
}`;
}

/** tfjs binds its uniforms always; the layout has what a program mentions. */
const BOUND = '_ = uniforms.NAN;';

type Access = (name: string, index: string) => string;

/** `array[begin of the part + index]` */
const at =
  (array: string, { at: begins }: Layout): Access =>
  (name, index) =>
    `${array}[${begins[name]} + ${index}]`;

function names(shape: PassShape) {
  const weights = weightLayout(shape);
  const words = at('words', inputLayout(shape.inputT, shape.M));
  return {
    w: at('weights', weights),
    wAt: (name: string) => weights.at[name]!,
    i: words,
    f: ((name, index) => `bitcast<f32>(${words(name, index)})`) as Access,
  };
}

const common = ({ D, inputT, M }: PassShape): string => `
const D = ${D}; const T = ${inputT}; const M = ${M}; const MASKED = f32(${MASKED});
var<workgroup> row: array<f32, D>;
var<workgroup> raw: array<f32, D>;

fn share(x: f32, d: i32) {
  workgroupBarrier();
  row[d] = x;
  workgroupBarrier();
}

fn column(begin: i32, d: i32) -> f32 {
  var sum = 0.0;
  for (var j = 0; j < D; j++) { sum += row[j] * weights[begin + j * D + d]; }
  return sum;
}

fn normed(x: f32, d: i32, gain: f32, bias: f32) -> f32 {
  workgroupBarrier();
  raw[d] = x;
  workgroupBarrier();
  var mean = 0.0;
  for (var j = 0; j < D; j++) { mean += raw[j]; }
  mean /= f32(D);
  var squares = 0.0;
  for (var j = 0; j < D; j++) { squares += (raw[j] - mean) * (raw[j] - mean); }
  return (x - mean) * inverseSqrt(squares / f32(D) + ${NORM_EPSILON}) * gain + bias;
}
`;
