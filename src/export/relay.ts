import { importAsset } from '../assets/asset.ts';
import type { Config } from '../contract/config.ts';

import type { OhttpClient } from './ohttp_client.ts';

/** A relay of another operator, which sees the address but not the release. */
export interface Relay extends OhttpClient {
  readonly url: string;
}

/**
 * The relay that the shop has configured, ready to seal; undefined when releases go to the receiver
 * directly. Asked for on every visit, whether or not anything is due: a file fetched just before a
 * release leaves would tell the shop's server when to look at the relay's.
 *
 * Rejects when the file does not come or the pinned key is none. Nothing is then drawn or sent: never
 * is a release sent directly instead.
 */
export async function openRelay(config: Config): Promise<Relay | undefined> {
  const { relay: url, relayKey } = config;
  if (url === undefined || relayKey === undefined) return undefined;
  // A file of its own: whoever sends without a relay carries none of it.
  const { createOhttpClient } = await importAsset<typeof import('./ohttp_client.ts')>(
    config,
    'inkling-ohttp.js',
  );
  return { url, ...(await createOhttpClient(relayKey)) };
}
