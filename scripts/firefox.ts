import { readFileSync } from 'node:fs';

/** The Firefox that `scripts/setup.mjs test` found; undefined when there is none, and its tests skip. */
export function firefoxPath(): string | undefined {
  if (process.env.FIREFOX_PATH) return process.env.FIREFOX_PATH;
  const record = new URL('../node_modules/.cache/inkling/firefox', import.meta.url);
  try {
    return readFileSync(record, 'utf8').trim() || undefined;
  } catch {
    return undefined; // setup has not run, or could not find one
  }
}
