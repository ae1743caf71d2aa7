import { expect, test } from 'vitest';
import { serializeRelease } from '../../../src/contract/release.ts';
import { readRelease, toHex } from '../../../src/ui/release_fields.ts';

const hex = (D: number) =>
  toHex(
    serializeRelease({
      mechanism: 1,
      K: 16,
      epsilonMilli: 2000,
      period: 740,
      codebookHash: new Uint8Array(16).fill(0xcb),
      nonce: new Uint8Array(16).fill(0x0e),
      embedding: new Int8Array(D).fill(-3),
    }),
  );

test.each([1, 64, 84])('covers all 128 bytes without a gap at width %i', (D) => {
  const { fields } = readRelease(hex(D))!;

  const ends = fields.map(({ offset, length }) => offset + length);

  expect(fields.map(({ offset }) => offset)).toEqual([0, ...ends.slice(0, -1)]);
  expect(ends.at(-1)).toBe(128);
});

test('reads each field as a person would write it', () => {
  const values = Object.fromEntries(readRelease(hex(2))!.fields.map(({ name, value }) => [name, value]));

  expect(values).toMatchObject({
    magic: 'INK1',
    K: '16',
    epsilon: '2',
    D: '2',
    period: '740',
    embedding: '-3 -3',
  });
  expect(values.codebook).toBe('cb'.repeat(16));
});

test('returns nothing for bytes that are no release', () => {
  expect(readRelease('')).toBeUndefined();
  expect(readRelease('zz')).toBeUndefined();
  expect(readRelease('00'.repeat(128))).toBeUndefined();
});
