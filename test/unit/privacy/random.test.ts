import { afterEach, expect, test, vi } from 'vitest';

/** A fresh module, so that its pool is empty, over a source that deals these words and then zeros. */
async function withWords(words: readonly number[]) {
  vi.resetModules();
  const getRandomValues = vi.fn((into: Uint32Array) => {
    into.fill(0);
    into.set(words.slice(0, into.length));
    return into;
  });
  vi.stubGlobal('crypto', { getRandomValues });
  return { ...(await import('../../../src/privacy/random.ts')), getRandomValues };
}

afterEach(() => vi.unstubAllGlobals());

test('makes 48 bits of two words, the upper 16 first', async () => {
  const { secureUniformInt } = await withWords([0xabcd_0001, 0x0000_0002]);

  expect(secureUniformInt(2 ** 48)).toBe(2 ** 32 + 2);
});

test('draws again when a draw falls into the ragged top of the range', async () => {
  // Below 3 the limit is 2^48 - 1: the very last draw is rejected, the next one taken.
  const { secureUniformInt } = await withWords([0xffff_ffff, 0xffff_ffff, 0, 5]);

  expect(secureUniformInt(3)).toBe(5 % 3);
});

test('takes the last draw below the limit', async () => {
  const { secureUniformInt } = await withWords([0xffff_ffff, 0xffff_fffe]);

  expect(secureUniformInt(3)).toBe((2 ** 48 - 2) % 3);
});

test('asks the source once for many draws', async () => {
  const { secureUniformInt, getRandomValues } = await withWords([]);
  for (let i = 0; i < 512; i++) secureUniformInt(2);

  expect(getRandomValues).toHaveBeenCalledTimes(1);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 48 + 2])(
  'refuses the bound %d before anything is drawn',
  async (bound) => {
    const { secureUniformInt, getRandomValues } = await withWords([]);

    expect(() => secureUniformInt(bound)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(getRandomValues).not.toHaveBeenCalled();
  },
);

test.each([
  ['no crypto', undefined],
  ['no getRandomValues', {}],
  [
    'a failing getRandomValues',
    {
      getRandomValues() {
        throw new Error('entropy');
      },
    },
  ],
])('throws randomness-unavailable with %s', async (_name, crypto) => {
  vi.resetModules();
  vi.stubGlobal('crypto', crypto);
  const { secureUniformInt, randomBytes } = await import('../../../src/privacy/random.ts');

  expect(() => secureUniformInt(2)).toThrow(expect.objectContaining({ code: 'randomness-unavailable' }));
  expect(() => randomBytes(16)).toThrow(expect.objectContaining({ code: 'randomness-unavailable' }));
});
