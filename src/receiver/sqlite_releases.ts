import type { Database } from 'better-sqlite3';
import { invalid } from '../contract/error.ts';
import type { StoredRelease } from './storage.ts';

/** What a release is counted under. */
interface Cell {
  readonly site: number;
  readonly period: number;
  readonly codebook: number;
  readonly row: number;
  readonly day: number;
}

interface CodebookKey {
  readonly site: number;
  readonly codebook: number;
}

/** Stores releases and their counts in one transaction. */
export function prepareAppend(db: Database): (batch: readonly StoredRelease[]) => boolean[] {
  const find = db.prepare<unknown[], CodebookKey>(
    `SELECT c.site, c.id AS codebook FROM codebooks c JOIN sites s ON s.id = c.site
     WHERE s.name = ? AND c.sha256 = ?`,
  );
  const add = db.prepare('INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const rolledUp = db.prepare<unknown[], number>('SELECT rolled_up_before FROM sites WHERE id = ?').pluck();
  const count = prepareCount(db);
  // Keys never change once they are given, so they are looked up once.
  const keys = new Map<string, CodebookKey>();
  const keyOf = ({ site, codebook }: StoredRelease): CodebookKey => {
    const name = `${site}/${codebook}`;
    const key = keys.get(name) ?? find.get(site, codebook);
    if (!key) throw invalid('the codebook of a release is not registered for its site');
    keys.set(name, key);
    return key;
  };
  const append = db.transaction((batch: readonly StoredRelease[]) => {
    const oldest = new Map<number, number>();
    const fresh: Cell[] = [];
    const isFresh = batch.map((release) => {
      const { site, codebook } = keyOf(release);
      const { nonce, row, period, day, isHeld = false } = release;
      if (!oldest.has(site)) oldest.set(site, rolledUp.get(site)!);
      if (period < oldest.get(site)!) throw invalid('the period of a release was rolled up');
      if (add.run(site, nonce, codebook, row, period, day, Number(isHeld)).changes === 0) return false;
      if (!isHeld) fresh.push({ site, period, codebook, row, day });
      return true;
    });
    count(fresh);
    return isFresh;
  });
  return (batch) => append.immediate(batch);
}

/** Takes a release out, and out of the counts if it was in them. */
export function prepareErase(db: Database): (site: string, nonce: Uint8Array) => boolean {
  const remove = db.prepare<unknown[], Cell & { is_held: number }>(
    `DELETE FROM releases WHERE site = (SELECT id FROM sites WHERE name = ?) AND nonce = ?
     RETURNING site, period, codebook, row, day, is_held`,
  );
  const uncount = db.prepare(
    `UPDATE counts SET releases = releases - 1
     WHERE site = ? AND period = ? AND codebook = ? AND row = ? AND day = ?`,
  );
  const erase = db.transaction((site: string, nonce: Uint8Array) => {
    const gone = remove.get(site, nonce);
    if (gone && !gone.is_held) uncount.run(gone.site, gone.period, gone.codebook, gone.row, gone.day);
    return gone !== undefined;
  });
  return (site, nonce) => erase.immediate(site, nonce);
}

/** Counts or discards what is in quarantine of a day. */
export function prepareSettle(
  db: Database,
): (site: string, day: number, fate: 'count' | 'discard') => number {
  const where = 'WHERE site = (SELECT id FROM sites WHERE name = ?) AND day = ? AND is_held = 1';
  const release = db.prepare<unknown[], Cell>(
    `UPDATE releases SET is_held = 0 ${where} RETURNING site, period, codebook, row, day`,
  );
  const discard = db.prepare(`DELETE FROM releases ${where}`);
  const count = prepareCount(db);
  const settle = db.transaction((site: string, day: number, fate: 'count' | 'discard') => {
    if (fate === 'discard') return discard.run(site, day).changes;
    const released = release.all(site, day);
    count(released);
    return released.length;
  });
  return (site, day, fate) => settle.immediate(site, day, fate);
}

function prepareCount(db: Database): (fresh: readonly Cell[]) => void {
  const add = db.prepare(
    `INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET releases = releases + excluded.releases`,
  );
  return (fresh) => {
    const tallies = new Map<string, { readonly cell: readonly number[]; releases: number }>();
    for (const { site, period, codebook, row, day } of fresh) {
      const cell = [site, period, codebook, row, day];
      const tally = tallies.get(cell.join()) ?? { cell, releases: 0 };
      tally.releases++;
      tallies.set(cell.join(), tally);
    }
    for (const { cell, releases } of tallies.values()) add.run(...cell, releases);
  };
}
