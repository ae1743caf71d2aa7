import { describe, expect, test } from 'vitest';
import { Prng } from '../../src/simulate/prng.ts';
import { falseAlarmOf } from './audit/audit.ts';
import { countOutputs, judgeDistribution } from './audit/distribution.ts';
import { judgeGame, playGame } from './audit/game.ts';
import { auditMechanism, CHI_SQUARES, GAMES } from './audit/mechanism_audits.ts';
import { MUTANTS, shipped } from './audit/mutants.ts';

/** 2e5 draws an arm and 1e5 a chi-square; `npm run audit:privacy` takes 1e7 and 1e6. */
const SHORT = { gameDraws: 200_000, chiSquareDraws: 100_000 };

test('releaseRow with real randomness loses no more than epsilon, and the audits see nearly all of it', () => {
  const { audits } = auditMechanism(shipped, SHORT);

  expect(audits.filter(({ pass }) => !pass)).toEqual([]);
  expect(audits).toHaveLength(2 * GAMES.length + CHI_SQUARES.length);
  expect(falseAlarmOf(audits)).toBeLessThanOrEqual(1e-6);
}, 120_000);

// The auditor audited. Seeded, so that a mutant is caught always or never.
describe.each(Object.entries(MUTANTS))('the audits catch a mechanism with %s', (name, mutant) => {
  test.each([1000, 2000, 3000, 4000])('at %i thousandths', (epsilonMilli) => {
    const draws = SHORT.gameDraws;
    // 24 bits hold no draw for K = 16 but cut its rows off; for K = 2 they are biased as the name says.
    const K = name.startsWith('modulo') ? 2 : 16;
    const game = playGame(mutant(new Prng(1)), { epsilonMilli, K, rows: [0, K - 1], draws });
    const counts = countOutputs(mutant(new Prng(2)), {
      epsilonMilli,
      K,
      row: 0,
      draws: SHORT.chiSquareDraws,
    });
    const caught = [...judgeGame(game), judgeDistribution(counts)].filter(({ pass }) => !pass);

    expect(caught).not.toEqual([]);
  });

  test('the game alone proves, at the default, a loss above epsilon', () => {
    const options = { epsilonMilli: 2000, draws: SHORT.gameDraws };
    const K = name.startsWith('modulo') ? 2 : 16;
    const { lowerBound } = playGame(mutant(new Prng(3)), { ...options, K, rows: [0, K - 1] });

    expect(lowerBound).toBeGreaterThan(2);
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
