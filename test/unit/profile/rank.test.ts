import { describe, expect, test } from 'vitest';
import { buildInput } from '../../../src/features/build_input.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { toSteps } from '../../../src/features/steps.ts';
import { blendScores } from '../../../src/profile/rank.ts';
import { interaction, SMALL_CATALOGUE } from '../../support/builders.ts';

const neighbours = Int32Array.from([0, 4, 0, 0, 0, 0, 0]); // pan-1 -> pot-1
const weights = Float32Array.from([0, 0.5, 0, 0, 0, 0, 0]);
const index = indexCatalogue(SMALL_CATALOGUE, { neighbours, weights });
const input = buildInput(toSteps([interaction('view', 'pan-1')], index.indexOf), index.graph, { T: 1 });

describe('blendScores', () => {
  test('adds lambda times the neighbour weight', () => {
    const scores = blendScores({ history: Float32Array.of(1), scores: new Float32Array(7) }, input, index, {
      lambda: 2,
      beta: 0,
    });

    expect([...scores]).toEqual([0, 0, 0, 0, 1, 0, 0]);
  });

  test('adds beta times the idf of what both items share', () => {
    const scores = blendScores({ history: Float32Array.of(1), scores: new Float32Array(7) }, input, index, {
      lambda: 0,
      beta: 1,
    });

    // idf = ln(V / count) / ln(V), V = 6: brand Alder (2), Kitchen (3), Kitchen > Pans (3).
    const [two, three] = [Math.log(3) / Math.log(6), Math.log(2) / Math.log(6)];
    expect(scores[2]).toBeCloseTo(two + 2 * three, 5); // same brand and category
    expect(scores[3]).toBeCloseTo(2 * three, 5); // same category
    expect(scores[4]).toBe(0);
  });
});
