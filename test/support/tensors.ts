import * as tf from '@tensorflow/tfjs-core';
// The union package registers every gradient and the cpu backend on the same core.
import '@tensorflow/tfjs';
import { expect } from 'vitest';

/** Deterministic values around 0, so that a failing test fails again. */
export function seeded(shape: number[], seed: number): tf.Tensor {
  return tf.randomNormal(shape, 0, 0.5, 'float32', seed);
}

/**
 * Holds the gradient of sum(f(x) · probe) against central differences at every entry of x.
 * float32 and h = 1e-2 leave an error near 1e-4; a wrong gradient is off by far more.
 */
export function expectGradient(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, tolerance = 5e-3): void {
  const probe = tf.tidy(() => seeded(f(x).shape, 99));
  const scalar = (at: tf.Tensor) => tf.sum(tf.mul(f(at), probe)) as tf.Scalar;
  const analytic = tf.tidy(() =>
    tf
      .grad((at) => scalar(at))(x)
      .dataSync(),
  );
  const values = x.dataSync();
  const h = 1e-2;
  for (let i = 0; i < values.length; i++) {
    const at = (shift: number) =>
      tf.tidy(() => {
        const moved = Float32Array.from(values);
        moved[i]! += shift;
        return scalar(tf.tensor(moved, x.shape)).dataSync()[0]!;
      });
    const numeric = (at(h) - at(-h)) / (2 * h);
    expect(Math.abs(numeric - analytic[i]!), `entry ${i}: ${analytic[i]} against ${numeric}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(numeric)),
    );
  }
  probe.dispose();
}

/** Runs f twice and expects that no tensor stays behind the second time. */
export function expectNoLeak(f: () => void): void {
  f();
  const before = tf.memory().numTensors;
  f();
  expect(tf.memory().numTensors).toBe(before);
}
