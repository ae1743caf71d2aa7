import { describe, expect, test } from 'vitest';
import {
  type Adaptation,
  forecast,
  type Learnable,
  learn,
  learnable,
  likelihoodsOf,
  mixtureScores,
  type Outlook,
  startingAdaptation,
} from '../../../src/profile/adaptation.ts';
import { Prng } from '../../../src/simulate/prng.ts';

const D = 6;
const V = 30;
const prng = new Prng(9);
const numbers = (length: number) => Float32Array.from({ length }, () => prng.normal());

const model: Learnable = learnable(
  { D, lambda: 3, beta: 0.5, temperature: 1.5 },
  { gain: numbers(D).map((value) => 4 + value), bias: numbers(D) },
  Float32Array.from([...new Float32Array(D), ...numbers(V * D)]),
  V,
);
const HIDDEN = 4;
const outlook: Outlook = {
  scores: numbers(V + 1),
  neighbour: numbers(V + 1).map(Math.abs),
  attribute: numbers(V + 1).map(Math.abs),
  parts: numbers(4 * D),
  hidden: Uint8Array.from({ length: V + 1 }, (_, item) => (item === HIDDEN ? 1 : 0)),
};
const start = startingAdaptation(D);
const step = (from: Adaptation, item: number) =>
  learn(from, outlook, forecast(from, outlook, model), item, model);
/** Log-probability of an item by the adapted expert. */
const adapted = (of: Adaptation, item: number) =>
  Math.log(likelihoodsOf(forecast(of, outlook, model), item)[3]!);

describe('what is expected', () => {
  test('every expert shares 1 among the items that may come next', () => {
    for (const probabilities of forecast(step(start, 7), outlook, model).experts) {
      const open = probabilities.filter((_, item) => item !== 0 && item !== HIDDEN);
      expect(open.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 12);
    }
  });

  test('where the frozen expert rules, the scores are those of the blend', () => {
    const frozen: Adaptation = { ...start, shares: [1, 0, 0, 0] };
    const scores = mixtureScores(frozen, forecast(frozen, outlook, model), model);

    for (let item = 1; item <= V; item++) {
      const blended = outlook.scores[item]! + 3 * outlook.neighbour[item]! + 0.5 * outlook.attribute[item]!;
      expect(scores[item]).toBeCloseTo(blended, 4);
    }
  });

  test('a hidden item far above all others keeps a finite score', () => {
    const far = { ...outlook, scores: outlook.scores.map((score, item) => (item === HIDDEN ? 1e6 : score)) };

    expect(mixtureScores(start, forecast(start, far, model), model).every(Number.isFinite)).toBe(true);
  });
});

describe('a step of learning', () => {
  const item = 7;
  const EPSILON = 1e-3;
  const slope = (moved: (by: number) => Adaptation) =>
    (adapted(moved(EPSILON), item) - adapted(moved(-EPSILON), item)) / (2 * EPSILON);
  const before = step(step(start, 3), 11);
  const after = step(before, item);

  test('moves the vector along the gradient of what came', () => {
    for (let d = 0; d < D; d++) {
      const moved = (by: number): Adaptation => ({
        ...before,
        vector: before.vector.map((value, i) => (i === d ? value + by : value)),
      });
      // v' = .9 v + (temperature / |E|²) · temperature · ∂ log p / ∂v
      const rate = model.temperature ** 2 / model.itemSquare;
      const taken = before.vector.map((value, i) => 0.9 * value + (i === d ? rate * slope(moved) : 0))[d]!;
      expect(after.vector[d]).toBeCloseTo(taken, 2);
    }
  });

  test('moves the gates along theirs', () => {
    for (let g = 0; g < 4; g++) {
      const moved = (by: number): Adaptation => ({
        ...before,
        gates: before.gates.map((gate, i) => (i === g ? gate + by : gate)),
      });
      expect(after.gates[g]! - before.gates[g]!).toBeCloseTo(0.05 * slope(moved), 3);
    }
  });

  test('makes what came likelier, and what comes again and again the best of all', () => {
    expect(adapted(after, item)).toBeGreaterThan(adapted(before, item));
    const places = (of: Adaptation) => {
      const scores = mixtureScores(of, forecast(of, outlook, model), model);
      return scores.filter((score, other) => other > 0 && score > scores[item]!).length;
    };
    let often = start;
    for (let i = 0; i < 30; i++) often = step(often, item);
    expect(places(start)).toBeGreaterThan(0);
    expect(places(often)).toBe(0);
  });

  test('never makes the vector longer than the norm’s gain, nor a gate beyond e²', () => {
    const steep: Learnable = { ...model, itemSquare: 1e-3 };
    let far = start;
    for (let i = 0; i < 50; i++) far = learn(far, outlook, forecast(far, outlook, steep), item, steep);

    expect(Math.hypot(...far.vector)).toBeLessThanOrEqual(Math.hypot(...model.gain) * (1 + 1e-6));
    for (const gate of far.gates) expect(Math.abs(gate)).toBeLessThanOrEqual(2);
  });

  test('learns nothing from numbers that are none', () => {
    const broken = { ...outlook, parts: outlook.parts.map(() => Number.NaN) };

    expect(learn(before, broken, forecast(before, broken, model), item, model)).toBe(before);
  });
});
