import { normalCdf } from './special_functions.ts';

/**
 * The least sigma at which Gaussian noise on a vector of sensitivity `sensitivity` is (epsilon, delta)-DP, exactly:
 * the analytic Gaussian mechanism (Balle and Wang 2018, theorem 8), by bisection, rounded up.
 */
export function analyticSigma(epsilon: number, delta: number, sensitivity: number): number {
  const deltaAt = (sigma: number) => {
    const half = sensitivity / (2 * sigma);
    const shift = (epsilon * sigma) / sensitivity;
    return normalCdf(half - shift) - Math.exp(epsilon) * normalCdf(-half - shift);
  };
  let low = 1e-3 * sensitivity;
  let high = 1e3 * sensitivity;
  for (let i = 0; i < 80; i++) {
    const middle = Math.sqrt(low * high);
    if (deltaAt(middle) > delta) low = middle;
    else high = middle;
  }
  return high;
}
