import { expect, test } from 'vitest';
import { ParameterAverage } from '../../../src/training/average.ts';

const of = (value: number) => new Map([['x', Float32Array.of(value)]]);

test('starts at the first values and follows them, at first quickly', () => {
  const average = new ParameterAverage();
  average.add(of(1));
  expect(average.values.get('x')![0]).toBe(1);

  // The second step counts 1 - 3/12.
  average.add(of(2));
  expect(average.values.get('x')![0]).toBeCloseTo(1.75, 6);
});

test('smooths what swings', () => {
  const average = new ParameterAverage();
  for (let i = 0; i < 5_000; i++) average.add(of(i % 2));

  expect(Math.abs(average.values.get('x')![0]! - 0.5)).toBeLessThan(0.01);
});

test('keeps its own copy', () => {
  const average = new ParameterAverage();
  const given = of(1);
  average.add(given);
  given.get('x')![0] = 9;

  expect(average.values.get('x')![0]).toBe(1);
});
