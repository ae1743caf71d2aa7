import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { invalid } from '../../contract/error.ts';
import type { Item } from '../../contract/item.ts';
import { quoted } from '../duckdb.ts';
import { asReadError } from '../log/log_file.ts';
import type { Skipped, SkippedReason } from '../log/skipped.ts';
import { DuckdbEngine } from './duckdb_engine.ts';
import type { PrepareEngine } from './engine.ts';
import { PostgresEngine } from './postgres_engine.ts';
import { emptyTable, readIn } from './read_in.ts';
import { firstQueries, outputQueries, type PrepareOptions, partQueries, unitOf } from './sql.ts';
import type { Stage } from './stages.ts';
import { OUTPUT_NAMES, OUTPUTS, PART_TABLES } from './tables.ts';
import { openWorkFolder, PREPARED_FILE, swapIn } from './work_folder.ts';

export const PREPARED_FORMAT = 'inkling-prepared-2';

export interface PrepareRequest {
  readonly interactions: readonly string[];
  readonly items: readonly Item[];
  /** The folder; replaced at once, at the end. */
  readonly out: string;
  /** `duckdb`, or the address of a PostgreSQL server. */
  readonly engine: string;
  /** Of DuckDB, such as `1GB`. */
  readonly memory: string;
  readonly partitions?: number;
  readonly maxGap: number;
  /** What was left out of the items. */
  readonly skipped: Skipped;
  readonly stage: (title: string, total: number, unit: string) => Stage;
}

/** What stands in prepared.json. */
export interface PreparedSummary {
  readonly format: typeof PREPARED_FORMAT;
  readonly engine: string;
  readonly files: readonly string[];
  readonly partitions: number;
  /** Parts that an earlier run had finished. */
  readonly resumed: number;
  readonly maxGap: number;
  /** What a pair one position apart counts in the tables. */
  readonly unit: number;
  readonly interactions: number;
  /** Shoppers with two steps or more. */
  readonly shoppers: number;
  /** Rows of each table. */
  readonly tables: Readonly<Record<string, number>>;
  readonly skipped: readonly SkippedReason[];
}

/** Bytes of a log that make a part: its windows and joins then fit into the memory of a small machine. */
const PART_BYTES = 64 * 2 ** 20;
/** In the table of finished parts: that the log was read. */
const LOG_READ = -1;

/**
 * Turns logs into the Parquet tables of sql.ts. A run that is killed leaves the previous output; with DuckDB the
 * next one takes up what it finished, if its inputs and options are the same.
 *
 * @throws InklingError
 */
export async function prepare(request: PrepareRequest): Promise<PreparedSummary> {
  const { interactions: files, out, maxGap } = request;
  const inputs = await Promise.all(files.map(inputOf));
  const bytes = inputs.reduce((sum, { size }) => sum + size, 0);
  const partitions = request.partitions ?? Math.min(1_024, Math.max(1, Math.ceil(bytes / PART_BYTES)));
  const key = { format: PREPARED_FORMAT, inputs, items: request.items, partitions, maxGap };
  const work = await openWorkFolder(out);
  await keepIfSame(work, createHash('sha256').update(JSON.stringify(key)).digest('hex'));
  const engine = await openEngine(request, work);
  let isWorthKeeping = false;
  try {
    const options: PrepareOptions = { dialect: engine.dialect, partitions, maxGap };
    await engine.run([
      engine.createEmpty('finished', `part ${engine.dialect.bigint}, skipped ${engine.dialect.text}`),
    ]);
    const finished = new Map(
      (await engine.query('SELECT part, skipped FROM finished')) as [number, string][],
    );
    if (!finished.has(LOG_READ)) finished.set(LOG_READ, await readLogs(engine, request, options, bytes));
    isWorthKeeping = engine instanceof DuckdbEngine;
    const resumed = finished.size - 1;
    await countParts(engine, request, options, finished);

    const folder = join(work, 'finished');
    const tables = await writeTables(engine, request, options, folder);
    const left = JSON.parse(finished.get(LOG_READ)!) as SkippedReason[];
    const summary: PreparedSummary = {
      format: PREPARED_FORMAT,
      engine: engine.dialect.name,
      files: files.map((file) => basename(file)),
      partitions,
      resumed,
      maxGap,
      unit: unitOf(maxGap),
      ...(await countLog(engine, left)),
      tables,
    };
    if (summary.shoppers === 0)
      throw invalid('no shopper of the log has two steps with items of the catalogue');
    await writeFile(join(folder, PREPARED_FILE), `${JSON.stringify(summary, null, 2)}\n`, { flush: true });
    await engine.close();
    await swapIn(folder, out);
    await rm(work, { recursive: true });
    return summary;
  } catch (error) {
    // The error is what counts now; a log that was read serves the next run.
    await engine.close().catch(() => {});
    if (!isWorthKeeping) await rm(work, { recursive: true, force: true });
    throw error;
  }
}

async function inputOf(file: string): Promise<{ file: string; size: number; changed: number }> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { file, size, changed: mtimeMs };
  } catch (cause) {
    throw asReadError(file, cause);
  }
}

/** Empties the work folder unless it is of the same inputs and options. */
async function keepIfSame(work: string, key: string): Promise<void> {
  const place = join(work, 'key');
  const known = await readFile(place, 'utf8').catch(() => ''); // none yet
  if (known === key) return;
  await rm(work, { recursive: true });
  await mkdir(work);
  await writeFile(place, key);
}

function openEngine({ engine, memory }: PrepareRequest, work: string): Promise<PrepareEngine> {
  const spill = join(work, 'spill');
  if (engine === 'duckdb') return DuckdbEngine.open({ file: join(work, 'log.duckdb'), memory, spill });
  if (/^postgres(ql)?:\/\//.test(engine)) return PostgresEngine.open(engine, { memory, spill });
  throw invalid('engine must be duckdb or postgres://...');
}

/** @returns what was left out, as JSON */
async function readLogs(
  engine: PrepareEngine,
  { interactions, items, skipped, stage }: PrepareRequest,
  options: PrepareOptions,
  bytes: number,
): Promise<string> {
  const reading = stage('reading', bytes / 1e6, 'MB');
  await readIn(engine, interactions, items, skipped, (more) => reading.advance(more / 1e6));
  reading.end();
  const left = JSON.stringify(skipped.reasons);
  await engine.run([
    ...firstQueries(options).flatMap(({ table, select }) => [
      `DROP TABLE IF EXISTS ${table}`,
      `${engine.create(table, true)}\n${select}`,
    ]),
    ...Object.entries(PART_TABLES).flatMap(([table, columns]) => emptyTable(engine, table, columns)),
    `INSERT INTO finished VALUES (${LOG_READ}, ${quoted(left)})`,
  ]);
  return left;
}

/** Each part is one transaction: it is there as a whole or not at all. */
async function countParts(
  engine: PrepareEngine,
  { stage }: PrepareRequest,
  options: PrepareOptions,
  finished: ReadonlyMap<number, string>,
): Promise<void> {
  const parts = Array.from({ length: options.partitions }, (_, part) => part).filter(
    (part) => !finished.has(part),
  );
  const counting = stage('counting', parts.length, 'parts');
  for (const part of parts) {
    const { own, added } = partQueries(options, part);
    await engine.run([
      ...own.flatMap(({ table, select }) => [
        `DROP TABLE IF EXISTS ${table}`,
        `${engine.create(table, false)}\n${select}`,
      ]),
      ...added.map(({ table, select }) => `INSERT INTO ${table}\n${select}`),
      ...own.map(({ table }) => `DROP TABLE ${table}`),
      `INSERT INTO finished VALUES (${part}, '')`,
    ]);
    counting.advance(1);
  }
  counting.end();
}

async function writeTables(
  engine: PrepareEngine,
  { stage }: PrepareRequest,
  options: PrepareOptions,
  folder: string,
): Promise<Record<string, number>> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const queries = outputQueries(options);
  const tables: Record<string, number> = {};
  const writing = stage('writing', OUTPUT_NAMES.length, 'tables');
  for (const name of OUTPUT_NAMES) {
    const { columns, key } = OUTPUTS[name];
    tables[name] = await engine.writeParquet(queries[name], columns, key, join(folder, `${name}.parquet`));
    writing.advance(1);
  }
  writing.end();
  return tables;
}

async function countLog(
  engine: PrepareEngine,
  left: readonly SkippedReason[],
): Promise<Pick<PreparedSummary, 'interactions' | 'shoppers' | 'skipped'>> {
  const [[interactions, all, shoppers, unknown] = []] = await engine.query(`SELECT
    (SELECT COUNT(*) FROM log),
    (SELECT COUNT(*) FROM shoppers),
    (SELECT COUNT(DISTINCT shopper) FROM all_steps),
    (SELECT COUNT(*) FROM log l LEFT JOIN catalogue_ids c ON c.id = l.item_id
      WHERE l.item_id IS NOT NULL AND c.id IS NULL)`);
  const counted: readonly SkippedReason[] = [
    { what: 'interactions', reason: 'their item is not in the catalogue', count: Number(unknown) },
    { what: 'shoppers', reason: 'have fewer than two steps', count: Number(all) - Number(shoppers) },
  ];
  return {
    interactions: Number(interactions),
    shoppers: Number(shoppers),
    skipped: [...left, ...counted.filter(({ count }) => count > 0)],
  };
}
