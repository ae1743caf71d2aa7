/** How Stryker mutates one room of src/; test/mutation/run.ts says which, and what may survive. */
const room = process.env.INKLING_MUTATED_ROOM;

// biome-ignore lint/style/noDefaultExport: Stryker reads the default
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // `related` looks for tests by their imports; the configuration names them instead.
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  mutate: [`src/${room}/**/*.ts`],
  coverageAnalysis: 'perTest',
  // What the tests named there do not read is not copied.
  ignorePatterns: ['/models', '/public', '/dist', '/dist-test', '/docs', '/test-results', '/.cache'],
  tempDirName: '.cache/mutation',
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: `.cache/mutation/${room}.json` },
  // A mutant that loops is ended; a busy machine must not look like one.
  timeoutMS: 30_000,
};
