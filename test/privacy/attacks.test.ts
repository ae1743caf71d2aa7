import { expect, test } from 'vitest';
import { judgeFindings } from './audit/attack_audits.ts';
import { capacityRows, judgeCapacity } from './audit/capacity_audits.ts';
import { attackSimulated, SHORT } from './audit/run_audits.ts';

// Seeded throughout: profiles of models/demo, 1,000 shoppers of two periods and 300 drifting ones of twelve.
test('no attack gets more out of releases than theory allows, and each works on the true vector', async () => {
  const { findings } = await attackSimulated(SHORT, () => () => undefined);
  const audits = judgeFindings(findings, 'simulated');

  expect(audits.filter(({ pass }) => !pass)).toEqual([]);
  for (const attack of ['re-linking', 'singling out', 'attribute', 'membership', 'hostile model'])
    expect(audits.some(({ name, side }) => name.includes(attack) && side === 'at most')).toBe(true);

  // At equal epsilon PrivUnit singles out more; the Gaussian less, but its release points nowhere.
  const value = (attack: string, rival: string) =>
    findings.find((finding) => finding.attack === attack && finding.rival === rival)!.value;
  expect(value('singling out', 'k-RR, eps 2')).toBeLessThan(value('singling out', 'PrivUnit, eps 2'));
  expect(value('usefulness', 'k-RR, eps 2')).toBeGreaterThan(4 * value('usefulness', 'Gaussian, eps 2'));
}, 300_000);

test('a hostile model gets 5.6 bits a year through at the default, and at any setting less than any mechanism of 24 may let', () => {
  const audits = judgeCapacity(capacityRows());

  expect(audits.filter(({ pass }) => !pass)).toEqual([]);
  expect(audits[0]!.value).toBeGreaterThan(5.55);
});
