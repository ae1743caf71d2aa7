import type { Config } from '../contract/config.ts';
import { InklingError } from '../contract/error.ts';

/** The folder of the built files; with `hashes`, what they must be. */
export type Assets = Pick<Config, 'assetsUrl' | 'hashes'>;

/**
 * Address of a built file, `#sha256-<base64>` behind it where it must be checked.
 *
 * @throws InklingError `internal` for a file that no hash is known of: unchecked it is not loaded.
 */
export function pinnedUrl({ assetsUrl, hashes }: Assets, name: string): string {
  const url = assetsUrl + name;
  if (!hashes) return url;
  const hash = hashes[name];
  if (!hash) throw new InklingError('internal', `${name} has no hash`);
  return `${url}#sha256-${hash}`;
}

/**
 * An address that a worker or module can start from. Of the page's own origin the file's, as it is. Of another origin
 * a browser starts no worker and checks no hash of a module: there the file is fetched, checked, and made a blob of
 * this origin, whose address the caller revokes.
 *
 * Rejects when the file does not come or is not the one that was built with this one.
 */
export async function startableUrl(assets: Assets, name: string): Promise<string> {
  const url = pinnedUrl(assets, name);
  const [, integrity] = url.split('#');
  if (!integrity) return url;
  const response = await fetch(url, { integrity });
  return URL.createObjectURL(new Blob([await response.blob()], { type: 'text/javascript' }));
}

/** The module in a built file. The caller keeps it: another call may run it once more. */
export async function importAsset<T>(assets: Assets, name: string): Promise<T> {
  const url = await startableUrl(assets, name);
  try {
    // The bundler leaves an import alone whose argument is a name and nothing more.
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url); // of what is no blob this does nothing
  }
}
