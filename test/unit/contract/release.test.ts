import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseRelease,
  RELEASE_BYTES,
  type Release,
  ReleaseRuleError,
  serializeRelease,
} from '../../../src/contract/release.ts';

interface Vectors {
  valid: {
    name: string;
    release: Omit<Release, 'codebookHash' | 'nonce' | 'embedding'> & {
      codebookHash: string;
      nonce: string;
      embedding: number[];
    };
    bytes: string;
  }[];
  invalid: { rule: string; name: string; bytes: string }[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../../vectors/release.json', import.meta.url), 'utf8'),
) as Vectors;
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

const releases: fc.Arbitrary<Release> = fc.record({
  mechanism: fc.constant(1),
  K: fc.integer({ min: 2, max: 32 }),
  epsilonMilli: fc.constantFrom(1000, 2000, 3000, 4000),
  period: fc.integer({ min: 0, max: 65_535 }),
  codebookHash: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  embedding: fc.int8Array({ minLength: 1, maxLength: 84 }),
});

describe('vectors', () => {
  test.each(vectors.valid)('$name', ({ release, bytes }) => {
    const expected: Release = {
      ...release,
      codebookHash: bytesOf(release.codebookHash),
      nonce: bytesOf(release.nonce),
      embedding: Int8Array.from(release.embedding),
    };

    expect(serializeRelease(expected)).toEqual(bytesOf(bytes));
    expect(parseRelease(bytesOf(bytes))).toEqual(expected);
  });

  test.each(vectors.invalid)('$name breaks the rule "$rule"', ({ rule, bytes }) => {
    expect(() => parseRelease(bytesOf(bytes))).toThrow(
      expect.objectContaining({ name: 'ReleaseRuleError', rule }),
    );
  });
});

test('parse and serialize are inverse', () => {
  fc.assert(
    fc.property(releases, (release) => {
      expect(parseRelease(serializeRelease(release))).toEqual(release);
    }),
  );
});

test('any 128 bytes are either refused by name or come back bit for bit', () => {
  const near = fc
    .tuple(releases, fc.array(fc.tuple(fc.nat({ max: 127 }), fc.nat({ max: 255 })), { maxLength: 3 }))
    .map(([release, edits]) => {
      const bytes = serializeRelease(release);
      for (const [i, byte] of edits) bytes[i] = byte;
      return bytes;
    });
  const anything = fc.uint8Array({ minLength: RELEASE_BYTES, maxLength: RELEASE_BYTES });
  fc.assert(
    fc.property(fc.oneof(near, anything), (bytes) => {
      try {
        expect(serializeRelease(parseRelease(bytes))).toEqual(new Uint8Array(bytes));
      } catch (error) {
        if (!(error instanceof ReleaseRuleError)) throw error;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('parses a release that lies inside a larger buffer', () => {
  const bytes = bytesOf(vectors.valid[0]!.bytes);
  const batch = new Uint8Array(3 * RELEASE_BYTES + 5);
  batch.set(bytes, RELEASE_BYTES + 5);

  expect(parseRelease(batch.subarray(RELEASE_BYTES + 5, 2 * RELEASE_BYTES + 5))).toEqual(parseRelease(bytes));
});

test('what was parsed shares no memory with the bytes', () => {
  const bytes = bytesOf(vectors.valid[0]!.bytes);
  const release = parseRelease(bytes);
  const before = structuredClone(release);
  bytes.fill(0);

  expect(release).toEqual(before);
});

describe('serializeRelease refuses what does not fit', () => {
  const base = fc.sample(releases, { numRuns: 1, seed: 7 })[0]!;
  test.each<[string, Partial<Release>]>([
    ['a short codebook hash', { codebookHash: new Uint8Array(15) }],
    ['a long codebook hash', { codebookHash: new Uint8Array(32) }],
    ['a short nonce', { nonce: new Uint8Array(15) }],
    ['an embedding that is too wide', { embedding: new Int8Array(85) }],
    ['no embedding', { embedding: new Int8Array(0) }],
    ['a period of 17 bits', { period: 65_536 }],
    ['a period before the epoch', { period: -1 }],
    ['a fractional period', { period: 1.5 }],
    ['K = 33', { K: 33 }],
    ['K = 258, which would wrap to 2', { K: 258 }],
    ['epsilon 2.5', { epsilonMilli: 2500 }],
    ['epsilon 67.536, which would wrap to 2', { epsilonMilli: 67_536 }],
    ['another mechanism', { mechanism: 2 }],
    ['mechanism 257, which would wrap to 1', { mechanism: 257 }],
  ])('%s', (_name, fields) => {
    expect(() => serializeRelease({ ...base, ...fields })).toThrow();
  });
});
