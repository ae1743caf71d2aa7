import type { Command } from 'commander';

/** What anybody can check Inkling with. */
export function inspectCommands(program: Command): void {
  program
    .command('verify-ledger')
    .summary('check a ledger that a shopper took out of the panel')
    .description(
      'Checks a ledger as the panel gives it ("What left", "Download"): damage, partial edits, gaps, bytes that are no release, a second release in a period, more than the year’s budget. Exits with 1 when it finds any. It does not find a ledger that was rewritten as a whole, rows cut off at its end, or anything sent past Inkling.',
    )
    .argument('<file>', 'JSON, the ledger or a file that holds one as "ledger"')
    .option('--json', 'print one JSON object, nothing else')
    .action(async (file: string, { json }: { json?: boolean }) => {
      const { ledgerText, verifyLedger } = await import('../inspect/verify_ledger.ts');
      const report = await verifyLedger(file);
      console.log(json ? JSON.stringify(report) : ledgerText(report));
      if (report.findings.length > 0) process.exitCode = 1;
    });

  program
    .command('fingerprint')
    .summary('print the line of a model for a public log')
    .description(
      'Prints one line that names a model’s codebook and manifest by SHA-256, and the ceilings of this version. Whoever has it can tell whether the pages that they get are pinned to the same list.',
    )
    .argument('<folder>', 'the model’s folder')
    .option('--json', 'print one JSON object, nothing else')
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const { fingerprint, fingerprintLine } = await import('../inspect/fingerprint.ts');
      const found = await fingerprint(folder);
      console.log(json ? JSON.stringify(found) : fingerprintLine(found));
    });
}
