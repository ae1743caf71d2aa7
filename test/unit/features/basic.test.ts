import { describe, expect, test } from 'vitest';
import {
  BASIC_ROWS,
  BASIC_SLOTS,
  clockRows,
  contextRows,
  priceRow,
  visitRow,
} from '../../../src/features/basic.ts';
import { buildInput } from '../../../src/features/build_input.ts';
import { indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { toSteps } from '../../../src/features/steps.ts';
import { interaction, SMALL_CATALOGUE } from '../../support/builders.ts';

/** Tuesday 3 March 2026, 12 o'clock in UTC. */
const NOON = Date.UTC(2026, 2, 3, 12);
const HOUR_MS = 3_600_000;

describe('basic information', () => {
  test('has a row for each class, no two the same, and none beyond the table', () => {
    const rows = [
      ...[1, 2, 3, 4, 5].map(priceRow),
      visitRow(true),
      visitRow(false),
      ...[0, 6, 12, 18].map((hours) => clockRows('Etc/UTC')(NOON + hours * HOUR_MS)[0]),
      ...[0, 96].map((hours) => clockRows('Etc/UTC')(NOON + hours * HOUR_MS)[1]),
      ...(['phone', 'other'] as const).map((device) => contextRows({ device })[0]),
      ...['Africa', 'America', 'Asia', 'Atlantic', 'Australia', 'Europe', 'Indian', 'Pacific'].map(
        (region) => contextRows({ timeZone: `${region}/Somewhere` })[1],
      ),
      ...'ar de en es fr hi id it ja ko nl pl pt ru tr vi zh sv'
        .split(' ')
        .map((language) => contextRows({ language })[2]),
    ];

    expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: BASIC_ROWS - 1 }, (_, i) => i + 1));
  });

  test('tells nothing where nothing is known', () => {
    expect(priceRow(0)).toBe(0);
    expect(contextRows({})).toEqual([0, 0, 0]);
    expect(contextRows({ timeZone: 'UTC', language: '' })).toEqual([0, 0, 0]);
    expect(clockRows(undefined)(NOON)).toEqual([0, 0]);
    expect(clockRows('Nowhere/At all')(NOON)).toEqual([0, 0]);
  });

  test('knows a language by its name alone, whatever its script and country', () => {
    const [chinese] = ['zh', 'zh-CN', 'zh-Hant-TW', 'ZH'].map((language) => contextRows({ language })[2]);
    expect(contextRows({ language: 'zh-CN' })[2]).toBe(chinese);
    expect(contextRows({ language: 'zh-Hant-TW' })[2]).toBe(chinese);
    expect(contextRows({ language: 'ZH' })[2]).toBe(chinese);
    expect(contextRows({ language: 'de-AT' })[2]).not.toBe(chinese);
  });

  test('goes by the time where the shopper is', () => {
    const [noon, evening] = ['Etc/UTC', 'Asia/Shanghai'].map((zone) => clockRows(zone)(NOON)[0]);
    expect(evening).toBe(noon! + 1); // 20 o'clock in Shanghai
    // Saturday has begun in Auckland when it is Friday noon in UTC.
    const friday = NOON + 72 * HOUR_MS;
    expect(clockRows('Pacific/Auckland')(friday)[1]).toBe(clockRows('Etc/UTC')(friday)[1] + 1);
  });

  test('stands at each position of the input, and is shut out of a release', () => {
    const M = 1;
    const empty = { neighbours: new Int32Array(7 * M), weights: new Float32Array(7 * M) };
    const index = indexCatalogue(SMALL_CATALOGUE, empty);
    const steps = toSteps([interaction('view', 'pan-1'), interaction('view', 'pot-1')], index.indexOf);
    const context = { device: 'phone', language: 'fr-CA', timeZone: 'America/Lima' } as const;

    const { basic } = buildInput(steps, index.graph, { T: 2, context });
    const rows = [0, 1].map((t) => [...basic.subarray(t * BASIC_SLOTS, (t + 1) * BASIC_SLOTS)]);
    expect(rows[0]!.slice(4)).toEqual(contextRows(context));
    expect(rows[1]!.slice(1)).toEqual(rows[0]!.slice(1));
    expect(rows[0]!.slice(2, 4)).toEqual(clockRows('America/Lima')(steps[0]!.at));
    expect(buildInput(steps, index.graph, { T: 2, context, behaviourOnly: true }).present[0]).toBe(0);
  });
});
