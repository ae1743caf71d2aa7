import { expect, test } from 'vitest';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { blendScores } from '../../../src/profile/rank.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { attendEach } from '../../../src/training/evaluate.ts';
import { toShopper, toTestCase } from '../../../src/training/examples.ts';
import { withSessions } from '../../../src/training/readers.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { fitTemperature } from '../../../src/training/temperature.ts';
import { ITEMS } from '../../support/demo_items.ts';

test('the fitted temperature gives what came a higher likelihood than the ones beside it', async () => {
  await startTraining('wasm');
  const { manifest, weights, trained } = await readModelFolder('models/demo');
  const index = indexCatalogue(trained!.catalogue, trained!.neighbours);
  const judged = { learnt: { weights, table: trained!.entities }, shape: manifest, index };
  const cases = simulateShoppers({ seed: 8, count: 150, catalogue: ITEMS }).flatMap(
    ({ interactions }) =>
      toTestCase(toShopper({ interactions: withSessions(interactions) }, index), index, manifest.T) ?? [],
  );
  const lossAt = async (temperature: number) => {
    let loss = 0;
    await attendEach(cases, judged.learnt, index.V, manifest, (attended, input, place) => {
      const { target, masked } = cases[place]!;
      const scores = [...blendScores(attended, input, index, manifest)];
      const open = scores.filter((_, item) => item > 0 && !masked.has(item));
      const total = open.reduce((sum, score) => sum + Math.exp((score - scores[target]!) / temperature), 0);
      loss += Math.log(total);
    });
    return loss;
  };

  const fitted = await fitTemperature(cases, judged, manifest);
  const [below, at, above] = [
    await lossAt(fitted / Math.SQRT2),
    await lossAt(fitted),
    await lossAt(fitted * Math.SQRT2),
  ];
  expect(at).toBeLessThan(below);
  expect(at).toBeLessThan(above);
  expect(await fitTemperature([], judged, manifest)).toBe(1);
});
