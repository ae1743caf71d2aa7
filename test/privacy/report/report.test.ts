import { beforeAll, describe, expect, test } from 'vitest';
import { atLeast, atMost } from '../audit/audit.ts';
import { capacityRows } from '../audit/capacity_audits.ts';
import { auditMechanism } from '../audit/mechanism_audits.ts';
import { shipped } from '../audit/mutants.ts';
import { type AuditReport, SHORT } from '../audit/run_audits.ts';
import { toMarkdown } from './markdown.ts';
import { toPage } from './page.ts';
import { drawPlot } from './plots.ts';

let report: AuditReport;
const facts = { command: 'npm run audit:privacy', seconds: 61.4 };

beforeAll(() => {
  const mechanism = auditMechanism(shipped, { gameDraws: 1_000, chiSquareDraws: 1_000 });
  const found = { detail: '12 releases, 1 of 300', rival: 'k-RR, eps 2' };
  report = {
    sizes: SHORT,
    mechanism,
    mutants: [{ name: 'epsilon doubled', caughtAt: 4, of: 4, provedAtDefault: 3.9 }],
    path: { releases: 12, requests: 18, missing: 0, doubles: 0, unexplained: 0 },
    capacity: capacityRows(),
    populations: [
      {
        label: 'simulated',
        pair: { name: '20 <shoppers>', moved: 0.3 },
        year: { name: '300 drifting shoppers', moved: 0.25 },
        findings: [
          { attack: 'singling out', ...found, value: 0.375, ceiling: 0.508 },
          { attack: 're-linking', ...found, value: 2e-5, ceiling: 4e-4 },
        ],
      },
    ],
    audits: [atMost('one that passes', 1, 2), atLeast('one that fails', 1, 2)],
  };
});

describe('the report', () => {
  test('opens with the figure that people come for, and says how it was made', () => {
    const markdown = toMarkdown(report, facts);

    expect(markdown).toMatch(/^# Privacy audit\n\n\*\*38 %\*\* of drifting shoppers .* beyond 51 %\./);
    expect(markdown).toContain('`npm run audit:privacy` in 61 s: 200,000 draws an arm');
    expect(markdown).toContain('| k-RR, eps 2 | 12 releases, 1 of 300 | 0.375 | 0.508 |');
  });

  test('lists in Markdown what failed and nothing else, on the page every audit', () => {
    const markdown = toMarkdown(report, facts);
    const page = toPage(report, facts);

    expect(markdown).toContain('1 of 2 audits failed.');
    expect(markdown).toContain('| one that fails | 1 | at least | 2 | FAIL |');
    expect(markdown).not.toContain('one that passes');
    expect(page).toContain('one that passes');
    expect(page.match(/class="fail"/g)).toHaveLength(1);
  });

  test('is one page that fetches nothing, with a table under every picture', () => {
    const page = toPage(report, facts);

    expect(page).not.toMatch(/<script|<link rel="stylesheet"|https?:|url\(|@import/);
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page.match(/<\/figure>\s*<div class="table"/g)).toHaveLength(page.match(/<svg/g)!.length);
    expect(page).toContain('20 &lt;shoppers&gt;');
    expect(page).not.toContain('<shoppers>');
  });

  test('draws bars as long as their values, on a logarithmic scale by their logarithms', () => {
    const widths = (logFrom?: number) => {
      const rows = [1, 0.1, 0.01].map((value) => ({ label: '', value, shown: '', isOurs: true }));
      const svg = drawPlot({ kind: 'bars', caption: '', max: 1, rows, ...(logFrom && { logFrom }) });
      return [...svg.matchAll(/ width="([\d.]+)"/g)].map(([, width]) => Number(width));
    };
    const linear = widths();
    const log = widths(0.001);

    expect(linear[1]! / linear[0]!).toBeCloseTo(0.1, 2);
    expect(log[1]! / log[0]!).toBeCloseTo(2 / 3, 2);
    expect(log[2]! / log[0]!).toBeCloseTo(1 / 3, 2);
  });
});
