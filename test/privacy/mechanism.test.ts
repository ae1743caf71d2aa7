import { describe, expect, test } from 'vitest';
import { Prng } from '../../src/simulate/prng.ts';
import { falseAlarmOf } from './audit/audit.ts';
import { judgeGame, playGame } from './audit/game.ts';
import { auditMechanism, CHI_SQUARES, GAMES } from './audit/mechanism_audits.ts';
import { MUTANTS, shipped } from './audit/mutants.ts';
import { huntMutant, SHORT } from './audit/run_audits.ts';

test('releaseRow with real randomness loses no more than epsilon, and the audits see nearly all of it', () => {
  const { audits } = auditMechanism(shipped, SHORT);

  expect(audits.filter(({ pass }) => !pass)).toEqual([]);
  expect(audits).toHaveLength(2 * GAMES.length + CHI_SQUARES.length);
  expect(falseAlarmOf(audits)).toBeLessThanOrEqual(1e-6);
}, 300_000);

// The auditor audited. Seeded, so that a mutant is caught always or never.
describe.each(Object.keys(MUTANTS))('the audits catch a mechanism with %s', (name) => {
  test.each([1000, 2000, 3000, 4000])('at %i thousandths', (epsilonMilli) => {
    expect(huntMutant(name, epsilonMilli).caught).not.toEqual([]);
  });

  test('the game alone proves, at the default, a loss above epsilon', () => {
    expect(huntMutant(name, 2000).lowerBound).toBeGreaterThan(2);
  });
});

test('a mechanism that tells nothing is called vacuous, not private', () => {
  const prng = new Prng(4);
  const constant = playGame(() => [prng.integer(16)], {
    epsilonMilli: 2000,
    K: 16,
    rows: [0, 15],
    draws: 1e5,
  });

  expect(judgeGame(constant).map(({ pass }) => pass)).toEqual([true, false]);
});
