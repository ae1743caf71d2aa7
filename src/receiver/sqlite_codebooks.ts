import type { Database } from 'better-sqlite3';
import { invalid } from '../contract/error.ts';
import type { Standing, StoredCodebook } from './storage.ts';

/** A site's codebooks in SQLite: every one that it had, and which are live. */
export class SqliteCodebooks {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @returns the codebook that stands there, this or an earlier one of the same hash. */
  register({ site, sha256, epsilonMilli, model, file }: StoredCodebook): StoredCodebook {
    const db = this.#db;
    db.transaction(() => {
      db.prepare('INSERT INTO sites (name) VALUES (?) ON CONFLICT DO NOTHING').run(site);
      db.prepare(
        `INSERT INTO codebooks (site, sha256, epsilon_milli, model, file)
         VALUES ((SELECT id FROM sites WHERE name = ?), ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      ).run(site, sha256, epsilonMilli, model, file);
    }).immediate();
    return this.all(site).find((codebook) => codebook.sha256 === sha256)!;
  }

  all(site: string): StoredCodebook[] {
    return this.#db
      .prepare<unknown[], StoredCodebook>(
        `SELECT s.name AS site, sha256, epsilon_milli AS epsilonMilli, model, file
         FROM codebooks c JOIN sites s ON s.id = c.site WHERE s.name = ? ORDER BY c.id`,
      )
      .all(site);
  }

  activate(site: string, codebooks: readonly string[]): void {
    if (codebooks.length < 1 || codebooks.length > 2)
      throw invalid(`${codebooks.length} codebooks, must be one or two that are live`);
    this.#db
      .transaction(() => {
        const [newest, other = null] = codebooks.map((sha256) => this.#idOf(site, sha256));
        this.#db
          .prepare(
            'INSERT INTO activations (site, newest, other) VALUES ((SELECT id FROM sites WHERE name = ?), ?, ?)',
          )
          .run(site, newest, other);
      })
      .immediate();
  }

  rollBack(site: string): boolean {
    const undone = this.#db
      .prepare(
        `UPDATE activations SET is_undone = 1 WHERE id = (
           SELECT max(a.id) FROM activations a JOIN sites s ON s.id = a.site
           WHERE s.name = ? AND is_undone = 0 HAVING count(*) > 1)`,
      )
      .run(site);
    return undone.changes > 0;
  }

  standing(site: string): Standing {
    const found = this.#db
      .prepare<unknown[], { newest: string | null; other: string | null; rolledUpBefore: number }>(
        `SELECT n.sha256 AS newest, o.sha256 AS other, s.rolled_up_before AS rolledUpBefore
         FROM sites s
         LEFT JOIN activations a ON a.id = (SELECT max(id) FROM activations WHERE site = s.id AND is_undone = 0)
         LEFT JOIN codebooks n ON n.id = a.newest LEFT JOIN codebooks o ON o.id = a.other
         WHERE s.name = ?`,
      )
      .get(site);
    if (!found) return { live: [], rolledUpBefore: 0 };
    const { newest, other, rolledUpBefore } = found;
    return { live: [newest, other].filter((hash) => hash !== null), rolledUpBefore };
  }

  #idOf(site: string, sha256: string): unknown {
    const id = this.#db
      .prepare('SELECT c.id FROM codebooks c JOIN sites s ON s.id = c.site WHERE s.name = ? AND sha256 = ?')
      .pluck()
      .get(site, sha256);
    if (id === undefined) throw invalid('the codebook is not registered for its site');
    return id;
  }
}
