import { bytesToHex } from '@noble/hashes/utils.js';
import { DAY_MS } from '../../src/contract/config.ts';
import type { LedgerEntry, LedgerRelease } from '../../src/contract/records.ts';
import { serializeRelease } from '../../src/contract/release.ts';
import { genesisEntry, nextEntry, sha256Hex } from '../../src/privacy/ledger_chain.ts';

export const FIRST_PERIOD = 735;
const START = FIRST_PERIOD * 28 * DAY_MS;

/** When the n-th release of a ledger was debited. */
export const debitedAt = (n: number): number => START + n * 28 * DAY_MS + DAY_MS;

/** A row's release as the protocol writes it, at epsilon 2 of 16 rows. */
export function ledgerRelease(period: number, fields: Partial<LedgerRelease> = {}): LedgerRelease {
  const codebook = 'c0'.repeat(16) + 'c1'.repeat(16);
  const epsilonMilli = fields.epsilonMilli ?? 2000;
  const bytes = serializeRelease({
    mechanism: 1,
    K: 16,
    epsilonMilli,
    period,
    codebookHash: new Uint8Array(16).fill(0xc0),
    nonce: new Uint8Array(16).fill(period),
    embedding: Int8Array.from([period % 100, 3, -3, 7]),
  });
  return {
    period,
    epsilonMilli,
    K: 16,
    row: 3,
    bytes: bytesToHex(bytes),
    sha256: sha256Hex(bytes),
    codebook,
    model: 'd0'.repeat(32),
    receiver: 'https://receiver.example/v1/sites/demo/releases',
    ...fields,
  };
}

/** A whole ledger of so many releases, one a period; `change` may alter a release before it is chained. */
export function ledgerOf(
  releases: number,
  change: (release: LedgerRelease, n: number) => LedgerRelease = (release) => release,
): LedgerEntry[] {
  const entries = [genesisEntry(debitedAt(0))];
  for (let n = 0; n < releases; n++)
    entries.push(nextEntry(entries.at(-1)!, debitedAt(n), change(ledgerRelease(FIRST_PERIOD + n), n)));
  return entries;
}
