import { invalid } from '../../contract/error.ts';
import { Skipped, skippedText } from '../log/skipped.ts';
import { readItems } from '../readers.ts';
import { DIALECTS, type DialectName } from './dialects.ts';
import { type PreparedSummary, prepare } from './prepare.ts';
import { printSql } from './print_sql.ts';
import { showStages } from './stages.ts';

/** `inkling prepare`, as given on the command line. */
export interface PrepareArguments {
  readonly interactions?: readonly string[];
  readonly items?: string;
  readonly out?: string;
  readonly engine: string;
  readonly printSql?: DialectName;
  readonly partitions?: number;
  readonly memory: string;
  readonly maxGap: number;
}

/**
 * `inkling prepare`: writes the tables, or only prints their SQL.
 * @returns the SQL, or what was written
 * @throws InklingError
 */
export async function runPrepare(given: PrepareArguments): Promise<string | PreparedSummary> {
  const { interactions, items, out, engine, partitions, memory, maxGap } = given;
  if (given.printSql) return printSql(DIALECTS[given.printSql], maxGap);
  if (!interactions || !items || !out)
    throw invalid('give --interactions, --items and --out, or --print-sql');
  const skipped = new Skipped();
  const read = await readItems(items, skipped);
  return prepare({
    interactions,
    items: read,
    out,
    engine,
    memory,
    maxGap,
    skipped,
    ...(partitions === undefined ? {} : { partitions }),
    stage: showStages(process.stderr),
  });
}

/** What was written, for a person. */
export function summaryText(summary: PreparedSummary, out: string): string {
  const { interactions, shoppers, tables, partitions, resumed, engine } = summary;
  return [
    ...summary.skipped.map(skippedText),
    `wrote ${out}: ${interactions} interactions, ${shoppers} shoppers, ${tables.steps} steps, ${tables.neighbours} pairs of neighbours`,
    `by ${engine} in ${partitions} parts${resumed > 0 ? `, ${resumed} of them taken up from a run before` : ''}`,
    'The folder holds what each shopper did: keep it as the log is kept.',
  ].join('\n');
}
