import { Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { invalid } from '../../contract/error.ts';
import { type FeedEntry, type FeedSource, feedError } from './feed.ts';
import { GOOGLE_ATTRIBUTES, googleEntry } from './google_product.ts';

/**
 * A Google Merchant table, values separated by tabs (or by commas), the first line naming the columns.
 * A row with another number of columns is skipped: what stands where in it is not known.
 * @throws InklingError `invalid-argument` naming the line of a quote that is not closed
 */
export async function* readGoogleTable(
  source: FeedSource,
): AsyncGenerator<{ entry: FeedEntry; line: number }> {
  const { file, notes } = source;
  const pieces = source.text[Symbol.asyncIterator]();
  const first = await pieces.next();
  const head: string = first.done ? '' : first.value;
  const [header = ''] = head.split('\n', 1);
  const parser = parse({
    delimiter: header.includes('\t') ? '\t' : ',',
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const rest = { [Symbol.asyncIterator]: () => pieces };
  Readable.from(withHead(head, rest))
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  let names: string[] | undefined;
  let startLine = 1;
  try {
    for await (const { record: row, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const line = startLine;
      startLine = info.lines + 1;
      if (!names) names = columnsOf(row, file);
      else if (row.length !== names.length) notes.add('with another number of columns than the header', line);
      else {
        const given = Object.fromEntries(names.map((name, i) => [name, row[i]!]));
        const entry = googleEntry(given, line, source);
        if (entry) yield { entry, line };
      }
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw feedError(file, Number(cause.lines ?? startLine), 'begins a quote that is never closed', cause);
  }
}

async function* withHead(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

/** Names as the specification writes them: "Image link", "g:image_link" and "image_link" are one. */
function columnsOf(row: readonly string[], file: string): string[] {
  const names = row.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/^g:/, '')
      .replace(/[\s-]+/g, '_'),
  );
  const missing = ['id', 'title'].filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw invalid(
      `${file}, line 1: has no column ${missing.join(' and none ')}; known are ${GOOGLE_ATTRIBUTES.join(', ')}`,
    );
  return names;
}
