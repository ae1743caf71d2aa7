import { bytesToHex } from '@noble/hashes/utils.js';
import type { Codebook } from '../contract/codebook.ts';
import type { Config } from '../contract/config.ts';
import type { Problem } from '../contract/worker_api.ts';

/** What the worker knows when it asks for a release or its status. */
export interface ReleaseContext {
  readonly config: Config;
  /** Whether release is consented to, read on the page just before. The guard's choice must agree. */
  readonly allowed: boolean;
  /** The codebook and the hex SHA-256 of its file's bytes; absent while none could be loaded. */
  readonly codebook?: { readonly codebook: Codebook; readonly sha256: string };
  /** Hex SHA-256 of the model's manifest file; recorded, never sent. */
  readonly manifestSha256: string;
  /**
   * The profile for a release, shape [D]: stated facts, gifts and "not me" left out. Called once for every
   * draw, whether or not there is anything to compute it from; whatever goes wrong means row 0.
   */
  readonly profile: () => Promise<Float32Array | undefined>;
  /** What else is off; comes back in the status. */
  readonly problems: readonly Problem[];
}

/** A context in which something may leave: receiver, pin and codebook are there and agree. */
export interface ReleasableContext extends ReleaseContext {
  readonly codebook: NonNullable<ReleaseContext['codebook']>;
  readonly url: string;
}

/** The context with everything that a release needs, or what stands in the way. */
export function releasable(context: ReleaseContext): ReleasableContext | readonly Problem[] {
  const { config, codebook } = context;
  const { relay, relayKey } = config;
  const url = releaseUrl(config);
  const problems: Problem[] = [];
  if (url === undefined) problems.push('no-receiver');
  if (config.codebook === undefined) problems.push('no-codebook-pin');
  else if (codebook && pinnedHex(config.codebook) !== codebook.sha256) problems.push('codebook-mismatch');
  // Either alone is a slip: a shop that meant to hide addresses must not send directly.
  if ((relay === undefined) !== (relayKey === undefined)) problems.push('relay-unusable');
  return url !== undefined && codebook && problems.length === 0 ? { ...context, codebook, url } : problems;
}

/** Where releases are posted to; undefined without a receiver. */
export const releaseUrl = ({ receiver, site }: Config): string | undefined =>
  receiver === undefined ? undefined : `${receiver}v1/sites/${site}/releases`;

/** The hex of a pin `sha256-<base64>`, to compare with a hash in hex. */
const pinnedHex = (pin: string): string =>
  bytesToHex(Uint8Array.from(atob(pin.slice('sha256-'.length)), (char) => char.charCodeAt(0)));
