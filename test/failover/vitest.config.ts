import { defineConfig } from 'vitest/config';

/** Clusters of several PostgreSQL servers: half a minute each, and more than every change needs. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/failover/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
