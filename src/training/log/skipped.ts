import { basename } from 'node:path';
import { invalid } from '../../contract/error.ts';

/** A reason for which something was left out: how often, and where first. */
export interface SkippedReason {
  readonly what: 'lines' | 'interactions' | 'events' | 'items' | 'prices' | 'shoppers';
  readonly reason: string;
  readonly count: number;
  /** File and line (of Parquet: row) of the first one, where there is one. */
  readonly first?: string;
}

export const skippedText = ({ what, reason, count, first }: SkippedReason): string =>
  `skipped: ${count} ${what}: ${reason}${first === undefined ? '' : ` (first: ${first})`}`;

/** A file of which more than this share cannot be understood is the wrong file, not a file with bad lines. */
const MAX_BAD_SHARE = 0.1;
/** Bad lines after which that is judged before the end of the file. */
const ENOUGH = 1_000;

/**
 * What readers left out, by reason and counted, so that no line of a log disappears in silence. Reasons
 * are our own words: nothing of a line is repeated in them.
 */
export class Skipped {
  readonly #reasons = new Map<string, SkippedReason & { count: number }>();
  readonly #notes: string[] = [];
  #file = '';
  #unit = 'line';
  #read = 0;
  #bad = 0;
  #firstBad = '';

  /** Starts a file, or ends the last one. @throws InklingError `invalid-argument` when too much of it was bad */
  begin(file: string, unit: 'line' | 'row' = 'line'): void {
    this.end();
    this.#file = file;
    this.#unit = unit;
  }

  /** Counts entries that were understood. */
  take(count = 1): void {
    this.#read += count;
  }

  /** Leaves out an entry that cannot be understood. @throws InklingError when there are too many */
  bad(what: SkippedReason['what'], reason: string, line: number): void {
    this.#read++;
    this.#bad++;
    if (this.#bad === 1) this.#firstBad = `${this.#file}, ${this.#unit} ${line}: ${reason}`;
    this.leaveOut(what, reason, 1, line);
    if (this.#bad >= ENOUGH) this.#judge();
  }

  /** Leaves out what is in order and of no use here. */
  leaveOut(what: SkippedReason['what'], reason: string, count: number, line?: number): void {
    if (count === 0) return;
    const key = `${what}: ${reason}`;
    const known = this.#reasons.get(key);
    if (known) known.count += count;
    else {
      const first = line === undefined ? {} : { first: `${basename(this.#file)}, ${this.#unit} ${line}` };
      this.#reasons.set(key, { what, reason, count, ...first });
    }
  }

  /** Says something of the file that is no reason to leave anything out. */
  note(text: string): void {
    this.#notes.push(`${basename(this.#file)}: ${text}`);
  }

  /** Ends the file. @throws InklingError `invalid-argument` when too much of it was bad */
  end(): void {
    this.#judge();
    this.#read = 0;
    this.#bad = 0;
  }

  /** Most frequent first. */
  get reasons(): readonly SkippedReason[] {
    return [...this.#reasons.values()].sort((a, b) => b.count - a.count);
  }

  /** One line a reason, for a person. */
  get text(): string[] {
    return [...this.#notes, ...this.reasons.map(skippedText)];
  }

  #judge(): void {
    if (this.#bad === 0 || this.#bad <= MAX_BAD_SHARE * this.#read) return;
    const others = this.#bad === 1 ? '' : `; ${this.#bad} of ${this.#read} entries could not be read`;
    throw invalid(`${this.#firstBad}${others}`);
  }
}
