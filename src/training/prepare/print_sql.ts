import type { Dialect } from './dialects.ts';
import { firstQueries, outputQueries, partQueries, type Query, unitOf } from './sql.ts';
import { INPUTS, OUTPUT_NAMES } from './tables.ts';

/**
 * The whole preparation as a script for a database that has the log already: the same queries that
 * `inkling prepare` runs, for all shoppers as one part.
 */
export function printSql(dialect: Dialect, maxGap: number): string {
  const options = { dialect, partitions: 1, maxGap };
  const { own, added } = partQueries(options, 0);
  const outputs = outputQueries(options);
  const header = [
    `inkling prepare --print-sql ${dialect.name} --max-gap ${maxGap}`,
    ...(dialect.isTested
      ? []
      : ['UNTESTED: nobody has run this on such a database. Compare it with duckdb on a sample.']),
    '',
    'Make these tables first:',
    ...Object.entries(INPUTS).map(
      ([table, columns]) =>
        `  ${table}(${Object.entries(columns)
          .map(([name, type]) => `${name} ${dialect[type]}`)
          .join(', ')})`,
    ),
    'In log, place is a number that no two rows share and that grows where the times of a shopper are level, such as',
    'ROW_NUMBER() OVER (ORDER BY at_ms, kind, item_id); name is the brand of a follow or unfollow; dwell_ms is how many',
    'milliseconds the item was in view, NULL where nothing tells. Leave out times of the future. Items are numbered from',
    '1; catalogue_ids has their aliases too.',
    '',
    `Shares are whole numbers of 1/${unitOf(maxGap)}. The folder prepared/ is for "inkling train --prepared". It holds what`,
    'each shopper did: keep it as the log is kept.',
  ];
  return [
    header.map((line) => `-- ${line}`.trimEnd()).join('\n'),
    ...[...firstQueries(options), ...own, ...added].map((query) => `${createTable(dialect, query)};`),
    ...OUTPUT_NAMES.map((name) => `${dialect.writeParquet(outputs[name], name)};`),
  ].join('\n\n');
}

/** A statement that makes a query's table, its purpose above it. */
export const createTable = (dialect: Dialect, { table, says, select }: Query): string =>
  `-- ${says}\n${dialect.createTable(table)}\n${select}`;
