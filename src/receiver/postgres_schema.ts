import { InklingError } from '../contract/error.ts';
import type { PostgresLink } from './postgres_link.ts';

/** "INKL": receivers that start at the same time migrate one after the other. */
const MIGRATION_LOCK = 0x494e4b4c;

/**
 * What each version adds to the one before. Shipped steps are frozen; append new ones.
 *
 * `counts` is kept by triggers, in the transaction of the releases themselves, so that it is right wherever the
 * table lies: on the node that holds the rows, when they are spread (docs/scale.md).
 * - What is added with state 0 is counted, and so is what changes to it (from quarantine); what changes from
 *   it (erasure) is taken off. What is deleted is not: that is the roll-up, whose counts stay.
 * - `part` keeps receivers from waiting for each other: each connection has a row of its own, sixteen at most.
 *
 * There are no foreign keys from `releases`: where they are spread, the node has no sites and codebooks.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE inkling.sites (
     id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     name text NOT NULL UNIQUE,
     rolled_up_before int NOT NULL DEFAULT 0
   );
   CREATE TABLE inkling.codebooks (
     id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     site int NOT NULL REFERENCES inkling.sites (id),
     sha256 text NOT NULL,
     epsilon_milli int NOT NULL,
     model text NOT NULL,
     file bytea NOT NULL,
     UNIQUE (site, sha256)
   );
   CREATE TABLE inkling.activations (
     id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     site int NOT NULL REFERENCES inkling.sites (id),
     newest int NOT NULL REFERENCES inkling.codebooks (id),
     other int REFERENCES inkling.codebooks (id),
     is_undone bool NOT NULL DEFAULT false
   );
   CREATE TABLE inkling.releases (
     site int NOT NULL,
     nonce bytea NOT NULL CHECK (length(nonce) = 16),
     codebook int NOT NULL,
     "row" smallint NOT NULL,
     period int NOT NULL,
     day int NOT NULL,
     state smallint NOT NULL,
     PRIMARY KEY (site, nonce)
   );
   COMMENT ON COLUMN inkling.releases.state IS '0 counted, 1 in quarantine, 2 about to be erased';
   CREATE INDEX quarantine ON inkling.releases (site, day) WHERE state = 1;
   CREATE TABLE inkling.counts (
     site int NOT NULL,
     period int NOT NULL,
     codebook int NOT NULL,
     "row" smallint NOT NULL,
     day int NOT NULL,
     part smallint NOT NULL,
     releases bigint NOT NULL,
     PRIMARY KEY (site, period, codebook, "row", day, part)
   ) WITH (fillfactor = 50);
   CREATE FUNCTION inkling.count_added() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     INSERT INTO inkling.counts AS c
       SELECT site, period, codebook, "row", day, pg_backend_pid() % 16, count(*)
       FROM added WHERE state = 0 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
     ON CONFLICT (site, period, codebook, "row", day, part)
       DO UPDATE SET releases = c.releases + excluded.releases;
     RETURN NULL;
   END $$;
   CREATE FUNCTION inkling.count_changed() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     INSERT INTO inkling.counts AS c
       SELECT site, period, codebook, "row", day, pg_backend_pid() % 16, sum(n)
       FROM (SELECT *, 1 AS n FROM after WHERE state = 0 UNION ALL
             SELECT *, -1 FROM before WHERE state = 0) AS changed
       GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
     ON CONFLICT (site, period, codebook, "row", day, part)
       DO UPDATE SET releases = c.releases + excluded.releases;
     RETURN NULL;
   END $$;
   CREATE TRIGGER count_added AFTER INSERT ON inkling.releases
     REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION inkling.count_added();
   CREATE TRIGGER count_changed AFTER UPDATE ON inkling.releases
     REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION inkling.count_changed();
   CREATE TABLE inkling.clock (id int PRIMARY KEY CHECK (id = 1), day int NOT NULL, steady_since int NOT NULL);
   CREATE TABLE inkling.heartbeat (id int PRIMARY KEY CHECK (id = 1), beats bigint NOT NULL);
   INSERT INTO inkling.heartbeat VALUES (1, 0);`,
];

/**
 * Brings the database to the latest version, in one transaction.
 * @throws InklingError `store-unavailable` when the database is of a newer version.
 */
export async function migrate(link: PostgresLink): Promise<void> {
  await link.transaction(async (query) => {
    await query({ text: `SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})` });
    await query({ text: 'SET LOCAL client_min_messages = warning' }); // "already exists, skipping"
    const [schema] = await query<{ exists: boolean }>({
      text: "SELECT to_regclass('inkling.version') IS NOT NULL AS exists",
    });
    if (!schema!.exists) {
      await query({ text: 'CREATE SCHEMA IF NOT EXISTS inkling' });
      await query({ text: 'CREATE TABLE inkling.version AS SELECT 0 AS version' });
    }
    const [{ version } = { version: 0 }] = await query<{ version: number }>({
      text: 'SELECT version FROM inkling.version',
    });
    if (version > MIGRATIONS.length)
      throw new InklingError(
        'store-unavailable',
        `the database has version ${version}, this program knows up to ${MIGRATIONS.length}`,
      );
    for (const sql of MIGRATIONS.slice(version)) await query({ text: sql });
    await query({ text: 'UPDATE inkling.version SET version = $1', values: [MIGRATIONS.length] });
  });
}
