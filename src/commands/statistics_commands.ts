import { type Command, Option } from 'commander';
import { DEFAULT_PERIOD_DAYS, MIN_PERIOD_DAYS } from '../contract/config.ts';
import { REPORT_LANGUAGES } from '../receiver/report/report_texts.ts';
import type { ReportArguments } from '../receiver/report/run_report.ts';
import type { ExportArguments } from '../receiver/run_export.ts';
import { DATABASE, wholeNumber } from './options.ts';

/** What comes out of a receiver's database as a file. */
export function statisticsCommands(program: Command): void {
  program
    .command('export')
    .summary('write the noisy counts into a Parquet or CSV file')
    .description(
      'Writes releases by day, period, codebook and row into one file, with p and q to take the noise out. Needs the package @duckdb/node-api.',
    )
    .argument('<file>', 'ends in .parquet or .csv; an existing one is replaced')
    .option('--database <file>', DATABASE, 'receiver.sqlite')
    .option('--site <name>', 'the shop’s name, as in data-site', 'default')
    .option(
      '--period-days <n>',
      'length of a privacy period, as of the receiver',
      wholeNumber(MIN_PERIOD_DAYS, 365),
      DEFAULT_PERIOD_DAYS,
    )
    .option('--json', 'print one JSON object, nothing else')
    .action(async (out: string, given: Omit<ExportArguments, 'out'> & { json?: boolean }) => {
      const rows = await (await import('../receiver/run_export.ts')).runExport({ ...given, out });
      console.log(given.json ? JSON.stringify({ file: out, rows }) : `wrote ${rows} rows into ${out}`);
    });

  program
    .command('report')
    .summary('write a page of cohorts and what changed')
    .description(
      'Writes one HTML file that loads nothing: cohorts of a period with intervals, change since the period before, releases by period.',
    )
    .argument('<file>', 'such as report.html; an existing one is replaced')
    .option('--database <file>', DATABASE, 'receiver.sqlite')
    .option('--site <name>', 'the shop’s name, as in data-site', 'default')
    .option('--period <n>', 'the latest with releases by default', wholeNumber(0, 0xffff))
    .addOption(new Option('--language <tag>', 'of the page').choices(REPORT_LANGUAGES).default('en'))
    .option(
      '--period-days <n>',
      'length of a privacy period, as of the receiver',
      wholeNumber(MIN_PERIOD_DAYS, 365),
      DEFAULT_PERIOD_DAYS,
    )
    .option('--json', 'print one JSON object, nothing else')
    .action(async (out: string, given: Omit<ReportArguments, 'out'> & { json?: boolean }) => {
      const { runReport } = await import('../receiver/report/run_report.ts');
      const { period, releases } = await runReport({ ...given, out });
      console.log(
        given.json
          ? JSON.stringify({ file: out, period, releases })
          : `wrote ${out}: ${releases} releases of period ${period}`,
      );
    });
}
