import { invalid } from '../contract/error.ts';
import type { PostgresLink, Query } from './postgres_link.ts';
import type { StoredRelease } from './storage.ts';

const COUNTED = 0;
const HELD = 1;
const ERASED = 2;

interface CodebookKey {
  readonly site: number;
  readonly codebook: number;
}

/** Writes releases: one statement a batch, so one round trip and one commit. */
export class PostgresReleases {
  readonly #link: PostgresLink;
  // Keys never change once they are given, so they are looked up once.
  readonly #keys = new Map<string, CodebookKey>();

  constructor(link: PostgresLink) {
    this.#link = link;
  }

  async append(batch: readonly StoredRelease[]): Promise<boolean[]> {
    const given = new Map<string, { readonly key: CodebookKey; readonly release: StoredRelease }>();
    const names: string[] = [];
    for (const release of batch) {
      const name = `${release.site}/${Buffer.from(release.nonce).toString('hex')}`;
      names.push(name);
      if (!given.has(name)) given.set(name, { key: await this.#keyOf(release), release });
    }
    // In the order of the keys, so that two receivers that bring the same ones wait and do not deadlock.
    const sorted = [...given].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
    const column = (value: (entry: (typeof sorted)[number]) => unknown) => sorted.map(value);
    const rows = await this.#link.query<{ site: number; nonce: Uint8Array | null }>({
      name: 'append',
      text: APPEND,
      values: [
        column(({ key }) => key.site),
        column(({ release }) => Buffer.from(release.nonce)),
        column(({ key }) => key.codebook),
        column(({ release }) => release.row),
        column(({ release }) => release.period),
        column(({ release }) => release.day),
        column(({ release }) => (release.isHeld ? HELD : COUNTED)),
      ],
    });
    if (rows.some(({ nonce }) => nonce === null)) throw invalid('the period of a release was rolled up');
    const fresh = new Set(rows.map(({ site, nonce }) => `${site}/${Buffer.from(nonce!).toString('hex')}`));
    // Of a nonce that is twice in the batch only the first is new: `delete` says so once.
    return names.map((name) => {
      const { key, release } = given.get(name)!;
      return fresh.delete(`${key.site}/${Buffer.from(release.nonce).toString('hex')}`);
    });
  }

  erase(site: string, nonce: Uint8Array): Promise<boolean> {
    return this.#link.transaction(async (query) => {
      const where = 'site = (SELECT id FROM inkling.sites WHERE name = $1) AND nonce = $2';
      const values = [site, Buffer.from(nonce)];
      // Marked before it is deleted: the mark is what takes it off the counts.
      await query({ text: `UPDATE inkling.releases SET state = ${ERASED} WHERE ${where}`, values });
      const gone = await query({ text: `DELETE FROM inkling.releases WHERE ${where} RETURNING 1`, values });
      return gone.length > 0;
    });
  }

  async settleQuarantine(site: string, day: number, fate: 'count' | 'discard'): Promise<number> {
    const where = `site = (SELECT id FROM inkling.sites WHERE name = $1) AND day = $2 AND state = ${HELD}`;
    const what = {
      count: `UPDATE inkling.releases SET state = ${COUNTED} WHERE ${where} RETURNING 1`,
      discard: `DELETE FROM inkling.releases WHERE ${where} RETURNING 1`,
    }[fate];
    const [settled] = await this.#link.query<{ n: number }>({
      text: `WITH settled AS (${what}) SELECT count(*)::int AS n FROM settled`,
      values: [site, day],
    });
    return settled!.n;
  }

  async #keyOf({ site, codebook }: StoredRelease): Promise<CodebookKey> {
    const name = `${site}/${codebook}`;
    const known = this.#keys.get(name);
    if (known) return known;
    const [key] = await findKey(this.#link.query.bind(this.#link), site, codebook);
    if (!key) throw invalid('the codebook of a release is not registered for its site');
    this.#keys.set(name, key);
    return key;
  }
}

export const findKey = (query: Query, site: string, codebook: string): Promise<CodebookKey[]> =>
  query({
    text: `SELECT c.site, c.id AS codebook FROM inkling.codebooks c JOIN inkling.sites s ON s.id = c.site
           WHERE s.name = $1 AND c.sha256 = $2`,
    values: [site, codebook],
  });

/** All of the batch or, where a period was rolled up, nothing of it and one row without a nonce. */
const APPEND = `
  WITH given AS (
    SELECT * FROM unnest($1::int[], $2::bytea[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[])
      AS g (site, nonce, codebook, "row", period, day, state)
  ), late AS (
    SELECT g.site FROM given g JOIN inkling.sites s ON s.id = g.site WHERE g.period < s.rolled_up_before LIMIT 1
  ), added AS (
    INSERT INTO inkling.releases (site, nonce, codebook, "row", period, day, state)
    SELECT site, nonce, codebook, "row", period, day, state FROM given WHERE NOT EXISTS (SELECT FROM late)
    ON CONFLICT DO NOTHING RETURNING site, nonce
  )
  SELECT site, nonce FROM added UNION ALL SELECT site, NULL FROM late`;
