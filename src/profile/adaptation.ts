import { dotProducts } from '../features/dot_products.ts';
import { GROUPS } from '../features/model_input.ts';
import { shareAfter } from './fixed_share.ts';
import { type FusionNorm, fuseParts, gateSlopes } from './fusion.ts';

/**
 * Learning on the device: after each interaction a small vector, added to the profile, and the fusion's gates move
 * by one step of logistic regression. Both enter after the encoder, so that the gradient is a few loops by hand.
 * What they predict is one of four experts in a mixture: where it does not help, the others rule.
 */

/** As trained; half the neighbours' say; five times the attributes'; with what was learnt on the device. */
export const EXPERTS = ['frozen', 'neighbours', 'attributes', 'adapted'] as const;
const ADAPTED = EXPERTS.indexOf('adapted');

/** What has been learnt of one shopper; worth something only with the model that it was learnt with. */
export interface Adaptation {
  /** v: added to the profile. [D] */
  readonly vector: Float32Array;
  /** δ: logarithm of what the gate of each group is multiplied by. [4] */
  readonly gates: readonly number[];
  /** Share of each expert, in the order of EXPERTS; sum 1. */
  readonly shares: readonly number[];
}

/** What learning needs of a model. */
export interface Learnable extends FusionNorm {
  readonly D: number;
  readonly V: number;
  /** Entity table. [R, D] */
  readonly entities: Float32Array;
  /** Mean squared length of an item's vector. */
  readonly itemSquare: number;
  readonly lambda: number;
  readonly beta: number;
  readonly temperature: number;
}

/** What the model says of a history before the next item comes. */
export interface Outlook {
  /** u·E of every item; entry 0 is padding. [V + 1] */
  readonly scores: Float32Array;
  /** The blend's terms (rank.ts). [V + 1] */
  readonly neighbour: Float32Array;
  readonly attribute: Float32Array;
  /** What each feature group adds before the norm. [4, D] */
  readonly parts: Float32Array;
  /** 1 = may not come next. [V + 1] */
  readonly hidden: Uint8Array;
}

/** What each expert expects. */
export interface Forecast {
  /** Probability of each open item, by expert; of a hidden one what it would be beside them. 4 x [V + 1] */
  readonly experts: readonly Float64Array[];
  /** Score / temperature - this = log-probability, of the frozen expert. */
  readonly logTotal: number;
}

const NEIGHBOUR_SAY = 0.5;
const ATTRIBUTE_SAY = 5;
/** Until it has been seen to be wrong, the model as trained is believed most. */
const START_SHARES: Adaptation['shares'] = [0.5, 1 / 6, 1 / 6, 1 / 6];
/** By how much one step may raise the log-odds of an item of mean length. */
const RATE = 1;
/** Share of the vector that fades at each step: taste moves on. */
const FADE = 0.1;
const GATE_RATE = 0.05;
/** A group's gate never goes beyond e^2 of its trained value, or below its reciprocal. */
const MAX_GATE = 2;
/** Least probability: no single surprise may silence an expert, nor an underflow. */
const LEAST = 1e-12;
/** Items less likely than this do not move the gradient: together they weigh less than one that was likely. */
const NEGLIGIBLE = 1e-7;
/** A hidden item may stand far above all open ones. */
const MAX_EXPONENT = 600;

export const startingAdaptation = (D: number): Adaptation => ({
  vector: new Float32Array(D),
  gates: GROUPS.map(() => 0),
  shares: START_SHARES,
});

/** @param norm the fusion's gain and bias. [D] */
export function learnable(
  { D, lambda, beta, temperature = 1 }: Pick<Learnable, 'D' | 'lambda' | 'beta'> & { temperature?: number },
  norm: FusionNorm,
  entities: Float32Array,
  V: number,
): Learnable {
  let sum = 0;
  for (let i = D; i < (V + 1) * D; i++) sum += entities[i]! ** 2;
  return { D, V, entities, itemSquare: sum / V || 1, ...norm, lambda, beta, temperature };
}

/** What each expert expects to come next. */
export function forecast(adaptation: Adaptation, outlook: Outlook, model: Learnable): Forecast {
  const { scores, neighbour, attribute, hidden } = outlook;
  const { lambda, beta, V, entities } = model;
  const ofVector = dotProducts(shiftOf(adaptation, outlook, model), entities, new Float64Array(V + 1));
  const logits = EXPERTS.map(() => new Float64Array(V + 1));
  for (let item = 1; item <= V; item++) {
    const [near, alike] = [lambda * neighbour[item]!, beta * attribute[item]!];
    const frozen = scores[item]! + near + alike;
    logits[0]![item] = frozen;
    logits[1]![item] = frozen + (NEIGHBOUR_SAY - 1) * near;
    logits[2]![item] = frozen + (ATTRIBUTE_SAY - 1) * alike;
    logits[3]![item] = frozen + ofVector[item]!;
  }
  const [logTotal] = logits.map((list) => softmaxInPlace(list, model.temperature, hidden));
  return { experts: logits, logTotal: logTotal! };
}

/** What each expert gave to an item, at least LEAST. */
export const likelihoodsOf = ({ experts }: Forecast, item: number): number[] =>
  experts.map((probabilities) => Math.max(LEAST, probabilities[item]!));

/**
 * The mixture's score of every item, on the scale of the blend's: where the frozen expert has all of the share
 * they are the same. [V + 1]
 */
export function mixtureScores(
  { shares }: Adaptation,
  { experts, logTotal }: Forecast,
  { V, temperature }: Learnable,
): Float32Array {
  const mixed = new Float32Array(V + 1);
  for (let item = 1; item <= V; item++) {
    let probability = 0;
    for (let e = 0; e < shares.length; e++) probability += shares[e]! * experts[e]![item]!;
    mixed[item] = temperature * (Math.log(probability) + logTotal);
  }
  return mixed;
}

/** One step of learning: this item came, and this had been expected. */
export function learn(
  adaptation: Adaptation,
  outlook: Outlook,
  expected: Forecast,
  item: number,
  model: Learnable,
): Adaptation {
  const { gain, temperature, itemSquare } = model;
  const shares = shareAfter(adaptation.shares, likelihoodsOf(expected, item));
  const surprise = surpriseOf(expected.experts[ADAPTED]!, outlook.hidden, item, model);
  const step = (RATE * temperature) / itemSquare;
  const vector = adaptation.vector.map((value, d) => (1 - FADE) * value + step * surprise[d]!);
  boundLength(vector, Math.hypot(...gain));
  const slopes = gateSlopes(outlook.parts, adaptation.gates, model, surprise);
  const gates = adaptation.gates.map((gate, g) =>
    Math.max(-MAX_GATE, Math.min(MAX_GATE, gate + (GATE_RATE * slopes[g]!) / temperature)),
  );
  const learnt = { vector, gates, shares };
  // Numbers that a backend got wrong are not learnt from.
  return [...vector, ...gates, ...shares].every(Number.isFinite) ? learnt : adaptation;
}

/** Gradient of the adapted expert's log-probability of the item by the profile, times the temperature. [D] */
function surpriseOf(
  probabilities: Float64Array,
  hidden: Uint8Array,
  item: number,
  { D, V, entities }: Learnable,
): Float64Array {
  const gradient = new Float64Array(D);
  for (let other = 1; other <= V; other++) {
    const probability = hidden[other] ? 0 : probabilities[other]!;
    const residual = (other === item ? 1 : 0) - probability;
    if (residual === 0 || (other !== item && probability < NEGLIGIBLE)) continue;
    for (let d = 0, at = other * D; d < D; d++, at++) gradient[d]! += residual * entities[at]!;
  }
  return gradient;
}

/** What adaptation adds to the profile: the vector, and what the moved gates change of the fusion. [D] */
function shiftOf({ vector, gates }: Adaptation, { parts }: Outlook, model: Learnable): Float64Array {
  const trained = fuseParts(
    parts,
    gates.map(() => 0),
    model,
  );
  const moved = fuseParts(parts, gates, model);
  return Float64Array.from(vector, (value, d) => value + moved.fused[d]! - trained.fused[d]!);
}

/** Logits to probabilities over the open items. @returns logarithm of what they were divided by */
function softmaxInPlace(logits: Float64Array, temperature: number, hidden: Uint8Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let item = 1; item < logits.length; item++)
    if (!hidden[item] && logits[item]! > top) top = logits[item]!;
  let total = 0;
  for (let item = 1; item < logits.length; item++) {
    logits[item] = Math.exp(Math.min(MAX_EXPONENT, (logits[item]! - top) / temperature));
    if (!hidden[item]) total += logits[item]!;
  }
  for (let item = 1; item < logits.length; item++) logits[item]! /= total;
  return top / temperature + Math.log(total);
}

function boundLength(vector: Float32Array, bound: number): void {
  const length = Math.hypot(...vector);
  if (length > bound) for (let d = 0; d < vector.length; d++) vector[d]! *= bound / length;
}
