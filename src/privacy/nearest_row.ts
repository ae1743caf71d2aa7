import type { Codebook } from '../contract/codebook.ts';

/** Row 0 of every codebook: "undecided". */
export const UNDECIDED_ROW = 0;

/**
 * The codebook row with the largest cosine to the profile, an integer in [0, K) for any input at all.
 *
 * Undecided (row 0) when there is no profile, when it has another width, holds a NaN or an infinity
 * or is zero, and when two rows come out equal: a tie broken by order would favour low rows.
 *
 * No guarantee rests on this function. The mechanism holds for any function into [0, K); this one
 * only makes the released row useful. It is total, so that no input can stop a release (whether
 * one leaves must not depend on data), and does the same K x D multiplications for every input
 * of that type.
 *
 * @param profile shape [D]; need not be normalised, since its length scales all K scores alike.
 */
export function nearestRow(profile: Float32Array | undefined, { D, K, rows }: Codebook): number {
  const usable = profile instanceof Float32Array && profile.length === D ? profile : new Float32Array(D);
  let best = UNDECIDED_ROW;
  let bestScore = Number.NEGATIVE_INFINITY;
  let isTied = false;
  let allFinite = true;
  for (let k = 0; k < K; k++) {
    const score = cosineUpToScale(usable, rows[k]!.embedding);
    allFinite &&= Number.isFinite(score);
    if (score === bestScore) isTied = true;
    if (score > bestScore) {
      best = k;
      bestScore = score;
      isTied = false;
    }
  }
  return isTied || !allFinite ? UNDECIDED_ROW : best;
}

/** Dot product with the row brought to length 1; 0 for a row of zeros, which points nowhere. */
function cosineUpToScale(profile: Float32Array, row: Int8Array): number {
  let dot = 0;
  let squares = 0;
  for (let d = 0; d < row.length; d++) {
    dot += profile[d]! * row[d]!;
    squares += row[d]! * row[d]!;
  }
  // Multiplied even when the row is zero, so that a NaN of the profile is not lost.
  return dot * (squares === 0 ? 0 : 1 / Math.sqrt(squares));
}
