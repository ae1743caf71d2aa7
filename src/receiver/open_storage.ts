import { PostgresStorage } from './postgres.ts';
import { withoutPassword } from './postgres_link.ts';
import { SqliteStorage } from './sqlite.ts';
import type { Storage } from './storage.ts';

/** The storage that `--database` names: a PostgreSQL address, or else a SQLite file. */
export const openStorage = (database: string): Promise<Storage> =>
  isPostgres(database) ? PostgresStorage.open(database) : SqliteStorage.open(database);

export const isPostgres = (database: string): boolean => /^postgres(ql)?:\/\//.test(database);

/** What may be shown of it. */
export const shownDatabase = (database: string): string =>
  isPostgres(database) ? withoutPassword(database) : database;
