import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MANIFEST_FORMAT, parseManifest } from '../../../src/contract/manifest.ts';

const HASH = 'a'.repeat(64);
const modelFile = (path: string, fields: object = {}) => ({ path, bytes: 10, sha256: HASH, ...fields });
const files = {
  weights: modelFile('weights.bin'),
  codebook: modelFile('codebook.json'),
  entities: modelFile('entities.bin'),
  neighbours: modelFile('neighbours.bin'),
  catalogue: modelFile('catalogue.json'),
};
const fields = {
  name: 'demo',
  D: 64,
  T: 50,
  heads: 4,
  blocks: 1,
  F: 128,
  V: 1200,
  brands: 60,
  tags: 100,
  neighbours: 16,
  lambda: 4,
  beta: 2,
  minShoppers: 5,
  seed: 1,
  weights: [{ name: 'gate', shape: [4, 64] }],
  files,
};
const manifest = (changes: object = {}) => ({ format: MANIFEST_FORMAT, ...fields, ...changes });
const invalid = expect.objectContaining({ name: 'InklingError', code: 'invalid-argument' });

test('keeps every field, and a manifest comes back from its JSON', () => {
  expect(parseManifest(manifest())).toEqual(fields);
  expect(
    parseManifest({ format: MANIFEST_FORMAT, ...JSON.parse(JSON.stringify(parseManifest(manifest()))) }),
  ).toEqual(fields);
});

test('repeats are wanted only where it says so', () => {
  expect(parseManifest(manifest({ repeats: true })).repeats).toBe(true);
  expect('repeats' in parseManifest(manifest({ repeats: 'yes' }))).toBe(false);
});

test('drops fields that it does not know', () => {
  expect(parseManifest(manifest({ script: 'https://elsewhere.example/' }))).toEqual(fields);
});

test('a base model, V = 0, needs neither entities nor neighbours nor a catalogue', () => {
  const { weights, codebook } = files;

  expect(parseManifest(manifest({ V: 0, files: { weights, codebook } })).files).toEqual({
    weights,
    codebook,
  });
});

describe('refuses', () => {
  const without = (name: keyof typeof files) => ({ ...files, [name]: undefined });
  const named = (path: unknown) => ({ ...files, weights: { ...files.weights, path } });
  test.each<[string, unknown]>([
    ['null', null],
    ['another format', manifest({ format: 'inkling-model/1' })],
    ['no files', manifest({ files: undefined })],
    ...(['weights', 'codebook', 'entities', 'neighbours', 'catalogue'] as const).map(
      (name): [string, unknown] => [`no ${name} file`, manifest({ files: without(name) })],
    ),
    ['a path into another folder', manifest({ files: named('../weights.bin') })],
    ['a path with a slash', manifest({ files: named('sub/weights.bin') })],
    ['a path with a backslash', manifest({ files: named('..\\weights.bin') })],
    ['a path that is an address', manifest({ files: named('https://elsewhere.example/w.bin') })],
    ['a hidden path', manifest({ files: named('.weights') })],
    ['an empty path', manifest({ files: named('') })],
    ['a path with a query', manifest({ files: named('w.bin?x') })],
    [
      'a hash in capitals',
      manifest({ files: { ...files, weights: modelFile('w.bin', { sha256: 'A'.repeat(64) }) } }),
    ],
    ['a short hash', manifest({ files: { ...files, weights: modelFile('w.bin', { sha256: 'a' }) } })],
    ['a negative size', manifest({ files: { ...files, weights: modelFile('w.bin', { bytes: -1 }) } })],
    ['an embedding wider than the wire', manifest({ D: 85 })],
    ['D = 0', manifest({ D: 0 })],
    ['T that is text', manifest({ T: '50' })],
    ['no heads', manifest({ heads: undefined })],
    ['a negative V', manifest({ V: -1 })],
    ['no lambda', manifest({ lambda: undefined })],
    ['lambda NaN', manifest({ lambda: Number.NaN })],
    ['an infinite beta', manifest({ beta: Number.POSITIVE_INFINITY })],
    ['neighbours of nobody', manifest({ minShoppers: 0 })],
    ['weights that are no list', manifest({ weights: {} })],
    ['a weight without a shape', manifest({ weights: [{ name: 'gate' }] })],
    ['a weight with a side of 0', manifest({ weights: [{ name: 'gate', shape: [4, 0] }] })],
  ])('%s', (_name, input) => {
    expect(() => parseManifest(input)).toThrow(invalid);
  });

  test('anything else, without any other error', () => {
    const near = fc
      .record({ key: fc.constantFrom(...Object.keys(fields)), value: fc.anything() })
      .map(({ key, value }) => manifest({ [key]: value }));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), near), (input) => {
        try {
          parseManifest(input);
        } catch (error) {
          expect(error).toEqual(invalid);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
