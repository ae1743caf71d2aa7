import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readReadme, withSection } from '../../../scripts/readme_section.ts';
import { pack, unpack } from '../../bench/model/pack.ts';
import { COMMAND, REPORT, type Report, sectionOf } from '../../bench/model/readme.ts';

test('the README tells of speed what the report of the benchmark says', async () => {
  const [readme, report] = await Promise.all([readReadme(), readFile(REPORT, 'utf8')]);

  const renewed = withSection(readme, COMMAND, sectionOf(JSON.parse(report) as Report));

  expect(renewed).toBe(readme);
  // Barrier: the section would be another for another report.
  const other = { ...(JSON.parse(report) as Report), items: 7 };
  expect(withSection(readme, COMMAND, sectionOf(other))).not.toBe(readme);
});

test('what is packed for a worker is the same when it is unpacked', () => {
  const value = {
    floats: Float32Array.of(1.5, -2),
    rows: [{ ints: Int32Array.of(1, 2, 3), bytes: Uint8Array.of(7) }],
    named: new Map([['weight', Float32Array.of(0.25)]]),
    text: 'Ä',
    empty: new Float32Array(0),
  };

  expect(unpack(pack(value).buffer)).toEqual(value);
});
