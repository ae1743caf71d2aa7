import type { Database } from 'better-sqlite3';
import { InklingError } from '../contract/error.ts';

/** Marks a file as ours ("INKL"), so that another program's database is never written to. */
const APPLICATION_ID = 0x494e4b4c;

/**
 * What each version adds to the one before. Shipped steps are frozen; append new ones.
 *
 * `counts` is kept beside `releases` in the same transactions: cohorts are read from a few thousand
 * rows however many releases there are, and counts outlive the nonces.
 *
 * The releases of a database of version 1 are all there, so its counts by day can be had from them.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE sites (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE
   ) STRICT;
   CREATE TABLE codebooks (
     id INTEGER PRIMARY KEY,
     site INTEGER NOT NULL REFERENCES sites (id),
     sha256 TEXT NOT NULL,
     epsilon_milli INTEGER NOT NULL,
     model TEXT NOT NULL,
     file BLOB NOT NULL,
     UNIQUE (site, sha256)
   ) STRICT;
   CREATE TABLE releases (
     site INTEGER NOT NULL REFERENCES sites (id),
     nonce BLOB NOT NULL CHECK (length(nonce) = 16),
     codebook INTEGER NOT NULL REFERENCES codebooks (id),
     row INTEGER NOT NULL,
     period INTEGER NOT NULL,
     day INTEGER NOT NULL,
     PRIMARY KEY (site, nonce)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE counts (
     site INTEGER NOT NULL REFERENCES sites (id),
     period INTEGER NOT NULL,
     codebook INTEGER NOT NULL REFERENCES codebooks (id),
     row INTEGER NOT NULL,
     releases INTEGER NOT NULL CHECK (releases >= 0),
     PRIMARY KEY (site, period, codebook, row)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1), beats INTEGER NOT NULL) STRICT;
   INSERT INTO heartbeat VALUES (1, 0);`,
  `CREATE TABLE daily_counts (
     site INTEGER NOT NULL REFERENCES sites (id),
     period INTEGER NOT NULL,
     codebook INTEGER NOT NULL REFERENCES codebooks (id),
     row INTEGER NOT NULL,
     day INTEGER NOT NULL,
     releases INTEGER NOT NULL CHECK (releases >= 0),
     PRIMARY KEY (site, period, codebook, row, day)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO daily_counts
     SELECT site, period, codebook, row, day, count(*) FROM releases GROUP BY site, period, codebook, row, day;
   DROP TABLE counts;
   ALTER TABLE daily_counts RENAME TO counts;
   ALTER TABLE releases ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX quarantine ON releases (site, day) WHERE is_held = 1;
   ALTER TABLE sites ADD COLUMN rolled_up_before INTEGER NOT NULL DEFAULT 0;
   CREATE TABLE activations (
     id INTEGER PRIMARY KEY,
     site INTEGER NOT NULL REFERENCES sites (id),
     newest INTEGER NOT NULL REFERENCES codebooks (id),
     other INTEGER REFERENCES codebooks (id),
     is_undone INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE TABLE clock (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     day INTEGER NOT NULL,
     steady_since INTEGER NOT NULL
   ) STRICT;`,
];

/**
 * Brings the database to the latest version, one transaction a step.
 * @throws InklingError `store-unavailable` when the file is of another program or a newer version.
 */
export function migrate(db: Database): void {
  const isEmpty = db.prepare('SELECT count(*) AS n FROM sqlite_schema').pluck().get() === 0;
  // Inside the transaction the version is read again: two receivers may start at once.
  const step = db.transaction(() => {
    const version = number(db, 'user_version');
    const sql = MIGRATIONS[version];
    if (sql === undefined) return false;
    db.exec(sql);
    db.pragma(`user_version = ${version + 1}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    return true;
  });
  if (!isEmpty) refuseForeign(db);
  while (step.immediate());
}

/** @throws InklingError `store-unavailable` when the file is of another program or a newer version. */
export function refuseForeign(db: Database): void {
  if (number(db, 'application_id') !== APPLICATION_ID)
    throw new InklingError('store-unavailable', 'the database was made by another program');
  const version = number(db, 'user_version');
  if (version > MIGRATIONS.length)
    throw new InklingError(
      'store-unavailable',
      `the database has version ${version}, this program knows up to ${MIGRATIONS.length}`,
    );
}

const number = (db: Database, pragma: string): number => db.pragma(pragma, { simple: true }) as number;
