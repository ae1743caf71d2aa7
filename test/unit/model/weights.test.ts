import { describe, expect, test } from 'vitest';
import { BASIC_ROWS } from '../../../src/features/basic.ts';
import { alignWeights, initialWeights, weightEntries } from '../../../src/model/weights.ts';

const shape = { D: 4, T: 3, heads: 1, blocks: 1, F: 4 };
const entries = weightEntries(shape);
const values = initialWeights(shape, () => 0.5);

/** The same list with one weight's shape replaced; without it where there is none. */
const listed = (name: string, dims?: readonly number[]) =>
  entries.flatMap((entry) => (entry.name !== name ? [entry] : dims ? [{ name, shape: dims }] : []));

describe('weights of an earlier version', () => {
  test('are what they were, and 0 in the rows that their tables lack', () => {
    const known = Float32Array.from({ length: 8 * shape.D }, (_, i) => i + 1);
    const aligned = alignWeights(
      new Map([...values, ['basic', known]]),
      listed('basic', [8, shape.D]),
      shape,
    );

    expect(aligned.get('basic')).toEqual(
      Float32Array.from([...known, ...new Float32Array((BASIC_ROWS - 8) * shape.D)]),
    );
    for (const { name } of entries) if (name !== 'basic') expect(aligned.get(name)).toEqual(values.get(name));
  });

  test.each([
    ['is missing', listed('gates')],
    ['has other columns', listed('basic', [8, 3])],
    ['has more rows than there are', listed('basic', [BASIC_ROWS + 1, shape.D])],
    ['has fewer rows where none is ever appended', listed('position', [2, shape.D])],
  ])('are refused, by name, when one %s', (_, found) => {
    expect(() => alignWeights(values, found, shape)).toThrow(/weight (gates|basic|position) has shape/);
  });
});
