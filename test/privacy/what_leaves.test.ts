import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { WHAT_LEAVES, whatLeaves } from '../../scripts/what_leaves.ts';
import { type Release, serializeRelease } from '../../src/contract/release.ts';
import { readRelease, toHex } from '../../src/ui/release_fields.ts';
import { BROWSER_FILES } from '../../vite.config.ts';

test('docs/what-leaves.md is what the code makes of it: npm run docs:what-leaves', async () => {
  expect(await readFile(WHAT_LEAVES, 'utf8')).toBe(await whatLeaves());
});

test('it tells of every built file when it is fetched, and has no hole', async () => {
  const text = await whatLeaves();

  expect(text).not.toMatch(/undefined|NaN|\[object/);
  for (const { name } of BROWSER_FILES) expect(text).toContain(`| \`${name}\` |`);
});

const RELEASE: Release = {
  ...{ mechanism: 1, K: 16, epsilonMilli: 2_000, period: 735 },
  codebookHash: new Uint8Array(16).fill(0xc0),
  nonce: new Uint8Array(16).fill(0x40),
  embedding: new Int8Array(64).fill(-3),
};

test.each([
  ['K', { K: 31 }],
  ['epsilon', { epsilonMilli: 3_000 }],
  ['period', { period: 0x1234 }],
  ['codebook', { codebookHash: new Uint8Array(16).fill(0x11) }],
  ['nonce', { nonce: new Uint8Array(16).fill(0x22) }],
  ['embedding', { embedding: new Int8Array(64).fill(7) }],
] as const)('the bytes that it names for %s are those that change with it, and no others', (name, change) => {
  const before = serializeRelease(RELEASE);
  const after = serializeRelease({ ...RELEASE, ...change });
  const field = readRelease(toHex(before))!.fields.find((found) => found.name === name)!;
  const changed = [...before.keys()].filter((i) => before[i] !== after[i]);

  expect(changed.length).toBeGreaterThan(0);
  expect(changed.every((i) => i >= field.offset && i < field.offset + field.length)).toBe(true);
  // A field of many equal bytes changes whole, so that a length too large shows too.
  if (field.length > 2) expect(changed).toHaveLength(field.length);
});
