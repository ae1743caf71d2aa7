import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { FindingKind, LedgerFinding } from '../contract/ledger_file.ts';
import type { LedgerEntry, LedgerRelease } from '../contract/records.ts';

const NO_PREVIOUS = '0'.repeat(64);
/** Names the serialisation, so that a hash of another one can never be taken for it. */
const FORMAT = 'inkling-ledger/1';

/** Hex SHA-256. Synchronous, because it runs inside an IndexedDB transaction. */
export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** The first row of a ledger. It tells nothing but when the ledger began. */
export const genesisEntry = (at: number): LedgerEntry => sealed({ seq: 0, at, previous: NO_PREVIOUS });

/** The row after `last` for a release. */
export const nextEntry = (last: LedgerEntry, at: number, release: LedgerRelease): LedgerEntry =>
  sealed({ seq: last.seq + 1, at, previous: last.hash, release });

/**
 * What is wrong with the rows as a chain from a genesis row on: numbers without a gap, every hash and
 * every link as computed, every release's bytes as hashed. An empty ledger is whole. Never throws, for
 * rows of any shape.
 *
 * Detects: a damaged row, a row edited or removed by a hand that did not redo the chain, rows in
 * another order. Does not detect: rows cut off at the end, a removed ledger, or a chain computed
 * anew, since the hash has no key and scripts of this origin can write here. It is a checksum for
 * the shopper's eyes, not evidence against the shop.
 */
export function checkChain(entries: readonly LedgerEntry[]): LedgerFinding[] {
  return entries.flatMap((entry, row) => {
    let kinds: FindingKind[];
    try {
      kinds = kindsOf(entry, row, entries[row - 1]);
    } catch {
      kinds = ['unreadable']; // a row that cannot even be read is a damaged one
    }
    return kinds.map((kind) => ({ row, kind }));
  });
}

/** Whether the rows are a whole chain. */
export const isWholeChain = (entries: readonly LedgerEntry[]): boolean => checkChain(entries).length === 0;

function kindsOf(entry: LedgerEntry, row: number, before: LedgerEntry | undefined): FindingKind[] {
  const { seq, previous, hash, release } = entry;
  const kinds: FindingKind[] = [];
  const bytesHash = release && sha256Hex(hexToBytes(release.bytes));
  if ((release === undefined) !== (row === 0)) kinds.push('genesis');
  if (seq !== (before ? before.seq + 1 : 0)) kinds.push('gap');
  if (previous !== (before ? before.hash : NO_PREVIOUS)) kinds.push('link');
  if (hash !== hashOf(entry)) kinds.push('hash');
  if (bytesHash !== release?.sha256) kinds.push('bytes-hash');
  return kinds;
}

const sealed = (entry: Omit<LedgerEntry, 'hash'>): LedgerEntry => ({ ...entry, hash: hashOf(entry) });

/** SHA-256 of the entry's other fields, as a JSON array in this order: unlike an object, it has one spelling. */
function hashOf({ seq, at, previous, release }: Omit<LedgerEntry, 'hash'>): string {
  const { period, epsilonMilli, K, row, bytes, sha256, codebook, model, receiver, relay } = release ?? {};
  // Last, and only when there is one, so that rows without a relay hash as they always did.
  const through = relay === undefined ? [] : [relay];
  const fields = release && [
    ...[period, epsilonMilli, K, row, bytes, sha256, codebook, model, receiver],
    ...through,
  ];
  return sha256Hex(utf8ToBytes(JSON.stringify([FORMAT, seq, at, previous, fields ?? null])));
}
