import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MIN_PERIOD_DAYS } from '../contract/config.ts';
import { InklingError } from '../contract/error.ts';
import { MAX_EPSILON_MILLI, RELEASE_BYTES, YEARLY_BUDGET_MILLI } from '../contract/release.ts';
import { loadModelFolder } from '../model/load.ts';

/** What a public log says of a model: which list may be released from, and the ceilings of this version. */
export interface Fingerprint {
  readonly model: string;
  /** Hex SHA-256 of the codebook file: pinned by pages, named in each release by its first 16 bytes. */
  readonly codebook: string;
  /** The same as `data-codebook` takes it. */
  readonly pin: string;
  /** Hex SHA-256 of manifest.json, which names every other file by hash. */
  readonly manifest: string;
  readonly K: number;
  readonly D: number;
  readonly maxEpsilon: number;
  readonly minPeriodDays: number;
  readonly maxEpsilonPerYear: number;
  readonly releaseBytes: number;
}

/**
 * `inkling fingerprint`: reads a model folder, every file checked against the manifest's hash.
 * @throws InklingError `model-unavailable`, `model-corrupt`
 */
export async function fingerprint(folder: string): Promise<Fingerprint> {
  const read = async (path: string) => {
    try {
      return new Uint8Array(await readFile(join(folder, path)));
    } catch (cause) {
      throw new InklingError('model-unavailable', `model file ${path} cannot be read in ${folder}`, {
        cause,
      });
    }
  };
  const { manifest, manifestHash, codebook, codebookHash } = await loadModelFolder(read, 'manifest.json');
  return {
    model: manifest.name,
    codebook: codebookHash,
    pin: `sha256-${Buffer.from(codebookHash, 'hex').toString('base64')}`,
    manifest: manifestHash,
    K: codebook.K,
    D: codebook.D,
    maxEpsilon: MAX_EPSILON_MILLI / 1000,
    minPeriodDays: MIN_PERIOD_DAYS,
    maxEpsilonPerYear: YEARLY_BUDGET_MILLI / 1000,
    releaseBytes: RELEASE_BYTES,
  };
}

/** One line: `inkling-fingerprint/1 name=value ...`, always the same fields in this order, so that logs can be compared as text. */
export const fingerprintLine = (found: Fingerprint): string =>
  [
    'inkling-fingerprint/1',
    ...Object.entries(found).map(([name, value]) => `${name}=${String(value).replace(/\s/g, '_')}`),
  ].join(' ');
