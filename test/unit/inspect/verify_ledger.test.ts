import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeLedgerFile } from '../../../src/contract/ledger_file.ts';
import type { Budget } from '../../../src/contract/records.ts';
import { ledgerText, verifyLedger } from '../../../src/inspect/verify_ledger.ts';
import { debitedAt, FIRST_PERIOD, ledgerOf } from '../../support/ledger.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-ledger-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const budget: Budget = {
  since: 0,
  highWater: debitedAt(3),
  spends: [0, 1, 2].map((n) => ({
    period: FIRST_PERIOD + n,
    epsilonMilli: 2000,
    state: 'committed',
    at: debitedAt(n),
  })),
};

test('says of a whole ledger what is in it, and what the check cannot find', async () => {
  const report = await verifyLedger(
    await file('whole.json', writeLedgerFile({ entries: ledgerOf(2), budget })),
  );

  expect(report).toEqual({ rows: 3, releases: 2, epsilonMilli: 4000, forgotten: 1, findings: [] });
  const text = ledgerText(report);
  expect(text).toContain('3 rows, 2 releases, epsilon 4 in all');
  expect(text).toContain('1 debits without a row');
  expect(text).toContain('Whole');
  expect(text).toContain('does not find a ledger that was rewritten as a whole');
});

test('says of a damaged ledger what is wrong with which row', async () => {
  const entries = ledgerOf(3).filter(({ seq }) => seq !== 2);
  const report = await verifyLedger(await file('damaged.json', writeLedgerFile({ entries })));

  expect(report).not.toHaveProperty('forgotten');
  expect(report.findings.map(({ kind }) => kind)).toEqual(['gap', 'link']);
  expect(ledgerText(report)).toContain('row 2 names another hash than that of the row before');
  expect(ledgerText(report)).toContain('does not find');
});

describe('refuses, and names the file, when it', () => {
  test.each([
    ['is not JSON', '{', /^broken\.json is not JSON: /],
    ['is another JSON', '{"format":"x"}', /^broken\.json: format is "x"/],
    ['is a list', '[]', /^broken\.json: file is an array/],
  ])('%s', async (_name, text, message) => {
    const path = await file('broken.json', text);

    await expect(verifyLedger(path)).rejects.toThrow(message);
    await expect(verifyLedger(path)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('is not there', async () => {
    await expect(verifyLedger(join(folder, 'none.json'))).rejects.toThrow('none.json cannot be read');
  });
});

test('as a command prints one JSON object and exits with 1 on damage', { timeout: 60_000 }, async () => {
  const entries = ledgerOf(1);
  const [whole, damaged] = [
    await file('a.json', writeLedgerFile({ entries })),
    await file('b.json', writeLedgerFile({ entries: entries.slice(1) })),
  ];
  const run = (path: string) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'verify-ledger', path, '--json']);

  expect(JSON.parse((await run(whole)).stdout)).toMatchObject({ rows: 2, findings: [] });
  const failed = await run(damaged).catch((error: { code: number; stdout: string }) => error);
  expect(failed).toMatchObject({ code: 1 });
  expect(JSON.parse(failed.stdout).findings).toHaveLength(3);
});
