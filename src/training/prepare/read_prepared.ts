import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InklingError, invalid } from '../../contract/error.ts';
import { isKind, type StoredInteraction } from '../../contract/interaction.ts';
import { BOUNCE_MS } from '../../features/cleaning.ts';
import { type Duckdb, openDuckdb, quoted } from '../duckdb.ts';
import type { ShopperLog } from '../readers.ts';

/**
 * The shoppers of a prepared folder, as reading the log itself would give them to the trainer: their steps and
 * follows as interactions, in the order in which shoppers come up in the log. Needs no more than the tables steps,
 * follows (may be absent) and items, each a Parquet file or, as a warehouse writes them, several.
 *
 * @throws InklingError `invalid-argument` for a folder that holds no such tables, `store-unavailable` without DuckDB
 */
export async function readPrepared(folder: string): Promise<ShopperLog[]> {
  const [steps, items] = [await sourceOf(folder, 'steps'), await sourceOf(folder, 'items')];
  if (steps === undefined || items === undefined)
    throw invalid(
      `${folder} holds no table ${steps === undefined ? 'steps' : 'items'}.parquet: make it with "inkling prepare"`,
    );
  const follows = await sourceOf(folder, 'follows');
  const duckdb = await openDuckdb({ memory: '1GB' });
  try {
    const followed = follows === undefined ? new Map() : await readFollows(duckdb, follows);
    const logs = await readSteps(duckdb, steps, items, followed);
    if (logs.length === 0) throw invalid(`${folder} holds no steps`);
    return logs;
  } catch (cause) {
    if (cause instanceof InklingError) throw cause;
    // The engine's first line says what is wrong with a file, never what is in it.
    const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new InklingError('invalid-argument', `${folder} cannot be read: ${why}`, { cause });
  } finally {
    duckdb.close();
  }
}

/** The SQL has left out what was no step; told so, cleaning leaves in what is left. */
const LONG_ENOUGH_MS = BOUNCE_MS;

/** A log as it is gathered: without places in the database, which come last. */
type Gathered = Omit<StoredInteraction, 'id'>;

async function readSteps(
  { connection }: Duckdb,
  steps: string,
  items: string,
  followed: ReadonlyMap<number, readonly Gathered[]>,
): Promise<ShopperLog[]> {
  const answer = await connection.stream(`SELECT CAST(s.shopper AS DOUBLE), i.id, s.kind,
      CAST(s.at_ms AS DOUBLE), CAST(s.session_ms AS DOUBLE)
    FROM ${steps} s JOIN ${items} i ON i.item = s.item ORDER BY s.shopper, s.step`);
  const logs: ShopperLog[] = [];
  // One text for all interactions with an item: a text for each would be most of the memory.
  const ids = new Map<string, string>();
  let own: Gathered[] = [];
  let current: number | undefined;
  const finish = () => {
    if (current !== undefined) logs.push({ interactions: inOrder(own, followed.get(current)) });
  };
  for (
    let chunk = await answer.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await answer.fetchChunk()
  ) {
    const columns = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row++) {
      const [shopper, id, kind, at, session] = columns.map((column) => column[row]);
      if (!isKind(kind)) throw invalid('steps.parquet holds a kind that is none');
      if (shopper !== current) {
        finish();
        current = shopper as number;
        own = [];
      }
      const itemId = ids.get(id as string) ?? (id as string);
      ids.set(itemId, itemId);
      own.push({ kind, itemId, at: at as number, session: session as number, dwellMs: LONG_ENOUGH_MS });
    }
  }
  finish();
  return logs;
}

async function readFollows({ connection }: Duckdb, follows: string): Promise<Map<number, Gathered[]>> {
  const answer = await connection.runAndReadAll(`SELECT CAST(shopper AS DOUBLE), name, CAST(at_ms AS DOUBLE),
      CAST(session_ms AS DOUBLE)
    FROM ${follows} ORDER BY shopper, at_ms, place`);
  const byShopper = new Map<number, Gathered[]>();
  for (const [shopper, name, at, session] of answer.getRows()) {
    const list = byShopper.get(shopper as number) ?? [];
    list.push({ kind: 'follow', tokens: [name as string], at: at as number, session: session as number });
    byShopper.set(shopper as number, list);
  }
  return byShopper;
}

function inOrder(steps: readonly Gathered[], follows: readonly Gathered[] = []): StoredInteraction[] {
  const all = follows.length === 0 ? steps : [...steps, ...follows].sort((a, b) => a.at - b.at);
  return all.map((interaction, id) => ({ ...interaction, id }));
}

/** A table of the folder for a FROM: one file, a folder of them, or files numbered by a warehouse. */
async function sourceOf(folder: string, table: string): Promise<string | undefined> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new InklingError('invalid-argument', `${folder} cannot be read: ${cause.code}`, { cause });
  });
  const single = `${table}.parquet`;
  if (names.includes(single)) {
    const isFolder = (await stat(join(folder, single))).isDirectory();
    return `read_parquet(${quoted(isFolder ? join(folder, single, '*.parquet') : join(folder, single))})`;
  }
  const isNumbered = names.some((name) => name.startsWith(`${table}-`) && name.endsWith('.parquet'));
  return isNumbered ? `read_parquet(${quoted(join(folder, `${table}-*.parquet`))})` : undefined;
}
