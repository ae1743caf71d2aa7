/** Milliseconds of one thing, done many times. */
export interface Times {
  readonly medianMs: number;
  /** 19 of 20 took no longer. */
  readonly p95Ms: number;
}

export const timesOf = (ms: readonly number[]): Times => ({
  medianMs: quantile(ms, 0.5),
  p95Ms: quantile(ms, 0.95),
});

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/** @returns what it took, milliseconds, and what came of it */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}
