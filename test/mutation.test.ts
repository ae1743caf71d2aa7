import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Accepted, compare, survivorsOf } from './mutation/survivors.ts';

const mutant = (status: string, line: number, from: number, to: number, replacement = 'false') => ({
  status,
  replacement,
  location: { start: { line, column: from }, end: { line, column: to } },
});
const report = {
  files: {
    'src/privacy/a.ts': {
      source: 'const a = 1;\n  if (a > 2) return;\n',
      mutants: [
        mutant('Survived', 2, 7, 12),
        mutant('Killed', 2, 7, 12, 'true'),
        mutant('NoCoverage', 1, 11, 12, '0'),
        mutant('Timeout', 1, 11, 12, '3'),
        mutant('Ignored', 1, 11, 12, '4'),
      ],
    },
  },
};

describe('the list of mutants that may survive', () => {
  test('is held against what no test noticed or reached, by code and not by line number', () => {
    const { mutants, killed, survivors } = survivorsOf(report);

    expect([mutants, killed]).toEqual([4, 2]);
    expect(survivors).toEqual([
      { file: 'src/privacy/a.ts', code: 'a > 2', mutant: 'false', line: 'if (a > 2) return;' },
      { file: 'src/privacy/a.ts', code: '1', mutant: '0', line: 'const a = 1;' },
    ]);
  });

  test('names one that is not on it, and one on it that is noticed by now', () => {
    const { survivors } = survivorsOf(report);
    const [first] = survivors;
    const gone = { ...first!, mutant: 'true', reason: 'once' };

    expect(compare(survivors, [{ ...first!, reason: 'why' }, gone])).toEqual({
      unlisted: [survivors[1]],
      stale: [gone],
    });
  });

  test('gives a reason for each, and names code that is there', () => {
    const accepted = JSON.parse(
      readFileSync(new URL('mutation/accepted.json', import.meta.url), 'utf8'),
    ) as Accepted[];

    for (const { file, line, reason } of accepted) {
      expect(reason.length, line).toBeGreaterThan(20);
      const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
      expect(
        source.split('\n').map((text) => text.trim()),
        file,
      ).toContain(line);
    }
  });
});
