import { run } from './progress.mjs';

/** @typedef {{ apt: string[], dnf: string[], apk: string[] }} SystemPackages */

const LIMIT_MS = 8 * 60_000;

export const asRoot = () => process.platform === 'linux' && process.getuid?.() === 0;

/**
 * Installs packages by whichever package manager this Linux has; false when none did. Needs root.
 * @param {SystemPackages} packages
 */
export async function installSystemPackages(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, limitMs: LIMIT_MS };
  const succeeds = async (/** @type {string} */ command, /** @type {string[]} */ args) =>
    (await run(command, args, options)).code === 0;
  if (await succeeds('apt-get', ['--version'])) {
    await succeeds('apt-get', ['update', '-qq']); // a stale or partly unreachable index may still do
    return succeeds('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages.apt]);
  }
  if (await succeeds('dnf', ['--version'])) return succeeds('dnf', ['install', '-y', '-q', ...packages.dnf]);
  if (await succeeds('apk', ['--version'])) return succeeds('apk', ['add', '--quiet', ...packages.apk]);
  return false;
}
