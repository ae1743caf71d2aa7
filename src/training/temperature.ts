import { type Blend, blendScores } from '../profile/rank.ts';
import { attendEach, type Judged } from './evaluate.ts';
import type { TestCase } from './examples.ts';

/** Half octaves from 1/8 to 32. */
const TEMPERATURES = Array.from({ length: 17 }, (_, i) => 2 ** (i / 2 - 3));
/** More would make the mean finer than the steps between the temperatures. */
const MAX_TESTS = 2_000;

/**
 * The temperature at which the ranking's scores, divided by it, say best by softmax which of the items that are
 * open comes next: the one with the lowest mean log-loss on the tests. The blend, fitted by NDCG, leaves the scale
 * free; learning on the device needs it. Calibration by one number is Guo et al. 2017. Ties go to the lower one;
 * 1 without tests.
 */
export async function fitTemperature(
  cases: readonly TestCase[],
  { learnt, shape, index }: Judged,
  blend: Blend,
  report: (done: number) => void = () => {},
): Promise<number> {
  const judged = cases.slice(0, MAX_TESTS);
  if (judged.length === 0) return 1;
  const losses = new Float64Array(TEMPERATURES.length);
  let done = 0;
  await attendEach(judged, learnt, index.V, shape, (attended, input, place) => {
    const { target, masked } = judged[place]!;
    const scores = blendScores(attended, input, index, blend);
    for (const item of masked) scores[item] = Number.NEGATIVE_INFINITY;
    scores[0] = Number.NEGATIVE_INFINITY; // padding
    const top = scores.reduce((highest, score) => Math.max(highest, score));
    TEMPERATURES.forEach((temperature, i) => {
      let sum = 0;
      for (const score of scores) sum += Math.exp((score - top) / temperature);
      losses[i]! += Math.log(sum) - (scores[target]! - top) / temperature;
    });
    report(++done);
  });
  return TEMPERATURES[losses.indexOf(Math.min(...losses))] ?? 1;
}

/** How many tests are looked at. */
export const temperatureTests = (cases: readonly TestCase[]): number => Math.min(MAX_TESTS, cases.length);
