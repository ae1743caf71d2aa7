import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../src/contract/config.ts';
import type { LedgerFile } from '../../../src/contract/ledger_file.ts';
import type { Budget, LedgerEntry } from '../../../src/contract/records.ts';
import { genesisEntry, nextEntry, sha256Hex } from '../../../src/privacy/ledger_chain.ts';
import { checkLedger } from '../../../src/privacy/ledger_check.ts';
import { debitedAt, FIRST_PERIOD, ledgerOf, ledgerRelease } from '../../support/ledger.ts';

const told = (file: LedgerFile) => checkLedger(file).map(({ row, kind }) => `${row} ${kind}`);
const budgetOf = (entries: readonly LedgerEntry[], fields: Partial<Budget> = {}): Budget => ({
  since: 0,
  highWater: debitedAt(3),
  spends: entries.flatMap(({ at, release }) =>
    release ? [{ period: release.period, epsilonMilli: release.epsilonMilli, state: 'committed', at }] : [],
  ),
  ...fields,
});

test.each([0, 1, 12, 28])('the ledger of %i periods is whole', (periods) => {
  const entries = [genesisEntry(debitedAt(0))];
  for (let n = 0; n < periods; n++)
    // Twelve of fourteen, as the budget lets them: the thirteenth and fourteenth lie within 365 days of the first.
    if (n % 14 < 12) entries.push(nextEntry(entries.at(-1)!, debitedAt(n), ledgerRelease(FIRST_PERIOD + n)));

  expect(told({ entries, budget: budgetOf(entries) })).toEqual([]);
  expect(told({ entries: [] })).toEqual([]);
});

describe('finds, and says in which row,', () => {
  const edited = (at: number, change: (entry: LedgerEntry) => LedgerEntry) =>
    ledgerOf(3).map((entry, i) => (i === at ? change(entry) : entry));

  test.each<[string, readonly LedgerEntry[], string[]]>([
    ['an edited time', edited(2, (entry) => ({ ...entry, at: entry.at + 1 })), ['2 hash']],
    ['a row taken out', ledgerOf(3).filter(({ seq }) => seq !== 2), ['2 gap', '2 link']],
    ['a missing genesis row', ledgerOf(1).slice(1), ['0 genesis', '0 gap', '0 link']],
    [
      'other bytes of the same length',
      edited(3, (entry) => ({
        ...entry,
        release: { ...entry.release!, bytes: entry.release!.bytes.replace(/03fd07/, '04fd07') },
      })),
      ['3 hash', '3 bytes-hash'],
    ],
    [
      'bytes that are no release, with every hash redone',
      ledgerOf(1, (release) => ({
        ...release,
        bytes: 'ff'.repeat(128),
        sha256: sha256Hex(new Uint8Array(128).fill(255)),
      })),
      ['1 bytes-form'],
    ],
    [
      'bytes cut short, with every hash redone',
      ledgerOf(1, (release) => ({ ...release, bytes: '00', sha256: sha256Hex(new Uint8Array(1)) })),
      ['1 bytes-form'],
    ],
    ['bytes that are no hex', ledgerOf(1, (release) => ({ ...release, bytes: 'xy' })), ['1 unreadable']],
    [
      'a row that tells of a smaller loss than its bytes',
      ledgerOf(1, (release) => ({ ...release, epsilonMilli: 1000 })),
      ['1 bytes-differ'],
    ],
    [
      'a row that tells of another codebook than its bytes',
      ledgerOf(1, (release) => ({ ...release, codebook: 'e0'.repeat(32) })),
      ['1 bytes-differ'],
    ],
    [
      'a row that tells of another period than its bytes',
      ledgerOf(1, (release) => ({ ...release, period: release.period + 1 })),
      ['1 bytes-differ'],
    ],
    [
      'a row that tells of more rows than its bytes',
      ledgerOf(1, (release) => ({ ...release, K: 32 })),
      ['1 bytes-differ'],
    ],
    [
      'a row of a codebook that has no such row',
      ledgerOf(1, (release) => ({ ...release, row: 16 })),
      ['1 bytes-differ'],
    ],
    [
      'two releases in one period',
      ledgerOf(2, (_release, n) => ledgerRelease(FIRST_PERIOD, { model: String(n) })),
      ['2 period-twice'],
    ],
    [
      'a row older than the one before',
      ((first) => [first, nextEntry(first, 999, ledgerRelease(1))])(genesisEntry(1_000)),
      ['1 time'],
    ],
    ['more than 24 in 365 days', ledgerOf(13, ({ period }) => ledgerRelease(period)), ['13 over-budget']],
  ])('%s', (_name, entries, findings) => {
    expect(told({ entries })).toEqual(findings);
  });

  test('a release that the budget knows nothing of, or with another loss', () => {
    const entries = ledgerOf(2);
    const { spends } = budgetOf(entries);

    expect(told({ entries, budget: budgetOf(entries, { spends: spends.slice(1) }) })).toEqual(['1 no-debit']);
    expect(
      told({
        entries,
        budget: budgetOf(entries, { spends: spends.map((spend) => ({ ...spend, epsilonMilli: 1000 })) }),
      }),
    ).toEqual(['1 no-debit', '2 no-debit']);
  });
});

test('tells of all rows, the first first, and of all that is wrong with one', () => {
  const [genesis, , second, third] = ledgerOf(3);
  const edited = { ...second!, at: 0, release: { ...second!.release!, row: 16 } };
  const twice = { ...nextEntry(genesis!, 1, ledgerRelease(FIRST_PERIOD)), seq: 3, at: third!.at };
  const bent = [genesis!, ledgerOf(1, (release) => ({ ...release, K: 32 }))[1]!, edited, twice];

  expect(told({ entries: bent })).toEqual([
    '1 bytes-differ',
    '2 link',
    '2 hash',
    '2 time',
    '2 bytes-differ',
    '3 link',
    '3 hash',
    '3 period-twice',
  ]);
});

test('a release still counts when it is 365 days old to the millisecond', () => {
  const apart = (ms: number) => {
    const first = genesisEntry(0);
    const entries = [first];
    for (let n = 0; n < 12; n++) entries.push(nextEntry(entries.at(-1)!, n, ledgerRelease(FIRST_PERIOD + n)));
    entries.push(nextEntry(entries.at(-1)!, ms, ledgerRelease(FIRST_PERIOD + 13)));
    return entries;
  };

  expect(told({ entries: apart(365 * DAY_MS) })).toEqual(['13 over-budget']);
  expect(told({ entries: apart(365 * DAY_MS + 1) })).toEqual([]);

  const entries = ledgerOf(1);
  const unpaid = (age: number) => ({ since: 0, highWater: debitedAt(0) + age, spends: [] });
  expect(told({ entries, budget: unpaid(365 * DAY_MS) })).toEqual(['1 no-debit']);
  expect(told({ entries, budget: unpaid(365 * DAY_MS + 1) })).toEqual([]);
});

test('debits that are older than a year, or whose rows were cleared, are in order', () => {
  const entries = ledgerOf(2);
  const later = { highWater: debitedAt(0) + 365 * DAY_MS + 1, spends: budgetOf(entries).spends.slice(1) };

  expect(told({ entries, budget: budgetOf(entries, later) })).toEqual([]);
  expect(told({ entries: [], budget: budgetOf(entries) })).toEqual([]);
});

test('never throws, whatever stands in the rows', () => {
  fc.assert(
    fc.property(fc.array(fc.anything()), fc.anything(), (rows, inner) => {
      const bent = ledgerOf(2).map((entry, i) => (i === 1 ? { ...entry, release: inner } : entry));

      expect(Array.isArray(checkLedger({ entries: rows as LedgerEntry[] }))).toBe(true);
      expect(checkLedger({ entries: bent as LedgerEntry[] }).length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});

test('every byte of a release, changed alone, is found', () => {
  const entries = ledgerOf(1);
  const { bytes } = entries[1]!.release!;
  for (let i = 0; i < bytes.length; i += 2) {
    const changed = ((Number.parseInt(bytes.slice(i, i + 2), 16) ^ 1) & 255).toString(16).padStart(2, '0');
    const release = { ...entries[1]!.release!, bytes: bytes.slice(0, i) + changed + bytes.slice(i + 2) };

    expect(told({ entries: [entries[0]!, { ...entries[1]!, release }] })).toContain('1 bytes-hash');
  }
});
