import { InklingError } from '../contract/error.ts';
import type { ReadFile } from './load.ts';

/** Reads files beside the manifest. Credentials stay home: a model is public and the same for everyone. */
export function fetchFile(manifestUrl: string): ReadFile {
  return async (path, fresh) => {
    const url = new URL(path, manifestUrl).href;
    const response = await fetch(url, { credentials: 'omit', cache: fresh ? 'reload' : 'default' }).catch(
      (cause: unknown) => {
        throw new InklingError('model-unavailable', `model file ${path} could not be fetched`, { cause });
      },
    );
    if (!response.ok)
      throw new InklingError(
        'model-unavailable',
        `model file ${path} answered ${response.status}, must be 200`,
      );
    return new Uint8Array(await response.arrayBuffer());
  };
}
