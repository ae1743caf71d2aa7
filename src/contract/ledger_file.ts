import { invalid } from './error.ts';
import { record } from './parse.ts';
import type { Budget, LedgerEntry } from './records.ts';

export const LEDGER_FILE_FORMAT = 'inkling-ledger/1';

/** The ledger as a file, as the panel gives it to the shopper. */
export interface LedgerFile {
  /** Oldest first. Rows may be damaged: that is for a check to find. */
  readonly entries: readonly LedgerEntry[];
  /** The guard's budget, if there was one. */
  readonly budget?: Budget;
}

/** Everything that a check of a ledger can find. */
export const FINDING_KINDS = [
  'unreadable', // no row of a ledger, or its bytes are no hex
  'genesis', // the first row is no genesis row, or a later one is
  'gap', // the row's number is not the one after the row before
  'link', // the row names another hash than that of the row before
  'hash', // the row's own hash is not that of its fields
  'bytes-hash', // the SHA-256 of the bytes is another
  'bytes-form', // the bytes are no release of 128 bytes
  'bytes-differ', // the bytes say something else than the row: period, epsilon, K or codebook
  'time', // the row is older than the one before
  'period-twice', // a row of the same period stands before
  'over-budget', // with this row more than 24 were debited in 365 days
  'no-debit', // the guard knows no debit for the row, or another loss
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface LedgerFinding {
  /** Which row, counted from 0 as they stand in the list. */
  readonly row: number;
  readonly kind: FindingKind;
}

/**
 * Parses a ledger file, or a file of other things that holds one as `ledger`. Only what is around the
 * rows: whatever is wrong with a row is a finding of the check, not an error.
 *
 * @throws InklingError `invalid-argument`
 */
export function parseLedgerFile(input: unknown): LedgerFile {
  const outer = record(input, 'file');
  const given =
    outer.format !== LEDGER_FILE_FORMAT && outer.ledger !== undefined
      ? record(outer.ledger, 'ledger of the file')
      : outer;
  if (given.format !== LEDGER_FILE_FORMAT)
    throw invalid(`format is ${JSON.stringify(given.format) ?? 'absent'}, must be "${LEDGER_FILE_FORMAT}"`);
  const { entries, budget } = given;
  if (!Array.isArray(entries)) throw invalid(`entries is ${typeof entries}, must be an array of rows`);
  if (budget === undefined) return { entries };
  const { highWater, spends } = record(budget, 'budget');
  if (typeof highWater !== 'number')
    throw invalid(`highWater of the budget is ${typeof highWater}, must be a number`);
  if (!Array.isArray(spends)) throw invalid(`spends of the budget is ${typeof spends}, must be an array`);
  for (const [i, spend] of spends.entries()) record(spend, `debit ${i} of the budget`);
  return { entries, budget: budget as Budget };
}

/** The text of the file; parse and write are inverse. */
export const writeLedgerFile = ({ entries, budget }: LedgerFile): string =>
  `${JSON.stringify({ format: LEDGER_FILE_FORMAT, entries, budget }, null, 2)}\n`;
