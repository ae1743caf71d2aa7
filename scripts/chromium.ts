import { readFileSync } from 'node:fs';

/** Of every Chromium that tests and screenshots start: no traffic of the browser's own, and it passes for a person's. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  // navigator.webdriver is false: what a program does is not recorded.
  '--disable-blink-features=AutomationControlled',
];

/** Gives WebGPU on a machine without a graphics card: by SwiftShader, an adapter that says it is a fallback. */
export const WEBGPU_ARG = '--enable-unsafe-webgpu';

/**
 * The Chromium that `scripts/setup.mjs test` found.
 * @throws Error when setup has not run
 */
export function chromiumPath(): string {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const record = new URL('../node_modules/.cache/inkling/chromium', import.meta.url);
  try {
    return readFileSync(record, 'utf8').trim();
  } catch (cause) {
    throw new Error('no Chromium is known yet: run `node scripts/setup.mjs test`', { cause });
  }
}
