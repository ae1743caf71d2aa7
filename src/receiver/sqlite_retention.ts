import type { Database } from 'better-sqlite3';
import { nonceSlices } from './nonce_slices.ts';
import { steadySince } from './steady_clock.ts';

/** What sorts after every nonce: blobs compare byte by byte, a longer one last. */
const AFTER_ALL = Buffer.alloc(17, 0xff);

/** Forgets the releases of periods before `before`, slice by slice; counts stay. */
export async function rollUp(db: Database, site: string, before: number): Promise<number> {
  const id = db.prepare<unknown[], number>('SELECT id FROM sites WHERE name = ?').pluck().get(site);
  if (id === undefined) return 0;
  // First: from here on none comes in for these periods, so every slice that is done stays done.
  db.prepare('UPDATE sites SET rolled_up_before = max(rolled_up_before, ?) WHERE id = ?').run(before, id);
  const find = db
    .prepare('SELECT 1 FROM releases WHERE site = ? AND nonce >= ? AND nonce < ? AND period < ? LIMIT 1')
    .pluck();
  const forget = db.prepare(
    'DELETE FROM releases WHERE site = ? AND nonce >= ? AND nonce < ? AND period < ?',
  );
  let forgotten = 0;
  for (const { first, end = AFTER_ALL } of nonceSlices()) {
    // Looked at first: a slice with nothing to forget costs no fsync.
    if (find.get(id, first, end, before) !== undefined)
      forgotten += forget.run(id, first, end, before).changes;
    await new Promise((resolve) => setImmediate(resolve)); // requests go on between two slices
  }
  return forgotten;
}

export function noteDay(db: Database, today: number, maxStep: number): number {
  return db
    .transaction(() => {
      const last = db
        .prepare<unknown[], { day: number; steadySince: number }>(
          'SELECT day, steady_since AS steadySince FROM clock',
        )
        .get();
      const since = steadySince(last, today, maxStep);
      db.prepare('INSERT OR REPLACE INTO clock VALUES (1, ?, ?)').run(today, since);
      return since;
    })
    .immediate();
}
