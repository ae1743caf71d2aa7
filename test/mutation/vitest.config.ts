import { defineConfig } from 'vitest/config';

/**
 * The tests that guard one room: its own, less the long audits, which say the same things slowly. That another
 * room's tests would also notice does not count, and would take hours.
 */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  privacy: ['test/unit/privacy/**/*.test.ts', 'test/privacy/{krr_bound,krr_distribution,sampler}.test.ts'],
  export: ['test/unit/export/**/*.test.ts'],
};
const room = process.env.INKLING_MUTATED_ROOM ?? '';
const include = TESTS[room];
if (!include)
  throw new Error(`INKLING_MUTATED_ROOM is "${room}", must be ${Object.keys(TESTS).join(' or ')}`);

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: [...include],
    testTimeout: 60_000,
  },
});
