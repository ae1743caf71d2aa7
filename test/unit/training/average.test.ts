import { expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { Adam, type Gradient } from '../../../src/training/adam.ts';
import { ParameterAverage } from '../../../src/training/average.ts';

/** An average that follows one value through these. */
function averageOf(given: readonly number[]): number {
  const average = new ParameterAverage();
  const parameters = new Map([['x', new Float32Array(1)]]);
  for (const value of given)
    average.follow(parameters, new Map([['x', [1]]]), () => parameters.get('x')!.fill(value));
  return average.values(parameters).get('x')![0]!;
}

test('starts at the first values and follows them, at first quickly', () => {
  expect(averageOf([1])).toBe(1);
  // The second step counts 1 - 3/12.
  expect(averageOf([1, 2])).toBeCloseTo(1.75, 6);
});

test('smooths what swings', () => {
  expect(Math.abs(averageOf(Array.from({ length: 5_000 }, (_, i) => i % 2)) - 0.5)).toBeLessThan(0.01);
});

test('keeps its own copy', () => {
  const average = new ParameterAverage();
  const parameters = new Map([['x', Float32Array.of(1)]]);
  average.follow(parameters, new Map(), () => {});
  parameters.get('x')![0] = 9;

  expect(average.values(new Map()).get('x')![0]).toBe(1);
});

test('brings rows that steps left alone up to date, as if each step had', () => {
  const prng = new Prng(4);
  const [rows, D] = [6, 2];
  const start = Float32Array.from({ length: rows * D }, () => prng.normal());
  const sparse = new Map([['x', start.slice()]]);
  const dense = new Map([['x', start.slice()]]);
  const [ofSparse, ofDense] = [new ParameterAverage(), new ParameterAverage()];
  const adam = new Adam(0.1);
  for (let step = 0; step < 40; step++) {
    const touched = Int32Array.from([0, 1, 2, 3, 4, 5].filter(() => prng.chance(0.3)));
    if (touched.length === 0) continue;
    const values = Float32Array.from({ length: touched.length * D }, () => prng.normal());
    const gradients = new Map<string, Gradient>([['x', { rows: touched, values }]]);
    ofSparse.follow(sparse, gradients, () => adam.step(sparse, gradients));
    // The same values, followed row for row.
    ofDense.follow(dense, new Map([['x', new Float32Array(rows * D)]]), () =>
      dense.get('x')!.set(sparse.get('x')!),
    );
    if (step === 20) ofSparse.values(sparse);
  }

  const [found, expected] = [ofSparse.values(sparse).get('x')!, ofDense.values(dense).get('x')!];
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
});
