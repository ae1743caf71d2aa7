import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InklingError, invalid } from '../contract/error.ts';
import { type FindingKind, type LedgerFile, parseLedgerFile } from '../contract/ledger_file.ts';
import { YEARLY_BUDGET_MILLI } from '../contract/release.ts';
import { checkLedger } from '../privacy/ledger_check.ts';

export interface LedgerReport {
  readonly rows: number;
  readonly releases: number;
  /** Sum of epsilon over all releases in the file, in thousandths. */
  readonly epsilonMilli: number;
  /** Debits in the budget whose release the file does not hold; absent without a budget. */
  readonly forgotten?: number;
  readonly findings: readonly {
    /** From 0, as they stand in the file. */
    readonly row: number;
    readonly kind: FindingKind;
    readonly message: string;
  }[];
}

const MESSAGES: Readonly<Record<FindingKind, string>> = {
  unreadable: 'is no row of a ledger, or its bytes are no hex',
  genesis: 'is a genesis row that is not the first, or a first row that is none',
  gap: 'has not the number after the row before: rows were taken out or put in',
  link: 'names another hash than that of the row before',
  hash: 'was changed: its hash is not that of its fields',
  'bytes-hash': 'has bytes whose SHA-256 is another than it says',
  'bytes-form': 'has bytes that are no release of 128 bytes',
  'bytes-differ': 'says another period, epsilon, K or codebook than its bytes',
  time: 'is older than a row before it',
  'period-twice': 'is a second release in its period',
  'over-budget': `brings more than epsilon ${YEARLY_BUDGET_MILLI / 1000} into 365 days`,
  'no-debit': 'has no debit of its loss in the budget',
};

/**
 * `inkling verify-ledger`: checks a ledger that a shopper took out of the panel.
 * @throws InklingError `invalid-argument` when the file is none
 */
export async function verifyLedger(path: string): Promise<LedgerReport> {
  const { entries, budget } = await readLedgerFile(path);
  const releases = entries.flatMap((entry) => entry?.release ?? []);
  const findings = checkLedger({ entries, ...(budget && { budget }) });
  const periods = new Set(releases.map(({ period }) => period));
  return {
    rows: entries.length,
    releases: releases.length,
    epsilonMilli: releases.reduce((sum, release) => sum + release.epsilonMilli, 0),
    ...(budget && { forgotten: budget.spends.filter(({ period }) => !periods.has(period)).length }),
    findings: findings.map(({ row, kind }) => ({ row, kind, message: MESSAGES[kind] })),
  };
}

/** The report as lines for a person. */
export function ledgerText({ rows, releases, epsilonMilli, forgotten, findings }: LedgerReport): string {
  const summary = `${rows} rows, ${releases} releases, epsilon ${epsilonMilli / 1000} in all`;
  const kept = forgotten ? [`${forgotten} debits without a row: cleared since, or never drawn`] : [];
  const verdict =
    findings.length === 0
      ? ['Whole: every hash fits, every release is one, and none is over the budget.']
      : [
          `Damaged, ${findings.length} findings:`,
          ...findings.map(({ row, message }) => `  row ${row} ${message}`),
        ];
  return [summary, ...kept, ...verdict, LIMIT].join('\n');
}

/** Said with every verdict: a check that claims too much is worse than none. */
const LIMIT = `This finds damage and partial edits. It does not find a ledger that was rewritten as a whole (the chain has no
key, and scripts of the shop's origin can write it), rows cut off at the end, or anything sent past Inkling.`;

async function readLedgerFile(path: string): Promise<LedgerFile> {
  const name = basename(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new InklingError('invalid-argument', `${name} cannot be read`, { cause });
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (cause) {
    throw new InklingError('invalid-argument', `${name} is not JSON: ${(cause as Error).message}`, { cause });
  }
  try {
    return parseLedgerFile(input);
  } catch (error) {
    throw error instanceof InklingError ? invalid(`${name}: ${error.message}`) : error;
  }
}
