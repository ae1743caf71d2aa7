import { invalid } from '../contract/error.ts';
import { nonceSlices } from './nonce_slices.ts';
import { PostgresLink } from './postgres_link.ts';
import { findKey, PostgresReleases } from './postgres_releases.ts';
import { migrate } from './postgres_schema.ts';
import { type NotedDay, steadySince } from './steady_clock.ts';
import type {
  Count,
  DailyCount,
  DayQuery,
  Health,
  PeriodQuery,
  QuarantinedDay,
  Standing,
  Storage,
  StoredCodebook,
  StoredRelease,
} from './storage.ts';

/** Releases that `rows` reads at once. */
const PAGE = 1_000;
/** Integers of PostgreSQL have 32 bits. */
const LAST = 2 ** 31 - 1;

/**
 * Storage in a PostgreSQL database, for several receivers at once, in a schema of its own (`inkling`).
 *
 * A commit is where the server's `synchronous_commit` puts it: on its disk, and where there are synchronous
 * standbys on as many of theirs as `synchronous_standby_names` asks for. Less than that is not asked of it.
 */
export class PostgresStorage implements Storage {
  /** Releases go by a connection of their own: nothing that is read stands in their way. */
  readonly #releases: PostgresReleases;
  readonly #writer: PostgresLink;
  readonly #reader: PostgresLink;
  readonly isSpread: boolean;

  private constructor(writer: PostgresLink, reader: PostgresLink, isSpread: boolean) {
    this.#writer = writer;
    this.#reader = reader;
    this.#releases = new PostgresReleases(writer);
    this.isSpread = isSpread;
  }

  /**
   * @param url `postgres://user:password@host:port,host:port/database`; of several hosts the one that can be
   * written to is used, and looked for again when the connection is lost.
   * @throws InklingError `invalid-argument`, `store-unavailable`
   */
  static async open(url: string): Promise<PostgresStorage> {
    const [writer, reader] = [new PostgresLink(url), new PostgresLink(url)];
    try {
      await migrate(writer);
      const [releases] = await writer.query<{ isSpread: boolean }>({
        text: `SELECT relkind = 'p' AS "isSpread" FROM pg_class WHERE oid = 'inkling.releases'::regclass`,
      });
      return new PostgresStorage(writer, reader, releases!.isSpread);
    } catch (cause) {
      await Promise.all([writer.close(), reader.close()]);
      throw cause;
    }
  }

  async registerCodebook(codebook: StoredCodebook): Promise<StoredCodebook> {
    const { site, sha256, epsilonMilli, model, file } = codebook;
    await this.#reader.transaction(async (query) => {
      await query({
        text: 'INSERT INTO inkling.sites (name) VALUES ($1) ON CONFLICT DO NOTHING',
        values: [site],
      });
      await query({
        text: `INSERT INTO inkling.codebooks (site, sha256, epsilon_milli, model, file)
               SELECT id, $2, $3, $4, $5 FROM inkling.sites WHERE name = $1 ON CONFLICT DO NOTHING`,
        values: [site, sha256, epsilonMilli, model, Buffer.from(file)],
      });
    });
    return (await this.codebooks(site)).find((kept) => kept.sha256 === sha256)!;
  }

  codebooks(site: string): Promise<StoredCodebook[]> {
    return this.#reader.query({
      text: `SELECT s.name AS site, sha256, epsilon_milli AS "epsilonMilli", model, file
             FROM inkling.codebooks c JOIN inkling.sites s ON s.id = c.site WHERE s.name = $1 ORDER BY c.id`,
      values: [site],
    });
  }

  async activate(site: string, codebooks: readonly string[]): Promise<void> {
    if (codebooks.length < 1 || codebooks.length > 2)
      throw invalid(`${codebooks.length} codebooks, must be one or two that are live`);
    await this.#reader.transaction(async (query) => {
      const keys = [];
      for (const codebook of codebooks) {
        const [key] = await findKey(query, site, codebook);
        if (!key) throw invalid('the codebook is not registered for its site');
        keys.push(key);
      }
      const [newest, other] = keys;
      await query({
        text: 'INSERT INTO inkling.activations (site, newest, other) VALUES ($1, $2, $3)',
        values: [newest!.site, newest!.codebook, other?.codebook ?? null],
      });
    });
  }

  async rollBack(site: string): Promise<boolean> {
    const undone = await this.#reader.query({
      text: `UPDATE inkling.activations SET is_undone = true WHERE id = (
               SELECT max(a.id) FROM inkling.activations a JOIN inkling.sites s ON s.id = a.site
               WHERE s.name = $1 AND NOT is_undone HAVING count(*) > 1) RETURNING 1`,
      values: [site],
    });
    return undone.length > 0;
  }

  async standing(site: string): Promise<Standing> {
    const [found] = await this.#reader.query<{ live: (string | null)[]; rolledUpBefore: number }>({
      text: `SELECT ARRAY[n.sha256, o.sha256] AS live, s.rolled_up_before AS "rolledUpBefore"
             FROM inkling.sites s
             LEFT JOIN inkling.activations a
               ON a.id = (SELECT max(id) FROM inkling.activations WHERE site = s.id AND NOT is_undone)
             LEFT JOIN inkling.codebooks n ON n.id = a.newest LEFT JOIN inkling.codebooks o ON o.id = a.other
             WHERE s.name = $1`,
      values: [site],
    });
    if (!found) return { live: [], rolledUpBefore: 0 };
    return { ...found, live: found.live.filter((hash) => hash !== null) };
  }

  async append(batch: readonly StoredRelease[]): Promise<boolean[]> {
    return this.#releases.append(batch);
  }

  counts(query: PeriodQuery): Promise<Count[]> {
    return this.#reader.query({
      text: `SELECT period, c.sha256 AS codebook, "row", sum(releases)::float8 AS releases
             FROM inkling.counts n JOIN inkling.sites s ON s.id = n.site JOIN inkling.codebooks c ON c.id = n.codebook
             WHERE s.name = $1 AND period BETWEEN $2 AND $3
             GROUP BY period, c.id, "row" HAVING sum(releases) > 0 ORDER BY period, c.id, "row"`,
      values: [query.site, ...bounds(query)],
    });
  }

  dailyCounts(query: DayQuery): Promise<DailyCount[]> {
    return this.#reader.query({
      text: `SELECT day, period, c.sha256 AS codebook, "row", sum(releases)::float8 AS releases
             FROM inkling.counts n JOIN inkling.sites s ON s.id = n.site JOIN inkling.codebooks c ON c.id = n.codebook
             WHERE s.name = $1 AND day BETWEEN $2 AND $3
             GROUP BY day, period, c.id, "row" HAVING sum(releases) > 0 ORDER BY day, period, c.id, "row"`,
      values: [query.site, ...bounds(query)],
    });
  }

  async *rows(query: PeriodQuery): AsyncGenerator<StoredRelease> {
    let after: Uint8Array = Buffer.alloc(0); // sorts before every nonce
    for (;;) {
      const found = await this.#reader.query<StoredRelease & { state: number }>({
        text: `SELECT s.name AS site, nonce, c.sha256 AS codebook, "row", period, day, state
               FROM inkling.releases r JOIN inkling.sites s ON s.id = r.site
               JOIN inkling.codebooks c ON c.id = r.codebook
               WHERE r.site = (SELECT id FROM inkling.sites WHERE name = $1)
                 AND period BETWEEN $2 AND $3 AND nonce > $4
               ORDER BY nonce LIMIT ${PAGE}`,
        values: [query.site, ...bounds(query), after],
      });
      for (const { state, ...release } of found) yield state === 0 ? release : { ...release, isHeld: true };
      if (found.length < PAGE) return;
      after = found.at(-1)!.nonce;
    }
  }

  erase(site: string, nonce: Uint8Array): Promise<boolean> {
    return this.#releases.erase(site, nonce);
  }

  quarantine(site: string): Promise<QuarantinedDay[]> {
    return this.#reader.query({
      text: `SELECT day, count(*)::int AS releases FROM inkling.releases
             WHERE site = (SELECT id FROM inkling.sites WHERE name = $1) AND state = 1 GROUP BY day ORDER BY day`,
      values: [site],
    });
  }

  settleQuarantine(site: string, day: number, fate: 'count' | 'discard'): Promise<number> {
    return this.#releases.settleQuarantine(site, day, fate);
  }

  async rollUp(site: string, before: number): Promise<number> {
    const [marked] = await this.#reader.query<{ id: number }>({
      // First: from here on none comes in for these periods, so every slice that is done stays done.
      text: `UPDATE inkling.sites SET rolled_up_before = greatest(rolled_up_before, $2)
             WHERE name = $1 RETURNING id`,
      values: [site, before],
    });
    if (!marked) return 0;
    let forgotten = 0;
    for (const { first, end } of nonceSlices()) {
      const [slice] = await this.#reader.query<{ n: number }>({
        name: end ? 'forget' : 'forget-last',
        text: `WITH gone AS (
                 DELETE FROM inkling.releases
                 WHERE site = $1 AND period < $2 AND nonce >= $3 ${end ? 'AND nonce < $4' : ''} RETURNING 1
               ) SELECT count(*)::int AS n FROM gone`,
        values: [marked.id, before, first, ...(end ? [end] : [])],
      });
      forgotten += slice!.n;
    }
    return forgotten;
  }

  noteDay(today: number, maxStep: number): Promise<number> {
    return this.#reader.transaction(async (query) => {
      await query({ text: 'LOCK TABLE inkling.clock IN EXCLUSIVE MODE' });
      const [last] = await query<NotedDay>({
        text: 'SELECT day, steady_since AS "steadySince" FROM inkling.clock',
      });
      const since = steadySince(last, today, maxStep);
      await query({
        text: `INSERT INTO inkling.clock VALUES (1, $1, $2)
               ON CONFLICT (id) DO UPDATE SET day = excluded.day, steady_since = excluded.steady_since`,
        values: [today, since],
      });
      return since;
    });
  }

  async health(): Promise<Health> {
    try {
      await this.#reader.query({ text: 'UPDATE inkling.heartbeat SET beats = beats + 1' });
      return { isWritable: true };
    } catch (cause) {
      return {
        isWritable: false,
        problem: `the database cannot be written: ${cause instanceof Error ? cause.message : cause}`,
      };
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#writer.close(), this.#reader.close()]);
  }
}

const bounds = ({ from = 0, to = LAST }: PeriodQuery | DayQuery): [number, number] => [from, to];
