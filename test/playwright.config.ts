import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, chromiumPath, WEBGPU_ARG } from '../scripts/chromium.ts';

const chromium = (...more: string[]) => ({
  browserName: 'chromium' as const,
  launchOptions: {
    executablePath: chromiumPath(),
    // Containers and root have no namespaces for it, and these pages are our own.
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS, ...more],
  },
});

/** Browser tests, against the built files of dist-test/ and a real receiver on loopback. */
export default defineConfig({
  testDir: 'browser',
  outputDir: '../test-results',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  workers: process.env.INKLING_TEST_WORKERS ? Number(process.env.INKLING_TEST_WORKERS) : 2,
  reporter: 'list',
  use: { trace: 'off', screenshot: 'off', video: 'off', locale: 'en-GB', timezoneId: 'UTC' },
  projects: [
    // Without the flag a browser on a server has no adapter: what most visitors of a shop have, wasm.
    { name: 'wasm', testIgnore: /\.webgpu\.spec\.ts$/, use: chromium() },
    { name: 'webgpu', testMatch: /\.webgpu\.spec\.ts$/, use: chromium(WEBGPU_ARG) },
  ],
});
