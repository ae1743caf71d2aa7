import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../src/contract/interaction.ts';
import {
  type BuildOptions,
  type BuiltInput,
  buildInput,
  extendInput,
} from '../../../src/features/build_input.ts';
import type { ItemGraph } from '../../../src/features/model_input.ts';
import type { Step } from '../../../src/features/steps.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { MINUTE_MS, START } from '../../support/builders.ts';

const V = 14;
const BRANDS = 4;
const TAGS = 4;

/** Items with few brands and categories, so that steps often join each other. */
function randomGraph(prng: Prng): ItemGraph {
  const M = 1 + prng.integer(3);
  const rows = (first: number, count: number) =>
    Int32Array.from({ length: V + 1 }, (_, item) =>
      item === 0 || prng.next() < 0.2 ? 0 : first + prng.integer(count),
    );
  return {
    V,
    M,
    neighbours: Int32Array.from({ length: (V + 1) * M }, () => prng.integer(V + 1)),
    neighbourWeights: Float32Array.from({ length: (V + 1) * M }, () => prng.next()),
    brandRow: rows(V + 1, BRANDS),
    tagRow: rows(V + 1 + BRANDS, TAGS),
    priceBand: Uint8Array.from({ length: V + 1 }, (_, item) => (item === 0 ? 0 : prng.integer(6))),
  };
}

function randomStep(prng: Prng, last: Step | undefined): Step {
  const at = (last?.at ?? START) + prng.integer(prng.next() < 0.8 ? 10 : 3_000) * MINUTE_MS;
  return {
    item: 1 + prng.integer(V),
    kind: KINDS[prng.integer(KINDS.length)]!,
    at,
    session: last && at - last.at <= 30 * MINUTE_MS ? last.session : at,
    interactionIds: [at],
  };
}

/** What a moment may bring, the common first: new steps, a fold, something taken back, other relations or another place. */
function change(prng: Prng, steps: readonly Step[], options: BuildOptions): [Step[], BuildOptions] {
  const draw = prng.next();
  const [first, ...others] = [...steps].reverse();
  if (draw < 0.7 || !first) {
    const next = [...steps];
    for (let n = prng.next() < 0.8 ? 1 : prng.integer(9); n > 0; n--)
      next.push(randomStep(prng, next.at(-1)));
    return [next, options];
  }
  if (draw < 0.85) return [[...others.reverse(), { ...first, kind: 'purchase' }], options];
  if (draw < 0.93) return [steps.filter(({ item }) => item !== 1 + prng.integer(V)), options];
  if (draw < 0.97)
    return [[...steps], { ...options, relations: [1 + prng.integer(V), V + 1 + prng.integer(BRANDS)] }];
  return [[...steps], { ...options, context: { timeZone: 'Asia/Tokyo', language: 'ja' } }];
}

describe('an input that goes on from the one before', () => {
  test('is bit for bit the one that is built from nothing, whatever the history does', () => {
    const prng = new Prng(4);
    let continued = 0;
    for (let round = 0; round < 60; round++) {
      const graph = randomGraph(prng);
      let steps: Step[] = [];
      let options: BuildOptions = { T: 2 + prng.integer(7), context: { timeZone: 'Europe/Berlin' } };
      let built: BuiltInput | undefined;
      for (let moment = 0; moment < 40; moment++) {
        [steps, options] = change(prng, steps, options);
        const { clock } = built ?? {};
        built = extendInput(built, steps, graph, options);
        if (built.clock === clock) continued++;

        expect(built.input).toEqual(buildInput(steps, graph, options));
      }
    }
    expect(continued).toBeGreaterThan(1_500); // of 2,400: the shorter way was taken
  });

  test('leaves the one before as it was', () => {
    const prng = new Prng(5);
    const graph = randomGraph(prng);
    const steps: Step[] = [];
    for (let i = 0; i < 6; i++) steps.push(randomStep(prng, steps.at(-1)));
    const before = extendInput(undefined, steps.slice(0, 5), graph, { T: 4 });
    const copy = structuredClone(before.input);

    extendInput(before, steps, graph, { T: 4 });

    expect(before.input).toEqual(copy);
  });
});
