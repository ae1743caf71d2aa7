import type { DuckDBConnection } from '@duckdb/node-api';
import { InklingError } from '../contract/error.ts';

export interface DuckdbOptions {
  /** Database file; in memory without. */
  readonly file?: string;
  /** Such as `1GB`: what it needs beyond goes to `spill`. */
  readonly memory?: string;
  readonly spill?: string;
}

/** A database of its own; whoever opens it closes it. */
export interface Duckdb {
  readonly connection: DuckDBConnection;
  close(): void;
}

/**
 * Opens DuckDB, which is native code and an optional peer: whoever reads Parquet or prepares a log installs it.
 * @throws InklingError `store-unavailable`
 */
export async function openDuckdb({ file = ':memory:', memory, spill }: DuckdbOptions = {}): Promise<Duckdb> {
  const { DuckDBInstance } = await loadEngine();
  try {
    const instance = await DuckDBInstance.create(file, {
      // Extensions come with the package; none is fetched.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      preserve_insertion_order: 'false',
      ...(memory === undefined ? {} : { memory_limit: memory }),
      ...(spill === undefined ? {} : { temp_directory: spill }),
    });
    const connection = await instance.connect();
    return {
      connection,
      close() {
        connection.closeSync();
        instance.closeSync();
      },
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new InklingError('store-unavailable', `DuckDB does not open: ${why}`, { cause });
  }
}

/** Whether the package is there: an error about anything else is none of it missing. */
export const hasDuckdb = (): Promise<boolean> =>
  loadEngine().then(
    () => true,
    () => false,
  );

/** A text as a literal of SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function loadEngine(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw new InklingError(
      'store-unavailable',
      'Parquet, exports and "inkling prepare" need the package @duckdb/node-api: npm install @duckdb/node-api',
      { cause },
    );
  }
}
