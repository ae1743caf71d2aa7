import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { MODELS_FOLDER } from '../../../scripts/demo.ts';
import type { TasteMap } from '../../../src/contract/panel_worker.ts';
import { type LoadedModel, prepareModel } from '../../../src/engine/loaded_model.ts';
import { takeSnapshot } from '../../../src/engine/snapshot.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { tasteMap } from '../../../src/profile/taste_map.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { interaction, NOTHING_OWN, SMALL_CATALOGUE } from '../../support/builders.ts';
import { departmentOf, ITEMS } from '../../support/demo_items.ts';

const STRANGERS = { seed: 1, first: 6_000 };

let model: LoadedModel;
beforeAll(async () => {
  await startTraining('wasm');
  model = prepareModel(await readModelFolder(join(MODELS_FOLDER, 'demo')), NOTHING_OWN);
});

const mapOf = (profiles: readonly Float32Array[], of = model): TasteMap =>
  tasteMap({
    index: of.index,
    entities: of.entities,
    D: of.folder.manifest.D,
    profiles: profiles.map((profile, at) => ({ at, profile })),
  });

/** Departments of the map, that nearest to the last place of the way first. */
function nearestFirst({ departments, items, path }: TasteMap): string[] {
  const here = path.at(-1)!;
  const distances = departments.map((_, department) => {
    const own = items.filter((item) => item.department === department);
    const mean = (of: 'x' | 'y') => own.reduce((sum, item) => sum + item[of], 0) / own.length;
    return Math.hypot(mean('x') - here.x, mean('y') - here.y);
  });
  return departments
    .map((name, i) => ({ name, distance: distances[i]! }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

test('profile and items share a space: their dot products are the model’s own scores, and put the next item first', async () => {
  const D = model.folder.manifest.D;
  let [better, judged] = [0, 0];
  for (const { interactions } of simulateShoppers({ ...STRANGERS, count: 40, catalogue: ITEMS })) {
    const rows = withSessions(interactions);
    const all = (await takeSnapshot(model, rows)).steps;
    const last = all.at(-1);
    if (!last || all.length < 5) continue;
    const { inference } = await takeSnapshot(
      model,
      rows.filter(({ at }) => at < last.at),
    );
    const scores = Array.from({ length: model.index.V }, (_, i) =>
      inference.profile.reduce((sum, value, d) => sum + value * model.entities[(i + 1) * D + d]!, 0),
    );
    for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(inference.scores[i + 1]!, 3);
    const place = scores.filter((score) => score > scores[last.item - 1]!).length;
    judged++;
    if (place < model.index.V / 10) better++;
  }

  expect(judged).toBeGreaterThan(20);
  // By chance one in ten.
  expect(better / judged).toBeGreaterThan(0.6);
});

test('puts a shopper of one department nearest to it more often than to all others, and moves them with their tastes', async () => {
  const departments = [...new Set(ITEMS.map(({ category }) => category![0]!))];
  const profiles = new Map<string, Float32Array>();
  for (const department of departments) {
    const rows = ITEMS.filter(({ id }) => departmentOf(id) === department)
      .slice(0, 8)
      .map(({ id }, i) => interaction('view', id, { id: i + 1 }));
    profiles.set(department, (await takeSnapshot(model, rows)).inference.profile);
  }
  const nearest = departments.filter(
    (department) => nearestFirst(mapOf([profiles.get(department)!]))[0] === department,
  );

  console.log(`nearest to their own department: ${nearest.length} of ${departments.length}`);
  expect(nearest.length).toBeGreaterThan(departments.length / 2);
  const { path } = mapOf([profiles.get('Pets')!, profiles.get('Beauty')!]);
  expect(Math.hypot(path[0]!.x - path[1]!.x, path[0]!.y - path[1]!.y)).toBeGreaterThan(0.1);
});

test('shows items evenly of every department, the same ones whatever the profile', () => {
  const D = model.folder.manifest.D;
  const [one, other] = [0, 1].map((d) => mapOf([new Float32Array(D).fill(0).map((_, i) => +(i === d))]));

  expect(one!.items).toEqual(other!.items);
  expect(one!.path).not.toEqual(other!.path);
  expect(one!.items).toHaveLength(240);
  for (const [i] of one!.departments.entries())
    expect(one!.items.filter(({ department }) => department === i)).toHaveLength(20);
  expect(one!.explained).toBeGreaterThan(0.05);
  expect(one!.explained).toBeLessThan(0.5);
});

test('has no items where there are too few for a map', () => {
  const index = indexCatalogue(SMALL_CATALOGUE, {
    neighbours: new Int32Array(7),
    weights: new Float32Array(7),
  });

  const map = tasteMap({ index, entities: new Float32Array(7 * 4), D: 4, profiles: [] });

  expect(map).toEqual({ departments: [], items: [], path: [], explained: 0 });
});
