import { InklingError, invalid } from '../contract/error.ts';
import { type Interaction, SESSION_GAP_MS, type StoredInteraction } from '../contract/interaction.ts';
import { type Item, normaliseItem } from '../contract/item.ts';
import { record } from '../contract/parse.ts';
import type { BasicContext } from '../features/basic.ts';
import { NOT_UTF8 } from './log/entry.ts';
import { readLines } from './log/log_file.ts';
import { readLog } from './log/read_log.ts';
import { Skipped } from './log/skipped.ts';

/** One shopper of a log: interactions with sessions, oldest first. */
export interface ShopperLog {
  readonly interactions: readonly StoredInteraction[];
  /** What the log tells of the shopper's visits, where it does. */
  readonly context?: BasicContext;
}

/**
 * Interactions, one log a shopper, in the order in which shoppers come up; JSONL, CSV, Parquet or GA4's export
 * (log/read_log.ts).
 *
 * @throws InklingError `invalid-argument` naming the line
 */
export async function readInteractions(file: string, skipped = new Skipped()): Promise<ShopperLog[]> {
  const byShopper = new Map<string, { interactions: Interaction[]; context?: BasicContext }>();
  for await (const entries of readLog(file, skipped)) {
    for (const { shopper, interaction, context } of entries) {
      const known = byShopper.get(shopper) ?? { interactions: [] };
      known.interactions.push(interaction);
      if (context) known.context = { ...known.context, ...context };
      byShopper.set(shopper, known);
    }
  }
  return [...byShopper.values()].map(({ interactions, context }) => ({
    interactions: withSessions(interactions),
    ...(context ? { context } : {}),
  }));
}

/** Sequences, one shopper a line, item ids oldest first, separated by blanks. Each id counts as a view. */
export async function readSequences(file: string, skipped = new Skipped()): Promise<ShopperLog[]> {
  const logs: ShopperLog[] = [];
  await eachLine(file, skipped, (line) => {
    const ids = line.split(/\s+/).filter((id) => id !== '');
    logs.push({
      // A day apart: the file says what came first, not when.
      interactions: withSessions(
        ids.map((itemId, i) => ({ kind: 'view', itemId, at: (i + 1) * 86_400_000 })),
      ),
    });
  });
  return logs;
}

/**
 * Items, JSONL, one a line; of two with one id the first.
 * @throws InklingError `invalid-argument` naming the line
 */
export async function readItems(file: string, skipped = new Skipped()): Promise<Item[]> {
  const items = new Map<string, Item>();
  await eachLine(file, skipped, (line) => {
    const given = record(parseItemLine(line), 'line');
    const item = normaliseItem(given as unknown as Item);
    if (!item) throw invalid('id is missing');
    if (items.has(item.id)) return skipped.leaveOut('items', 'their id came up before', 1);
    if (item.price === undefined && (given.price ?? undefined) !== undefined)
      skipped.leaveOut('prices', 'are no number >= 0', 1);
    items.set(item.id, item);
  });
  return [...items.values()];
}

/** Every item of the logs, where there is no catalogue: an id stands for a name. */
export function bareItems(logs: readonly ShopperLog[]): Item[] {
  const ids = new Set(logs.flatMap(({ interactions }) => interactions.flatMap(({ itemId }) => itemId ?? [])));
  return [...ids].map((id) => ({ id, name: id }));
}

/** Sorted by time, numbered, and each with the start of its session, as the database would hold them. */
export function withSessions(interactions: readonly Interaction[]): StoredInteraction[] {
  const sorted = [...interactions].sort((a, b) => a.at - b.at);
  let session = 0;
  return sorted.map((interaction, id) => {
    const previous = sorted[id - 1];
    if (!previous || interaction.at - previous.at > SESSION_GAP_MS) session = interaction.at;
    return { ...interaction, id, session };
  });
}

/** Python writes NaN and Infinity, which JSON does not have: a price of such is none, and the item stands. */
function parseItemLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (!/NaN|Infinity/.test(line)) throw error;
    return JSON.parse(line.replace(/("price"\s*:\s*)(?:NaN|-?Infinity)(?=\s*[,}])/g, '$1"NaN"'));
  }
}

/** Visits each line that is not blank; one for which `visit` throws is left out and counted. */
async function eachLine(file: string, skipped: Skipped, visit: (line: string) => void): Promise<void> {
  skipped.begin(file);
  let number = 0;
  let visited = 0;
  for await (const lines of readLines(file, () => {})) {
    for (const line of lines) {
      number++;
      if (line.trim() === '') continue;
      visited++;
      try {
        if (line.includes(NOT_UTF8)) throw invalid('is not UTF-8');
        visit(line);
        skipped.take();
      } catch (error) {
        // A parser quotes what it could not read; a log's lines have no place in a message.
        if (error instanceof InklingError) skipped.bad('lines', error.message, number);
        else if (error instanceof SyntaxError) skipped.bad('lines', 'is not JSON', number);
        else throw error;
      }
    }
  }
  skipped.end();
  if (visited === 0) throw invalid(`${file} is empty`);
}
