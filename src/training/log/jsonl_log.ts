import { InklingError } from '../../contract/error.ts';
import { record } from '../../contract/parse.ts';
import {
  contextOf,
  interactionOf,
  type LogEntry,
  type Loose,
  NOT_UTF8,
  shopperOf,
  understand,
} from './entry.ts';
import { isGa4, readGa4Event } from './ga4.ts';
import { readLines } from './log_file.ts';
import type { Skipped } from './skipped.ts';

/**
 * A log in JSONL, a list of entries at a time. A line is a shopper, `{"shopper", "interactions": [...]}` as
 * `inkling simulate` writes it, a single interaction with its `shopper` or `session`, or an event of GA4's export.
 * The first two may tell `language`, `device` and `timeZone`.
 */
export async function* readJsonlLog(
  file: string,
  skipped: Skipped,
  onBytes: (bytes: number) => void,
): AsyncGenerator<LogEntry[]> {
  let number = 0;
  for await (const lines of readLines(file, onBytes)) {
    const entries: LogEntry[] = [];
    for (const line of lines) {
      number++;
      if (line.trim() === '') continue;
      const given = objectOf(line, number, skipped);
      if (given) readObject(given, number, skipped, entries);
    }
    yield entries;
  }
}

/** The line's object; undefined when there is none, which is counted. */
function objectOf(line: string, number: number, skipped: Skipped): Loose | undefined {
  if (line.includes(NOT_UTF8)) return void skipped.bad('lines', 'is not UTF-8', number);
  try {
    return record(JSON.parse(line), 'line');
  } catch (error) {
    // A parser quotes what it could not read; a log's lines have no place in a message.
    const reason = error instanceof InklingError ? error.message : 'is not JSON';
    return void skipped.bad('lines', reason, number);
  }
}

function readObject(given: Loose, line: number, skipped: Skipped, entries: LogEntry[]): void {
  if (given.event_name !== undefined && isGa4(Object.keys(given))) {
    understand(skipped, line, () => {
      const found = readGa4Event(given);
      if (found) entries.push(...found);
      else skipped.leaveOut('events', 'are no interactions with items', 1);
    });
  } else if (Array.isArray(given.interactions)) {
    understand(skipped, line, () => {
      const whose = ownerOf(given);
      for (const one of given.interactions as readonly unknown[])
        understand(skipped, line, () =>
          entries.push({ ...whose, interaction: interactionOf(record(one, 'interaction')) }),
        );
    });
  } else
    understand(skipped, line, () => entries.push({ ...ownerOf(given), interaction: interactionOf(given) }));
}

/** The shopper, and what the object tells of the visit. @throws InklingError `invalid-argument` */
function ownerOf(given: Loose): Omit<LogEntry, 'interaction'> {
  const context = contextOf(given);
  return { shopper: shopperOf(given), ...(context ? { context } : {}) };
}
