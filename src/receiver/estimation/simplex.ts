/**
 * The shares nearest to the raw ones (Euclidean) that could be: none negative, their sum 1. De-biased shares
 * add up to 1 by themselves and are negative where a row is rare; what is cut off there all others give, each the
 * same. It lessens the error of the list as a whole and biases rare rows upwards, so intervals belong to the
 * raw estimates. (Wang et al. 2020, "Locally differentially private frequency estimation with consistency",
 * NDSS, there called Norm-Sub; the algorithm is that of Duchi et al. 2008.)
 *
 * @param shares any numbers, shape [K], K >= 1.
 */
export function projectToSimplex(shares: readonly number[]): number[] {
  const sorted = [...shares].sort((a, b) => b - a);
  let sum = 0;
  let taken = 0;
  for (const [i, share] of sorted.entries()) {
    sum += share;
    if (share - (sum - 1) / (i + 1) > 0) taken = (sum - 1) / (i + 1);
  }
  return shares.map((share) => Math.max(0, share - taken));
}
