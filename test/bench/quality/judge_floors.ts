import type { CatalogueIndex } from '../../../src/features/catalogue_index.ts';
import { judgeFloor } from '../../../src/training/evaluate.ts';
import type { TestCase } from '../../../src/training/examples.ts';
import type { Floor } from '../../../src/training/floors.ts';
import { showCount } from '../../../src/training/progress_bar.ts';
import { logLook } from './cache.ts';
import type { Output } from './output.ts';
import { type Scored, scoredOf } from './scored.ts';

/** Floors by name; made one at a time, since some fill gigabytes. */
export type FloorMakers = Readonly<Record<string, () => Floor | Promise<Floor>>>;

/** Each floor on the tests. */
export async function judgeFloors(
  data: string,
  makers: FloorMakers,
  cases: readonly TestCase[],
  index: CatalogueIndex,
  { say }: Output,
): Promise<Record<string, Scored>> {
  const floors: Record<string, Scored> = {};
  for (const [name, make] of Object.entries(makers)) {
    const floor = await make();
    const startedAt = performance.now();
    const report = showCount(process.stderr, 'tests', cases.length);
    let done = 0;
    const judge = judgeFloor(cases, index, (history) => {
      report(++done);
      return floor(history);
    });
    const scored = scoredOf(judge, startedAt);
    await logLook({ data, model: name, why: 'bench:quality, floor' }, scored.row);
    const { hr10, ndcg10, hr20, mrr20 } = scored.row;
    say(`  ${name}: HR@10 ${hr10}, NDCG@10 ${ndcg10}, HR@20 ${hr20}, MRR@20 ${mrr20}, ${scored.seconds} s`);
    floors[name] = scored;
  }
  return floors;
}
