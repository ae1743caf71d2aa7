import { invalid } from '../../contract/error.ts';
import { type FeedEntry, FeedNotes, type FeedSource } from './feed.ts';
import { readGoogleTable } from './google_table.ts';
import { readGoogleXml } from './google_xml.ts';
import { readJsonLines } from './json_lines.ts';
import { readShopify } from './shopify.ts';
import { readText } from './text.ts';

const READERS = {
  'Google Merchant XML': readGoogleXml,
  'Google Merchant table': readGoogleTable,
  'Shopify JSON': readShopify,
  JSONL: readJsonLines,
} as const;

export type FeedFormat = keyof typeof READERS;

export interface Feed {
  readonly format: FeedFormat;
  /** One for each variant, in the order of the file. */
  readonly entries: readonly FeedEntry[];
  /** What was skipped or left out, a line each, for a person. */
  readonly notes: readonly string[];
}

/**
 * A shop's feed of any known format, told by how it begins. Entries that cannot be used are counted.
 * @throws InklingError `invalid-argument` naming file and line when the file is malformed, or when it holds
 *         no entry that can be used
 */
export async function readFeed(
  file: string,
  { now, currency }: Pick<FeedSource, 'now' | 'currency'>,
): Promise<Feed> {
  const notes = new FeedNotes();
  const text = readText(file);
  const head = await firstCharacters(text);
  const format = formatOf(head, file);
  const source = { file, text: joined(head, text), notes, now, ...(currency ? { currency } : {}) };
  const entries: FeedEntry[] = [];
  const ids = new Set<string>();
  for await (const { entry, line } of READERS[format](source)) {
    if (ids.has(entry.id)) notes.add('with an id that an earlier entry has', line);
    else entries.push(entry);
    ids.add(entry.id);
  }
  if (entries.length === 0)
    throw invalid([`${file} holds no item that can be used (read as ${format})`, ...notes.lines].join('; '));
  return { format, entries, notes: notes.lines };
}

/** Enough to tell a format by: the first line, which may be long. */
const HEAD_CHARACTERS = 65_536;

async function firstCharacters(text: AsyncIterator<string>): Promise<string> {
  let head = '';
  while (head.length < HEAD_CHARACTERS) {
    const { done, value } = await text.next();
    if (done) break;
    head += value;
  }
  return head;
}

async function* joined(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* rest;
}

function formatOf(head: string, file: string): FeedFormat {
  const start = head.trimStart();
  if (start === '') throw invalid(`${file} is empty`);
  const [line = ''] = start.split('\n', 1);
  if (line.startsWith('<')) return 'Google Merchant XML';
  if (line.startsWith('[')) return 'Shopify JSON';
  if (line.startsWith('{')) return isProductDocument(start) ? 'Shopify JSON' : 'JSONL';
  if (/^"?(g:)?\w[\w :()-]*"?[\t,]/.test(line)) return 'Google Merchant table';
  throw invalid(`${file}, line 1: is neither XML nor JSON nor the header of a table`);
}

/** `{"products": [...]}`, whether on one line or many, or an object that does not end on its line. */
const isProductDocument = (start: string): boolean =>
  /^\{\s*"products"\s*:/.test(start) || /^\{\s*\n/.test(start);
