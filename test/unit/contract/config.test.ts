import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/contract/config.ts';
import { InklingError } from '../../../src/contract/error.ts';

const BASE = 'https://shop.example/assets/';
const PIN = `sha256-${Buffer.alloc(32, 7).toString('base64')}`;
const invalid = expect.objectContaining({ name: 'InklingError', code: 'invalid-argument' });

test('has a default for everything, and sends nowhere by default', () => {
  expect(parseConfig({}, BASE)).toEqual({
    modelUrl: 'https://shop.example/assets/models/base/manifest.json',
    site: 'default',
    epsilonMilli: 2000,
    periodDays: 28,
    assetsUrl: 'https://shop.example/assets/',
    backends: ['webgpu', 'wasm', 'cpu'],
  });
});

test('resolves addresses against the folder of the script', () => {
  const given = {
    model: '/models/demo/manifest.json',
    receiver: 'https://r.example/in',
    assets: 'lib',
    codebook: PIN,
  };

  expect(parseConfig(given, BASE)).toMatchObject({
    modelUrl: 'https://shop.example/models/demo/manifest.json',
    receiver: 'https://r.example/in/',
    assetsUrl: 'https://shop.example/assets/lib/',
    codebook: PIN,
  });
});

test('blank options count as absent, as attributes without a value do', () => {
  expect(parseConfig({ receiver: ' ', codebook: '', site: '', model: '', backend: '' }, BASE)).toEqual(
    parseConfig({}, BASE),
  );
});

describe('epsilon', () => {
  test.each([
    [1, 1000],
    ['2', 2000],
    [1.99, 1000],
    [3.7, 3000],
    [4, 4000],
    [4.5, 4000],
    [100, 4000],
  ])('%s becomes %i thousandths: down, never up', (epsilon, expected) => {
    expect(parseConfig({ epsilon }, BASE).epsilonMilli).toBe(expected);
  });

  test('beyond the ceiling is held there, and the configuration says so', () => {
    expect(parseConfig({ epsilon: 4.001 }, BASE)).toMatchObject({ epsilonMilli: 4000, isHeld: true });
    expect(parseConfig({ epsilon: 4 }, BASE)).not.toHaveProperty('isHeld');
    expect(parseConfig({ epsilon: 1.5 }, BASE)).not.toHaveProperty('isHeld');
  });

  test.each([0, 0.99, -1, '0', Number.NaN, Number.POSITIVE_INFINITY, 'two', true])(
    '%s is refused',
    (epsilon) => {
      expect(() => parseConfig({ epsilon }, BASE)).toThrow(invalid);
    },
  );
});

describe('periodDays', () => {
  test.each([
    [7, 7],
    ['28', 28],
    [30.9, 30],
    [365, 365],
  ])('%s becomes %i', (periodDays, expected) => {
    expect(parseConfig({ periodDays }, BASE).periodDays).toBe(expected);
  });

  test('shorter than the ceiling is held there, and the configuration says so', () => {
    for (const periodDays of [6.9, 1, '0.5'])
      expect(parseConfig({ periodDays }, BASE)).toMatchObject({ periodDays: 7, isHeld: true });
    expect(parseConfig({ periodDays: 7 }, BASE)).not.toHaveProperty('isHeld');
  });

  test.each([0, -28, 366, Number.NaN, Number.POSITIVE_INFINITY, 'monthly'])('%s is refused', (periodDays) => {
    expect(() => parseConfig({ periodDays }, BASE)).toThrow(invalid);
  });
});

describe('refuses', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a pin that is no SHA-256', { codebook: 'sha384-abc' }],
    ['a pin of 31 bytes', { codebook: `sha256-${Buffer.alloc(31).toString('base64')}` }],
    ['a pin in base64url', { codebook: PIN.replace('=', '') }],
    ['a site with a slash', { site: '../other' }],
    ['a site of 65 characters', { site: 'x'.repeat(65) }],
    ['a receiver that is no text', { receiver: 7 }],
    ['a receiver that is no address', { receiver: 'http://' }],
    ['a backend that there is not', { backend: 'webgl' }],
    ['a preset that there is not', { preset: 'news' }],
  ])('%s', (_name, input) => {
    expect(() => parseConfig(input, BASE)).toThrow(invalid);
  });
});

test('what the site offers is what its pages say, unless it is configured', () => {
  expect(parseConfig({}, BASE).preset).toBeUndefined();
  expect(parseConfig({ preset: 'course' }, BASE).preset).toBe('course');
});

test('backends keep their order of preference', () => {
  expect(parseConfig({ backend: 'cpu, webgpu' }, BASE).backends).toEqual(['webgpu', 'cpu']);
});

test('no configuration weakens a promise', () => {
  const options = fc.record(
    {
      epsilon: fc.oneof(fc.double(), fc.string(), fc.integer()),
      periodDays: fc.oneof(fc.double(), fc.string(), fc.integer()),
      K: fc.anything(),
      budget: fc.anything(),
      epsilonMilli: fc.anything(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(options, (input) => {
      try {
        const { epsilonMilli, periodDays } = parseConfig(input, BASE);
        expect([1000, 2000, 3000, 4000]).toContain(epsilonMilli);
        expect(Number.isInteger(periodDays) && periodDays >= 7 && periodDays <= 365).toBe(true);
      } catch (error) {
        if (!(error instanceof InklingError)) throw error;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a hold-out is a share of the browsers, and never all of them', () => {
  expect(parseConfig({ holdout: '0.1' }, BASE).holdout).toBe(0.1);
  expect(parseConfig({ holdout: 0 }, BASE).holdout).toBeUndefined();
  for (const holdout of [1, -0.1, 'half', Number.NaN])
    expect(() => parseConfig({ holdout }, BASE)).toThrow(InklingError);
});
