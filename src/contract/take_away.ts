import { InklingError, invalid } from './error.ts';
import { type Interaction, parseInteraction } from './interaction.ts';
import { type Item, normaliseItem } from './item.ts';
import { record } from './parse.ts';
import type { Budget, LedgerEntry } from './records.ts';
import { parseRelation, type Relation } from './relation.ts';
import { NO_WISHES, parseWishes, type Wishes } from './wishes.ts';

export const TAKE_AWAY_FORMAT = 'inkling-device/1';
/** More than a full device writes; above it nobody here wrote the file. */
export const MAX_TAKE_AWAY_CHARS = 20_000_000;
/** As many rows as the store keeps. */
const MAX_ROWS = 5_000;

/** An interaction with the shopper's marks, without the keys of one database. */
export interface TakenInteraction extends Interaction {
  readonly gift?: true;
  readonly notMe?: true;
}

/**
 * All that one device knows of a shopper of one shop, as a file (docs/take-away.md). Ledger and budget go along
 * as evidence; an import never reads them, and there is no consent in it to be imported.
 */
export interface TakeAway {
  /** Origin of the shop. */
  readonly origin: string;
  /** Milliseconds since the Unix epoch. */
  readonly takenAt: number;
  readonly interactions: readonly TakenInteraction[];
  readonly items: readonly Item[];
  readonly relations: readonly Relation[];
  readonly wishes: Wishes;
  readonly ledger?: { readonly entries: readonly LedgerEntry[]; readonly budget?: Budget };
}

/** What an import brings, and how many rows of the file it could not read. */
export type Import = Pick<TakeAway, 'interactions' | 'items' | 'relations' | 'wishes'> & {
  readonly unreadable: number;
};

/** What became of an import. */
export interface ImportReport {
  readonly added: number;
  /** Interactions that were here already. */
  readonly known: number;
  readonly unreadable: number;
}

export const writeTakeAway = (taken: TakeAway): string =>
  `${JSON.stringify({ format: TAKE_AWAY_FORMAT, ...taken }, null, 2)}\n`;

/**
 * Reads a file that somebody chose: of this shop, of this version, field by field. Rows that are damaged are
 * counted and left out; a file that is damaged as a whole brings nothing.
 *
 * @param origin of this shop: ids of another shop's items would mean nothing here
 * @param at     now, ms since the epoch
 * @throws InklingError `invalid-argument`
 */
export function parseTakeAway(text: unknown, origin: string, at: number): Import {
  if (typeof text !== 'string') throw invalid(`the file is ${typeof text}, must be text`);
  if (text.length > MAX_TAKE_AWAY_CHARS)
    throw invalid(`the file has ${text.length} characters, must have at most ${MAX_TAKE_AWAY_CHARS}`);
  const given = record(parseJson(text), 'file');
  if (given.format !== TAKE_AWAY_FORMAT) {
    const isNewer = typeof given.format === 'string' && given.format.startsWith('inkling-device/');
    throw invalid(
      `the file is ${isNewer ? 'of another version' : 'none of Inkling'}, must be ${TAKE_AWAY_FORMAT}`,
    );
  }
  if (given.origin !== origin) throw invalid('the file is of another shop, must be of this one');
  let unreadable = 0;
  const rows = <T>(name: string, parse: (row: unknown) => T | undefined, list = given[name] ?? []): T[] => {
    if (!Array.isArray(list)) throw invalid(`${name} is ${typeof list}, must be an array`);
    return list.slice(-MAX_ROWS).flatMap((row) => {
      const parsed = orUndefined(() => parse(row));
      if (parsed === undefined) unreadable++;
      return parsed ?? [];
    });
  };
  return {
    interactions: rows('interactions', (row) => parseTaken(row, at)),
    items: rows('items', (row) => normaliseItem(record(row, 'item'))),
    relations: rows('relations', (row) => parseTakenRelation(row, at)),
    wishes: rows('wishes', parseWishes, [given.wishes ?? NO_WISHES])[0] ?? NO_WISHES,
    get unreadable() {
      return unreadable;
    },
  };
}

function parseTaken(row: unknown, at: number): TakenInteraction {
  const given = record(row, 'interaction');
  if (typeof given.at !== 'number') throw invalid(`at is ${typeof given.at}, must be a number`);
  return {
    ...parseInteraction(given, at),
    ...(given.gift === true ? { gift: true } : {}),
    ...(given.notMe === true ? { notMe: true } : {}),
  };
}

function parseTakenRelation(row: unknown, now: number): Relation {
  const { kind, target, at } = record(row, 'relation');
  if (typeof at !== 'number' || !(at >= 1 && at <= now)) throw invalid('at must be a time that has been');
  return parseRelation({ kind, target }, at) as Relation;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InklingError('invalid-argument', 'the file is not whole: it must be JSON', { cause });
  }
}

function orUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined; // counted by the caller
  }
}
