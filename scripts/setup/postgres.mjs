import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, step } from './progress.mjs';
import { asRoot, installSystemPackages } from './system.mjs';

/**
 * Sees to it that tests can start a PostgreSQL server of their own, where that is easily done: as root, with apt.
 * Never a reason to stop: without one those tests skip, and say so.
 */
export async function findOrInstallPostgres() {
  if (hasPostgres() || !asRoot() || (await run('apt-get', ['--version'])).code !== 0) return;
  await step('installing PostgreSQL for tests', async () => {
    await installSystemPackages({ apt: ['postgresql'], dnf: [], apk: [] });
    if (!hasPostgres()) console.log('setup: no PostgreSQL could be installed; the tests that need one skip');
  });
}

/** initdb on PATH, or where Debian keeps it: test/support/postgres.ts looks there too. */
function hasPostgres() {
  const debian = '/usr/lib/postgresql';
  let versions = /** @type {string[]} */ ([]);
  try {
    versions = readdirSync(debian);
  } catch {
    // not a Debian, or without PostgreSQL
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...folders, ...versions.map((version) => join(debian, version, 'bin'))].some((folder) => {
    try {
      accessSync(join(folder, 'initdb'), constants.X_OK);
      return true;
    } catch {
      return false; // not there
    }
  });
}
