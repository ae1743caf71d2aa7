import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { InklingError, invalid } from '../contract/error.ts';
import {
  type Interaction,
  parseInteraction,
  SESSION_GAP_MS,
  type StoredInteraction,
} from '../contract/interaction.ts';
import { type Item, normaliseItem } from '../contract/item.ts';
import { record } from '../contract/parse.ts';

/** One shopper of a log: interactions with sessions, oldest first. */
export interface ShopperLog {
  readonly interactions: readonly StoredInteraction[];
}

/**
 * Interactions, JSONL. A line is a shopper, `{"shopper", "interactions": [...]}` as `inkling simulate`
 * writes it, or a single interaction with its `shopper`, in any order.
 *
 * @throws InklingError `invalid-argument` naming the line
 */
export async function readInteractions(file: string): Promise<ShopperLog[]> {
  const byShopper = new Map<string, Interaction[]>();
  await eachLine(file, (line) => {
    const given = record(JSON.parse(line), 'line');
    const shopper = given.shopper;
    if (typeof shopper !== 'string' && typeof shopper !== 'number') throw invalid('shopper is missing');
    const list = byShopper.get(String(shopper)) ?? [];
    const added = Array.isArray(given.interactions) ? given.interactions : [given];
    // One by one: a spread of a long log would overflow the stack.
    for (const interaction of added) list.push(parseInteraction(interaction, Number.NaN));
    byShopper.set(String(shopper), list);
  });
  return [...byShopper.values()].map((interactions) => ({ interactions: withSessions(interactions) }));
}

/** Sequences, one shopper a line, item ids oldest first, separated by blanks. Each id counts as a view. */
export async function readSequences(file: string): Promise<ShopperLog[]> {
  const logs: ShopperLog[] = [];
  await eachLine(file, (line) => {
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

/** Items, JSONL, one a line. @throws InklingError `invalid-argument` naming the line */
export async function readItems(file: string): Promise<Item[]> {
  const items: Item[] = [];
  await eachLine(file, (line) => {
    const item = normaliseItem(record(JSON.parse(line), 'line') as unknown as Item);
    if (!item) throw invalid('id is missing');
    items.push(item);
  });
  return items;
}

/** Sorted by time, numbered, and each with the start of its session, as the database would hold them. */
export function withSessions(interactions: readonly Interaction[]): StoredInteraction[] {
  const sorted = [...interactions].sort((a, b) => a.at - b.at);
  let session = 0;
  return sorted.map((interaction, id) => {
    const previous = sorted[id - 1];
    if (!previous || interaction.at - previous.at >= SESSION_GAP_MS) session = interaction.at;
    return { ...interaction, id, session };
  });
}

async function eachLine(file: string, visit: (line: string) => void): Promise<void> {
  let number = 0;
  try {
    for await (const line of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number++;
      if (line.trim() !== '') visit(line);
    }
  } catch (cause) {
    // A parser quotes what it could not read; a log's lines have no place in a message.
    const code = (cause as NodeJS.ErrnoException).code;
    if (typeof code === 'string' && !(cause instanceof InklingError))
      throw new InklingError('invalid-argument', `${file} cannot be read: ${code}`, { cause });
    const reason = cause instanceof InklingError ? cause.message : 'is not JSON';
    throw new InklingError('invalid-argument', `${file}, line ${number}: ${reason}`, { cause });
  }
}
