import type { Audit } from './audit.ts';
import { countOutputs, type DistributionResult, judgeDistribution } from './distribution.ts';
import { type GameResult, judgeGame, playGame, type ReleasedRows } from './game.ts';

export interface MechanismSizes {
  /** Draws an arm of each game. */
  readonly gameDraws: number;
  /** Draws of each chi-square. */
  readonly chiSquareDraws: number;
}

export interface MechanismReport {
  readonly games: readonly GameResult[];
  readonly distributions: readonly DistributionResult[];
  readonly audits: readonly Audit[];
}

/** The default K with every epsilon, the edges of K with the edges of epsilon: eight, so 8e-7 of false alarms. */
export const GAMES = [
  ...[1000, 2000, 3000, 4000].map((epsilonMilli) => ({ epsilonMilli, K: 16, rows: [5, 10] as const })),
  ...[1000, 4000].flatMap((epsilonMilli) => [
    { epsilonMilli, K: 2, rows: [0, 1] as const },
    { epsilonMilli, K: 32, rows: [0, 31] as const },
  ]),
];

/** The default, from the first, a middle and the last row. */
export const CHI_SQUARES = [0, 7, 15].map((row) => ({ epsilonMilli: 2000, K: 16, row }));

/** Game and chi-square of whatever releases rows. `report` hears of each that is done. */
export function auditMechanism(
  released: ReleasedRows,
  { gameDraws, chiSquareDraws }: MechanismSizes,
  report: (done: number, total: number) => void = () => {},
): MechanismReport {
  const total = GAMES.length + CHI_SQUARES.length;
  let done = 0;
  const games = GAMES.map((game) => {
    const played = playGame(released, { ...game, draws: gameDraws });
    report(++done, total);
    return played;
  });
  const distributions = CHI_SQUARES.map((cell) => {
    const counted = countOutputs(released, { ...cell, draws: chiSquareDraws });
    report(++done, total);
    return counted;
  });
  const audits = [...games.flatMap(judgeGame), ...distributions.map(judgeDistribution)];
  return { games, distributions, audits };
}
