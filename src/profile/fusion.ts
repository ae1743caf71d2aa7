/**
 * The fusion of model/ops.ts once more, on plain arrays of one shopper: U = f(Σ e^δᵢ·partᵢ), f = layer norm, where
 * partᵢ = σ(gᵢ)·Wᵢ·Xᵢ comes from the model.
 */

/** Gain and bias of the layer norm. [D] */
export interface FusionNorm {
  readonly gain: Float32Array;
  readonly bias: Float32Array;
}

export interface Fused {
  /** U. [D] */
  readonly fused: Float64Array;
  /** The sum less its mean, over its standard deviation. [D] */
  readonly centred: Float64Array;
  /** 1 / that standard deviation. */
  readonly scale: number;
}

const NORM_EPSILON = 1e-6; // of ops.ts

/** The fusion's norm among a model's weights. */
export const normOf = (weights: ReadonlyMap<string, Float32Array>): FusionNorm => ({
  gain: weights.get('finalNorm.gain')!,
  bias: weights.get('finalNorm.bias')!,
});

/** @param parts [groups, D] @param gates δ, one a group: 0 leaves the trained gate. [groups] */
export function fuseParts(
  parts: ArrayLike<number>,
  gates: readonly number[],
  { gain, bias }: FusionNorm,
): Fused {
  const D = gain.length;
  const sum = new Float64Array(D);
  gates.forEach((gate, g) => {
    const factor = Math.exp(gate);
    for (let d = 0; d < D; d++) sum[d]! += factor * parts[g * D + d]!;
  });
  const mean = meanOf(sum);
  const deviations = sum.map((value) => value - mean);
  const scale = 1 / Math.sqrt(meanOf(deviations.map((value) => value ** 2)) + NORM_EPSILON);
  const centred = deviations.map((value) => value * scale);
  return { fused: centred.map((value, d) => value * gain[d]! + bias[d]!), centred, scale };
}

/** Slope along each δ of something whose gradient by U is given. [groups] */
export function gateSlopes(
  parts: ArrayLike<number>,
  gates: readonly number[],
  { gain, bias }: FusionNorm,
  gradient: Float64Array,
): number[] {
  const D = gain.length;
  const { centred, scale } = fuseParts(parts, gates, { gain, bias });
  const ofCentred = gradient.map((value, d) => value * gain[d]!);
  const mean = meanOf(ofCentred);
  const along = meanOf(ofCentred.map((value, d) => value * centred[d]!));
  const ofSum = ofCentred.map((value, d) => scale * (value - mean - centred[d]! * along));
  return gates.map((gate, g) => {
    let slope = 0;
    for (let d = 0; d < D; d++) slope += ofSum[d]! * Math.exp(gate) * parts[g * D + d]!;
    return slope;
  });
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
