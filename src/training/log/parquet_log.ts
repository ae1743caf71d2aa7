import { InklingError, invalid } from '../../contract/error.ts';
import { type Duckdb, openDuckdb, quoted } from '../duckdb.ts';
import { interactionOf, type LogEntry, shopperOf, understand } from './entry.ts';
import { GA4_COLUMNS, isGa4, readGa4Event } from './ga4.ts';
import type { Skipped } from './skipped.ts';

const KNOWN = ['shopper', 'session', 'item', 'itemid', 'kind', 'at', 'tokens', 'dwellms'];

/**
 * A log in Parquet, a list of entries at a time: the columns of the CSV form, or GA4's export to BigQuery.
 * A time may be a timestamp, a number of milliseconds or text.
 *
 * @throws InklingError `invalid-argument` for a damaged file or a missing column, `store-unavailable` without DuckDB
 */
export async function* readParquetLog(file: string, skipped: Skipped): AsyncGenerator<LogEntry[]> {
  const duckdb = await openDuckdb({ memory: '512MB' });
  try {
    const columns = await columnsOf(duckdb, file);
    const source = `read_parquet(${quoted(file)})`;
    const isEvents = isGa4(columns.keys());
    const sql = isEvents ? ga4Query(columns, source) : flatQuery(file, columns, source, skipped);
    const result = await duckdb.connection.stream(sql);
    let row = 0;
    for (
      let chunk = await result.fetchChunk();
      chunk && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const entries: LogEntry[] = [];
      const names = result.columnNames();
      for (const values of chunk.getRows()) {
        row++;
        const given = Object.fromEntries(names.map((name, i) => [name, values[i] ?? undefined]));
        understand(skipped, row, () => {
          if (!isEvents) {
            const tokens = given.tokens === undefined ? undefined : JSON.parse(String(given.tokens));
            entries.push({ shopper: shopperOf(given), interaction: interactionOf({ ...given, tokens }) });
            return;
          }
          const items = given.items === undefined ? [] : (JSON.parse(String(given.items)) as unknown);
          const found = readGa4Event({ ...given, items });
          if (found) entries.push(...found);
          else skipped.leaveOut('events', 'are no interactions with items', 1);
        });
      }
      yield entries;
    }
  } catch (cause) {
    if (cause instanceof InklingError) throw cause;
    // The engine's first line says what is wrong with the file, never what is in it.
    const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new InklingError('invalid-argument', `${file} cannot be read as Parquet: ${why}`, { cause });
  } finally {
    duckdb.close();
  }
}

/** Type of each column by its lower-case name, with its name in the file. */
type Columns = ReadonlyMap<string, { readonly name: string; readonly type: string }>;

async function columnsOf({ connection }: Duckdb, file: string): Promise<Columns> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${quoted(file)})`);
  return new Map(
    described.getRowObjects().map(({ column_name, column_type }) => {
      const name = String(column_name);
      return [name.toLowerCase(), { name: `"${name.replaceAll('"', '""')}"`, type: String(column_type) }];
    }),
  );
}

function ga4Query(columns: Columns, source: string): string {
  const items = columns.get('items');
  return `SELECT ${GA4_COLUMNS.map((name) => `CAST(${columns.get(name)!.name} AS VARCHAR) AS ${name}`).join(', ')}
    ${items ? `, CAST(to_json(${items.name}) AS VARCHAR) AS items` : ''} FROM ${source}`;
}

function flatQuery(file: string, columns: Columns, source: string, skipped: Skipped): string {
  const find = (...names: readonly string[]) => names.map((name) => columns.get(name)).find((found) => found);
  const [shopper, item, kind, at] = [
    find('shopper', 'session'),
    find('item', 'itemid'),
    find('kind'),
    find('at'),
  ];
  if (!shopper || !item || !kind || !at)
    throw invalid(
      `${file} must have the columns shopper or session, item, kind and at, or those of GA4's export; it has ${[...columns.keys()].join(', ')}`,
    );
  const unknown = [...columns.keys()].filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0) skipped.note(`ignored columns: ${unknown.join(', ')}`);
  const [tokens, dwell] = [columns.get('tokens'), columns.get('dwellms')];
  const time = /^(TIMESTAMP|DATE)/.test(at.type) ? `epoch_ms(CAST(${at.name} AS TIMESTAMP))` : at.name;
  return `SELECT CAST(${shopper.name} AS VARCHAR) AS shopper, CAST(${item.name} AS VARCHAR) AS item,
    lower(CAST(${kind.name} AS VARCHAR)) AS kind, CAST(${time} AS VARCHAR) AS at
    ${tokens?.type.endsWith('[]') ? `, CAST(to_json(${tokens.name}) AS VARCHAR) AS tokens` : ''}
    ${dwell ? `, CAST(${dwell.name} AS DOUBLE) AS dwellMs` : ''} FROM ${source}`;
}
