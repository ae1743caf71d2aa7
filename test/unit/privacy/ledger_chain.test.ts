import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { LedgerEntry, LedgerRelease } from '../../../src/contract/records.ts';
import { genesisEntry, isWholeChain, nextEntry, sha256Hex } from '../../../src/privacy/ledger_chain.ts';

const release = (period: number, fields: Partial<LedgerRelease> = {}): LedgerRelease => {
  const bytes = new Uint8Array(128).fill(period);
  return {
    period,
    epsilonMilli: 2000,
    K: 16,
    row: 3,
    bytes: Buffer.from(bytes).toString('hex'),
    sha256: sha256Hex(bytes),
    codebook: 'c'.repeat(64),
    model: 'd'.repeat(64),
    receiver: 'https://receiver.example/v1/sites/demo/releases',
    ...fields,
  };
};

function chain(length: number): LedgerEntry[] {
  const entries = [genesisEntry(1_000)];
  while (entries.length < length)
    entries.push(nextEntry(entries.at(-1)!, 1_000 + entries.length, release(entries.length)));
  return entries;
}

test('hashes as SHA-256 does elsewhere', () => {
  const bytes = Uint8Array.from([1, 2, 3]);

  expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('the genesis row links to 64 zeros and tells only when it began', () => {
  expect(genesisEntry(1_000)).toEqual({
    seq: 0,
    at: 1_000,
    previous: '0'.repeat(64),
    hash: createHash('sha256')
      .update(JSON.stringify(['inkling-ledger/1', 0, 1_000, '0'.repeat(64), null]))
      .digest('hex'),
  });
});

test('a row names its relay last, and a row without one hashes as it always did', () => {
  const genesis = genesisEntry(1_000);
  const hashOf = (more: unknown[]) => {
    const { period, epsilonMilli, K, row, bytes, sha256, codebook, model, receiver } = release(7);
    const fields = [period, epsilonMilli, K, row, bytes, sha256, codebook, model, receiver, ...more];
    const text = JSON.stringify(['inkling-ledger/1', 1, 2_000, genesis.hash, fields]);
    return createHash('sha256').update(text).digest('hex');
  };
  const relay = 'https://relay.example/ohttp';

  expect(nextEntry(genesis, 2_000, release(7)).hash).toBe(hashOf([]));
  expect(nextEntry(genesis, 2_000, release(7, { relay })).hash).toBe(hashOf([relay]));
  expect(
    isWholeChain([genesis, { ...nextEntry(genesis, 2_000, release(7, { relay })), release: release(7) }]),
  ).toBe(false);
});

describe('isWholeChain', () => {
  test.each([0, 1, 2, 13])('accepts a chain of %i rows', (length) => {
    expect(isWholeChain(chain(13).slice(0, length))).toBe(true);
    expect(isWholeChain(structuredClone(chain(13)))).toBe(true);
  });

  const edited = (change: (entry: LedgerEntry) => LedgerEntry) =>
    chain(4).map((entry, i) => (i === 2 ? change(entry) : entry));
  const editedRelease = (fields: Partial<LedgerRelease>) =>
    edited((entry) => ({ ...entry, release: { ...entry.release!, ...fields } }));

  // Made inside the test: a chain that cannot even be made must fail one.
  test.each<[string, () => LedgerEntry[]]>([
    ['a time changed', () => edited((entry) => ({ ...entry, at: 5 }))],
    ['a row number changed', () => edited((entry) => ({ ...entry, seq: 7 }))],
    ['a link changed', () => edited((entry) => ({ ...entry, previous: 'f'.repeat(64) }))],
    ['a hash changed', () => edited((entry) => ({ ...entry, hash: 'f'.repeat(64) }))],
    ['a release taken out of its row', () => edited(({ release: _, ...entry }) => entry)],
    ['the period changed', () => editedRelease({ period: 9 })],
    ['the loss changed', () => editedRelease({ epsilonMilli: 1000 })],
    ['K changed', () => editedRelease({ K: 8 })],
    ['the codebook row changed', () => editedRelease({ row: 4 })],
    ['the bytes changed', () => editedRelease({ bytes: '00'.repeat(128) })],
    ['the hash of the bytes changed', () => editedRelease({ sha256: '0'.repeat(64) })],
    ['the codebook changed', () => editedRelease({ codebook: 'e'.repeat(64) })],
    ['the model changed', () => editedRelease({ model: 'e'.repeat(64) })],
    ['the receiver changed', () => editedRelease({ receiver: 'https://other.example/' })],
    ['a row removed', () => chain(4).filter((_, i) => i !== 2)],
    ['the genesis row removed', () => chain(4).slice(1)],
    ['two rows swapped', () => [0, 2, 1, 3].map((i) => chain(4)[i]!)],
    ['bytes that are no hex', () => editedRelease({ bytes: 'zz' })],
    ['a row that is null', () => [chain(1)[0]!, null as unknown as LedgerEntry]],
    // Each of these with hashes that fit.
    ['a row number that skips', () => [chain(1)[0]!, nextEntry({ ...chain(1)[0]!, seq: 5 }, 2, release(1))]],
    ['a link to another chain', () => [genesisEntry(1), nextEntry(genesisEntry(2), 3, release(1))]],
    ['a row without a release', () => [...chain(2), nextEntry(chain(2)[1]!, 2, undefined as never)]],
    [
      'a first row with a release',
      () => [nextEntry({ ...genesisEntry(1), seq: -1, hash: '0'.repeat(64) }, 2, release(1))],
    ],
    ['a release in the genesis row', () => [{ ...genesisEntry(1), release: release(1) }]],
  ])('finds %s', (_name, entries) => {
    expect(isWholeChain(entries())).toBe(false);
  });

  test('finds bytes that were replaced together with the hash of their row', () => {
    const entries = chain(2);
    const forged = nextEntry(entries[0]!, 1_001, { ...release(1), bytes: 'ff'.repeat(128) });

    expect(isWholeChain([entries[0]!, forged])).toBe(false);
  });

  test('does not see what it says it cannot: a cut end, or a chain made anew', () => {
    expect(isWholeChain(chain(4).slice(0, 2))).toBe(true);
    expect(isWholeChain([genesisEntry(2), nextEntry(genesisEntry(2), 3, release(9))])).toBe(true);
  });
});
