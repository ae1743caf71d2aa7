import { createReadStream } from 'node:fs';
import { type CsvError, type Info, parse } from 'csv-parse';
import { InklingError, invalid } from '../../contract/error.ts';
import { interactionOf, type LogEntry, NOT_UTF8, shopperOf, understand } from './entry.ts';
import { asReadError, readLines } from './log_file.ts';
import type { Skipped } from './skipped.ts';

const KNOWN = ['shopper', 'session', 'item', 'itemid', 'kind', 'at', 'tokens', 'dwellms'];
const BATCH = 4_096;

/**
 * A log in CSV, a list of entries at a time: a header with the columns shopper or session, item, kind and at, in
 * any order; separated by comma, semicolon or tab. `tokens`, separated by `|`, name the brand of a follow; `dwellMs`
 * says how long an item was in view.
 *
 * @throws InklingError `invalid-argument` when a column is missing
 */
export async function* readCsvLog(
  file: string,
  skipped: Skipped,
  onBytes: (bytes: number) => void,
): AsyncGenerator<LogEntry[]> {
  const { columns, delimiter } = await readHeader(file, skipped);
  const parser = parse({
    bom: true,
    delimiter,
    from_line: 2,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: 1 << 20,
    on_skip: (error: CsvError | undefined) => {
      skipped.bad('lines', 'has a quote out of place', Number(error?.lines ?? 0));
      return undefined;
    },
  });
  const source = createReadStream(file, { highWaterMark: 1 << 20 });
  source.on('data', (chunk) => onBytes(chunk.length));
  source.on('error', (error) => parser.destroy(error));
  let entries: LogEntry[] = [];
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<CsvRecord>) {
      understand(skipped, info.lines, () => entries.push(readRecord(record, columns)));
      if (entries.length < BATCH) continue;
      yield entries;
      entries = [];
    }
  } catch (cause) {
    const isParser = cause instanceof Error && 'code' in cause && String(cause.code).startsWith('CSV_');
    if (!isParser) throw asReadError(file, cause);
    // Its message quotes the file.
    throw new InklingError('invalid-argument', `${file} is not CSV: ${String(cause.code)}`, { cause });
  }
  yield entries;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: Info;
}

interface Header {
  /** Name of each column, lower-case. */
  readonly columns: readonly string[];
  readonly delimiter: string;
}

async function readHeader(file: string, skipped: Skipped): Promise<Header> {
  let first = '';
  for await (const [line] of readLines(file, () => {})) {
    first = line ?? '';
    break;
  }
  const delimiter = [',', ';', '\t'].sort((a, b) => first.split(b).length - first.split(a).length)[0]!;
  const columns = first.split(delimiter).map((name) =>
    name
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .toLowerCase(),
  );
  const has = (...names: readonly string[]) => names.some((name) => columns.includes(name));
  const missing = [
    ...(has('shopper', 'session') ? [] : ['shopper or session']),
    ...(has('item', 'itemid') ? [] : ['item']),
    ...['kind', 'at'].filter((name) => !has(name)),
  ];
  // What stands there instead may be a line of the log, and is not repeated.
  if (missing.length > 0)
    throw invalid(
      `${file}, line 1: must be a header with the columns shopper or session, item, kind and at; without ${missing.join(', ')}`,
    );
  const unknown = columns.filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0) skipped.note(`ignored columns: ${unknown.join(', ')}`);
  return { columns, delimiter };
}

function readRecord(record: readonly string[], columns: readonly string[]): LogEntry {
  if (record.length !== columns.length)
    throw invalid(`there are ${record.length < columns.length ? 'fewer' : 'more'} fields than columns`);
  if (record.some((field) => field.includes(NOT_UTF8))) throw invalid('is not UTF-8');
  const given = Object.fromEntries(
    columns.map((name, i) => [name, record[i] === '' ? undefined : record[i]]),
  );
  const { shopper, session, item, itemid, kind, at, tokens, dwellms } = given;
  return {
    shopper: shopperOf({ shopper, session }),
    interaction: interactionOf({
      item: item ?? itemid,
      kind: kind?.trim().toLowerCase(),
      at,
      tokens: tokens?.split('|'),
      dwellMs: dwellms === undefined ? undefined : Number(dwellms),
    }),
  };
}
