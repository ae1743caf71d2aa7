import { InklingError } from '../../contract/error.ts';
import type { Item } from '../../contract/item.ts';
import type { CatalogueItem } from '../catalogue_model.ts';

/** One entry of a feed: one variant of an item, as most feeds have it. */
export interface FeedEntry extends Item, Required<Pick<CatalogueItem, 'aliases' | 'inStock'>> {
  /** Id that the variants of one item share. */
  readonly group?: string;
}

/** What was wrong with an entry. The first five lose the entry, the others only what they name. */
export const NOTES = [
  'without an id',
  'without a name',
  'with another number of columns than the header',
  'that are no object',
  'not published',
  'with a price that is no number',
  'with an id that an earlier entry has',
] as const;

export type Note = (typeof NOTES)[number];

/** How often each thing was wrong, and on which line first. */
export class FeedNotes {
  readonly #found = new Map<Note, { count: number; line: number }>();

  add(note: Note, line: number): void {
    const known = this.#found.get(note);
    if (known) known.count++;
    else this.#found.set(note, { count: 1, line });
  }

  /** Lines for a person: "12 entries without an id, first on line 40". */
  get lines(): string[] {
    return NOTES.flatMap((note) => {
      const found = this.#found.get(note);
      if (!found) return [];
      const entries = found.count === 1 ? '1 entry' : `${found.count} entries`;
      return `${entries} ${note}, ${found.count === 1 ? '' : 'first '}on line ${found.line}`;
    });
  }
}

/** What a reader of one format is given. */
export interface FeedSource {
  /** As it was given on the command line, for messages. */
  readonly file: string;
  /** The file as text, piece by piece. */
  readonly text: AsyncIterable<string>;
  readonly notes: FeedNotes;
  /** Milliseconds since the epoch: whether a sale is on. */
  readonly now: number;
  /** ISO 4217, for formats that name none. */
  readonly currency?: string;
}

/** A mistake in the file. What the line says is not repeated. */
export const feedError = (file: string, line: number, reason: string, cause?: unknown): InklingError =>
  new InklingError('invalid-argument', `${file}, line ${line}: ${reason}`, { cause });
