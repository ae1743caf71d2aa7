import type { Item } from '../../contract/item.ts';
import { indexCatalogue } from '../../features/catalogue_index.ts';
import { collectAttributes } from '../attributes.ts';
import { buildCatalogue } from '../catalogue_model.ts';
import type { LogEntry } from '../log/entry.ts';
import { readLog } from '../log/read_log.ts';
import type { Skipped } from '../log/skipped.ts';
import { type Columns, columnList, type PrepareEngine, type Row } from './engine.ts';
import { INPUTS } from './tables.ts';

/** A statement that makes an empty table, whatever an earlier run left of it. */
export function emptyTable(engine: PrepareEngine, table: string, columns: Columns): string[] {
  return [`DROP TABLE IF EXISTS ${table}`, engine.createEmpty(table, columnList(columns, engine.dialect))];
}

/** Reads logs and catalogue into the tables that the SQL begins with. */
export async function readIn(
  engine: PrepareEngine,
  files: readonly string[],
  items: readonly Item[],
  skipped: Skipped,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const fill = async (table: keyof typeof INPUTS, rows: AsyncIterable<readonly Row[]>) => {
    await engine.run(emptyTable(engine, table, INPUTS[table]));
    await engine.fill(table, INPUTS[table], rows);
  };
  const catalogue = buildCatalogue(items);
  const { cards } = catalogue;
  const { neighbours, weights } = {
    neighbours: new Int32Array(cards.length + 1),
    weights: new Float32Array(0),
  };
  const index = indexCatalogue(catalogue, { neighbours, weights });
  const names = new Set(cards.flatMap(({ id, aliases }) => [id, ...aliases]));
  // From one item on: here every attribute is counted, and the trainer chooses.
  const attributes = collectAttributes(cards, 1);
  await fill('catalogue', once(cards.map(({ id }, i) => [i + 1, id])));
  await fill('catalogue_ids', once([...names].map((id) => [id, index.indexOf(id)!])));
  await fill(
    'item_attributes',
    once(attributes.ofItems.flatMap((own, i) => own.map((at) => [i + 1, attributes.names[at]!]))),
  );
  await fill('log', rowsOf(files, skipped, onBytes));
}

async function* rowsOf(
  files: readonly string[],
  skipped: Skipped,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Row[]> {
  let place = 0;
  for (const file of files) {
    for await (const entries of readLog(file, skipped, onBytes)) {
      const rows: Row[] = [];
      for (const entry of entries)
        for (const name of followedIn(entry)) rows.push(rowOf(entry, name, place++));
      yield rows;
    }
  }
}

/** A follow of several brands is a row for each; anything else is one row without a name. */
function followedIn({ interaction: { kind, tokens } }: LogEntry): readonly (string | null)[] {
  return (kind === 'follow' || kind === 'unfollow') && tokens ? tokens : NO_NAME;
}

const NO_NAME = [null];

const rowOf = ({ shopper, interaction }: LogEntry, name: string | null, place: number): Row => [
  place,
  shopper,
  interaction.kind,
  interaction.itemId ?? null,
  name,
  interaction.at,
  interaction.dwellMs ?? null,
];

async function* once(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
