import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { FindingKind, LedgerFile, LedgerFinding } from '../contract/ledger_file.ts';
import type { Budget, LedgerEntry, LedgerRelease } from '../contract/records.ts';
import { parseRelease, type Release, YEARLY_BUDGET_MILLI } from '../contract/release.ts';
import { YEAR_MS } from './accountant.ts';
import { checkChain } from './ledger_chain.ts';

/**
 * All that is wrong with a ledger, in the order of its rows: with the chain (ledger_chain.ts), with the
 * releases in it, and, where the file brings the guard's budget, between the two. Never throws.
 *
 * Detects: damage and partial edits; bytes that are no release, or not the one that the row tells of; two
 * releases in a period; more than the year's budget. Does not detect: what a script of the shop's
 * origin rewrote as a whole, rows cut off at the end (unless a debit is left without one, which a clear
 * causes too), or anything that was sent past Inkling.
 */
export function checkLedger({ entries, budget }: LedgerFile): LedgerFinding[] {
  const findings = checkChain(entries);
  const unreadable = new Set(findings.filter(({ kind }) => kind === 'unreadable').map(({ row }) => row));
  entries.forEach((entry, row) => {
    if (unreadable.has(row)) return;
    const before = entries.slice(0, row).filter((_, i) => !unreadable.has(i));
    const kinds = [...kindsOfOrder(entry, before), ...kindsOfRelease(entry.release)];
    if (budget && isUnpaid(entry, budget)) kinds.push('no-debit');
    for (const kind of kinds) findings.push({ row, kind });
  });
  return findings.sort((a, b) => a.row - b.row);
}

function kindsOfOrder({ at, release }: LedgerEntry, before: readonly LedgerEntry[]): FindingKind[] {
  const kinds: FindingKind[] = [];
  // Written so that a time of NaN is found too.
  if (before.some((row) => !(row.at <= at))) kinds.push('time');
  if (!release) return kinds;
  const earlier = before.flatMap((row) => (row.release ? [{ ...row.release, at: row.at }] : []));
  if (earlier.some(({ period }) => period === release.period)) kinds.push('period-twice');
  const spent = earlier.reduce(
    (sum, row) => (row.at < at - YEAR_MS ? sum : sum + row.epsilonMilli),
    release.epsilonMilli,
  );
  if (!(spent <= YEARLY_BUDGET_MILLI)) kinds.push('over-budget');
  return kinds;
}

function kindsOfRelease(release: LedgerRelease | undefined): FindingKind[] {
  if (!release) return [];
  let sent: Release;
  try {
    sent = parseRelease(hexToBytes(release.bytes));
  } catch {
    return ['bytes-form']; // the finding says it
  }
  const agrees =
    sent.period === release.period &&
    sent.epsilonMilli === release.epsilonMilli &&
    sent.K === release.K &&
    release.row < release.K &&
    String(release.codebook).startsWith(bytesToHex(sent.codebookHash));
  return agrees ? [] : ['bytes-differ'];
}

/** Debits are kept for a year: a younger release without one of the same loss was not paid for. */
const isUnpaid = ({ at, release }: LedgerEntry, { highWater, spends }: Budget): boolean =>
  release !== undefined &&
  at >= highWater - YEAR_MS &&
  !spends.some(
    ({ period, epsilonMilli }) => period === release.period && epsilonMilli === release.epsilonMilli,
  );
