import { describe, expect, test } from 'vitest';
import { LEDGER_FILE_FORMAT, parseLedgerFile, writeLedgerFile } from '../../../src/contract/ledger_file.ts';
import { ledgerOf } from '../../support/ledger.ts';

const entries = ledgerOf(2);
const budget = { since: 1, highWater: 2, spends: [] };

test('parse and write are inverse, with a budget and without', () => {
  for (const file of [{ entries, budget }, { entries }, { entries: [] }])
    expect(parseLedgerFile(JSON.parse(writeLedgerFile(file)))).toEqual(file);
});

test('finds the ledger in a file of other things', () => {
  const ledger = JSON.parse(writeLedgerFile({ entries }));

  expect(parseLedgerFile({ format: 'inkling-profile/1', history: [], ledger })).toEqual({ entries });
});

describe('refuses, and says what it wants instead of', () => {
  test.each<[string, unknown, RegExp]>([
    ['null', null, /file is null, must be an object/],
    ['an array', [], /file is an array/],
    ['another format', { format: 'x' }, /format is "x", must be "inkling-ledger\/1"/],
    ['no format', {}, /format is absent/],
    ['an inner ledger of another format', { ledger: {} }, /format is absent/],
    ['an inner ledger that is a list', { ledger: [] }, /ledger of the file is an array/],
    ['no rows', { format: LEDGER_FILE_FORMAT }, /entries is undefined, must be an array/],
    ['a budget without debits', { format: LEDGER_FILE_FORMAT, entries, budget: { highWater: 1 } }, /spends/],
    ['a budget without a time', { format: LEDGER_FILE_FORMAT, entries, budget: { spends: [] } }, /highWater/],
    [
      'a debit that is none',
      { format: LEDGER_FILE_FORMAT, entries, budget: { highWater: 1, spends: [null] } },
      /debit 0 of the budget is null/,
    ],
  ])('%s', (_name, input, message) => {
    expect(() => parseLedgerFile(input)).toThrow(message);
    expect(() => parseLedgerFile(input)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
