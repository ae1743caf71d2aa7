import { buildInput } from '../features/build_input.ts';
import type { ModelFolder } from '../model/load.ts';
import { nearestRow } from '../privacy/nearest_row.ts';
import { attendEach, type Judged } from './evaluate.ts';
import { type Attendable, bucketOf, type Shopper } from './examples.ts';
import type { Previous } from './previous.ts';

/** What became of the rows. */
export interface RowsMoved {
  /** Shoppers whose row was looked up in both models. */
  readonly shoppers: number;
  /** Share of them whose row is another one now. */
  readonly moved: number;
}

/**
 * How many shoppers have another row under the new model, both looked up as a release would: behaviour
 * alone, items that a model does not know left out.
 *
 * @param shoppers as the new model sees them
 */
export async function measureMoved(
  shoppers: readonly Shopper[],
  { folder, trained, index }: Previous,
  current: Judged,
): Promise<RowsMoved & { readonly rowShares: readonly number[] }> {
  const { codebook, weights, manifest } = folder;
  const known = shoppers.map(
    (shopper): Shopper => ({
      relations: [],
      steps: shopper.steps.flatMap((step) => {
        const item = index.indexOf(current.index.card(step.item).id);
        return item === undefined ? [] : [{ ...step, item }];
      }),
    }),
  );
  const was = { learnt: { weights, table: trained.entities }, shape: manifest, index };
  const before = await rowsOf(known, was, codebook);
  const after = await rowsOf(shoppers, current, codebook);
  let both = 0;
  let moved = 0;
  const counts = new Array<number>(codebook.K).fill(0);
  after.forEach((row, i) => {
    if (row !== undefined) counts[row]!++;
    if (row === undefined || before[i] === undefined) return;
    both++;
    if (row !== before[i]) moved++;
  });
  const total = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
  return {
    shoppers: both,
    moved: both > 0 ? moved / both : 0,
    rowShares: counts.map((count) => count / total),
  };
}

/** The row of each shopper; undefined for one without steps. */
async function rowsOf(
  shoppers: readonly Shopper[],
  { learnt, shape, index }: Judged,
  codebook: ModelFolder['codebook'],
): Promise<(number | undefined)[]> {
  const rows: (number | undefined)[] = shoppers.map(() => undefined);
  const places = shoppers.flatMap(({ steps }, i) => (steps.length > 0 ? [i] : []));
  const sequences = places.map((i): Attendable => {
    const { steps } = shoppers[i]!;
    const width = bucketOf(Math.min(steps.length, shape.T), shape.T);
    return {
      width,
      get input() {
        return buildInput(steps, index.graph, { T: width, behaviourOnly: true });
      },
    };
  });
  await attendEach(sequences, learnt, 0, shape, ({ profile }, _input, place) => {
    rows[places[place]!] = nearestRow(profile.slice(), codebook);
  });
  return rows;
}
