import { DEFAULT_DIVERSITY } from '../contract/recommend_query.ts';
import type { CatalogueIndex } from '../features/catalogue_index.ts';
import { type Blend, blendScores } from '../profile/rank.ts';
import {
  candidatesOf,
  departmentShares,
  divergence,
  type Variety,
  varied,
  varietyOf,
} from '../profile/variety.ts';
import { attendEach, type Judged } from './evaluate.ts';
import type { TestCase } from './examples.ts';
import { ListCollector } from './metrics.ts';

/** One point of the frontier: what lists of ten look like under one pair of weights. */
export interface VarietyPoint extends Variety {
  readonly hr10: number;
  readonly ndcg10: number;
  /** 1 - share of common attributes of two items of a list. */
  readonly diversity10: number;
  /** 1 - shared prefix of the category paths of two items of a list, as a share of the longer path. */
  readonly pathDiversity10: number;
  /** KL between the departments of the whole history, each step alike, and those of the list; nats. */
  readonly divergence10: number;
  readonly coverage10: number;
}

const LENGTH = 10;

/** The frontiers: each weight alone, then both as `diversity` of the page API sets them. */
export const GRID: readonly Variety[] = [
  { diversity: 0, calibration: 0 },
  ...[0.05, 0.1, 0.2, 0.3, 0.5].map((diversity) => ({ diversity, calibration: 0 })),
  ...[0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1].map((calibration) => ({ diversity: 0, calibration })),
  ...[0.05, DEFAULT_DIVERSITY, 0.15, 0.2, 0.3, 0.5].map(varietyOf),
];

/**
 * What variety costs: accuracy of the lists of ten as a page gets them, beside how unlike their items are
 * and how near their departments lie to the shopper's. One pass of the model for the whole grid.
 *
 * The lists are calibrated to what the model attends to and judged by the whole history, so that the
 * measure is not the target itself.
 */
export async function measureVariety(
  cases: readonly TestCase[],
  { learnt, shape, index }: Judged,
  blend: Blend,
  grid: readonly Variety[] = GRID,
  report: (done: number) => void = () => {},
): Promise<VarietyPoint[]> {
  const points = grid.map((variety) => new Point(variety, index));
  let done = 0;
  await attendEach(cases, learnt, index.V, shape, (attended, input, place) => {
    const { target, masked, history } = cases[place]!;
    const scores = blendScores(attended, input, index, blend);
    const surroundings = { index, wanted: departmentShares(input, attended.history, index) };
    const candidates = candidatesOf(scores, LENGTH, surroundings, (item) => !masked.has(item));
    const whole = departmentShares({ items: history }, new Float32Array(history.length).fill(1), index);
    for (const point of points) {
      const list = varied(candidates, LENGTH, point.variety, surroundings).map(({ item }) => item);
      point.add(list, target, whole);
    }
    report(++done);
  });
  return points.map((point) => point.result());
}

/** Takes the lists of one pair of weights. */
class Point {
  readonly variety: Variety;
  readonly #index: CatalogueIndex;
  readonly #lists: ListCollector;
  #hits = 0;
  #gain = 0;
  #unlike = 0;
  #divergence = 0;
  #tests = 0;

  constructor(variety: Variety, index: CatalogueIndex) {
    this.variety = variety;
    this.#index = index;
    this.#lists = new ListCollector(index);
  }

  add(list: readonly number[], target: number, wanted: ReadonlyMap<string, number>): void {
    const rank = list.indexOf(target) + 1;
    if (rank > 0) {
      this.#hits++;
      this.#gain += 1 / Math.log2(rank + 1);
    }
    const counts = new Map<string, number>();
    for (const item of list) {
      const department = this.#index.departmentOf(item);
      counts.set(department, (counts.get(department) ?? 0) + 1);
    }
    this.#divergence += divergence(wanted, counts, list.length);
    this.#unlike += pathDiversity(list, this.#index);
    this.#lists.add(list);
    this.#tests++;
  }

  result(): VarietyPoint {
    const mean = (sum: number) => (this.#tests > 0 ? sum / this.#tests : 0);
    return {
      ...this.variety,
      hr10: mean(this.#hits),
      ndcg10: mean(this.#gain),
      ...this.#lists.metrics(),
      pathDiversity10: mean(this.#unlike),
      divergence10: mean(this.#divergence),
    };
  }
}

/** Mean over the pairs of a list of 1 - common prefix / longer path; 1 for two items without a category. */
export function pathDiversity(list: readonly number[], index: CatalogueIndex): number {
  let sum = 0;
  let pairs = 0;
  list.forEach((a, i) => {
    for (const b of list.slice(i + 1)) {
      const [one, other] = [index.card(a).tagIndices, index.card(b).tagIndices];
      const different = one.findIndex((tag, depth) => tag !== other[depth]);
      const shared = different === -1 ? one.length : different;
      sum += 1 - shared / Math.max(1, one.length, other.length);
      pairs++;
    }
  });
  return pairs > 0 ? sum / pairs : 0;
}
