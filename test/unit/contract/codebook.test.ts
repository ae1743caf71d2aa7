import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CODEBOOK_FORMAT,
  type Codebook,
  parseCodebook,
  writeCodebook,
} from '../../../src/contract/codebook.ts';

const row = (...embedding: number[]) => ({ name: { en: 'Row' }, embedding });
const file = (fields: object = {}) => ({
  format: CODEBOOK_FORMAT,
  K: 2,
  D: 3,
  rows: [row(1, 2, 3), row(-127, 0, 127)],
  ...fields,
});
const invalid = expect.objectContaining({ name: 'InklingError', code: 'invalid-argument' });

const codebooks: fc.Arbitrary<Codebook> = fc
  .tuple(fc.integer({ min: 2, max: 32 }), fc.integer({ min: 2, max: 84 }))
  .chain(([K, D]) =>
    fc.record({
      K: fc.constant(K),
      D: fc.constant(D),
      rows: fc.uniqueArray(
        fc.record({
          name: fc.record({ en: fc.string({ minLength: 1, maxLength: 120 }) }),
          embedding: fc.int8Array({ minLength: D, maxLength: D, min: -127, max: 127 }),
        }),
        { minLength: K, maxLength: K, selector: ({ embedding }) => embedding.join() },
      ),
    }),
  );

test('parse and write are inverse', () => {
  fc.assert(
    fc.property(codebooks, (codebook) => {
      expect(parseCodebook(JSON.parse(writeCodebook(codebook)))).toEqual(codebook);
    }),
    { numRuns: 50 },
  );
});

test('writes the same text for the same codebook, since its hash is what pages pin', () => {
  const codebook = parseCodebook(file());

  expect(writeCodebook(parseCodebook(JSON.parse(writeCodebook(codebook))))).toBe(writeCodebook(codebook));
});

test('keeps names in every language and drops what is no text', () => {
  const names = { en: 'Home', 'zh-CN': '家居', de: 7 };
  const { rows } = parseCodebook(file({ rows: [{ ...row(1, 2, 3), name: names }, row(4, 5, 6)] }));

  expect(rows[0]!.name).toEqual({ en: 'Home', 'zh-CN': '家居' });
});

describe('refuses', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['an array', []],
    ['another format', file({ format: 'inkling-codebook/2' })],
    ['K = 1', file({ K: 1, rows: [row(1, 2, 3)] })],
    ['K = 33', file({ K: 33 })],
    ['K that is no integer', file({ K: '2' })],
    ['D = 0', file({ D: 0 })],
    ['D = 85', file({ D: 85 })],
    ['fewer rows than K', file({ rows: [row(1, 2, 3)] })],
    ['more rows than K', file({ rows: [row(1, 2, 3), row(3, 2, 1), row(0, 0, 1)] })],
    ['no rows', file({ rows: undefined })],
    ['a row of another width', file({ rows: [row(1, 2, 3), row(1, 2)] })],
    ['a step of 128', file({ rows: [row(1, 2, 3), row(1, 2, 128)] })],
    ['a step of -128', file({ rows: [row(1, 2, 3), row(1, 2, -128)] })],
    ['a fractional step', file({ rows: [row(1, 2, 3), row(1, 2, 0.5)] })],
    ['a step that is text', file({ rows: [row(1, 2, 3), row(1, 2, '3' as never)] })],
    [
      'a row without an English name',
      file({ rows: [{ ...row(1, 2, 3), name: { de: 'Zeile' } }, row(3, 2, 1)] }),
    ],
    ['a row without names', file({ rows: [{ embedding: [1, 2, 3] }, row(3, 2, 1)] })],
    ['equal rows', file({ rows: [row(1, 2, 3), row(1, 2, 3)] })],
  ])('%s', (_name, input) => {
    expect(() => parseCodebook(input)).toThrow(invalid);
  });

  test('anything else, without any other error', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(() => parseCodebook(input)).toThrow(invalid);
      }),
    );
  });
});
