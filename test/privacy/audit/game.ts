import type { Codebook } from '../../../src/contract/codebook.ts';
import { type Audit, atLeast, atMost } from './audit.ts';
import { clopperPearson } from './binomial.ts';

/** What is audited: the rows that leave in one period for one profile, in the order in which they leave. */
export type ReleasedRows = (
  profile: Float32Array,
  codebook: Codebook,
  epsilonMilli: number,
) => readonly number[];

export interface GameOptions {
  readonly epsilonMilli: number;
  readonly K: number;
  /** Rows of the two shoppers. */
  readonly rows: readonly [number, number];
  /** Draws an arm. */
  readonly draws: number;
}

export interface GameResult extends GameOptions {
  /** What is proved with confidence 1 - GAME_MISS: epsilon is at least this. */
  readonly lowerBound: number;
  /** ln of the ratio as counted, without an interval. */
  readonly estimate: number;
}

/** Both intervals together miss with at most this probability, whatever the mechanism. */
export const GAME_MISS = 1e-7;
/** A bound far below epsilon would pass for any mechanism: too few draws, or a wrong event. */
const VACUOUS_BELOW = 0.85;

/** A codebook with its rows along K directions, cheap to search: games are about the coin, not about the search. */
export function gameCodebook(K: number): Codebook {
  // Corners of a cube: 2^5 = 32 rows, no two of them equal or opposite in more than sign.
  const D = 5;
  return {
    K,
    D,
    rows: Array.from({ length: K }, (_, k) => ({
      name: { en: `Row ${k}` },
      embedding: Int8Array.from({ length: D }, (_, d) => ((k >> d) & 1 ? 127 : -127)),
    })),
  };
}

/**
 * The distinguishing game: one of two shoppers, of rows a and b, is chosen; the attacker sees everything that
 * left in a period and says "a" when all of it was a, "b" when all of it was b. By eps-DP
 *
 *   P[says a | a] + P[says b | b] <= e^eps (P[says a | b] + P[says b | a]),
 *
 * so ln of the ratio is a lower bound on eps. Each sum is counted over 2n trials and taken at the far end
 * of its exact interval, so the bound is wrong with probability at most GAME_MISS.
 */
export function playGame(released: ReleasedRows, options: GameOptions): GameResult {
  const { epsilonMilli, K, rows, draws } = options;
  const codebook = gameCodebook(K);
  let right = 0;
  let wrong = 0;
  for (const own of rows) {
    const other = own === rows[0] ? rows[1] : rows[0];
    const profile = Float32Array.from(codebook.rows[own]!.embedding);
    for (let i = 0; i < draws; i++) {
      const left = released(profile, codebook, epsilonMilli);
      if (left.every((row) => row === own)) right++;
      else if (left.every((row) => row === other)) wrong++;
    }
  }
  const trials = 2 * draws;
  const hit = clopperPearson(right, trials, GAME_MISS / 2);
  const miss = clopperPearson(wrong, trials, GAME_MISS / 2);
  return { ...options, lowerBound: Math.log(hit.lower / miss.upper), estimate: Math.log(right / wrong) };
}

/** The two judgements on one game. */
export function judgeGame({ epsilonMilli, K, draws, lowerBound }: GameResult): Audit[] {
  const epsilon = epsilonMilli / 1000;
  const what = `game, eps ${epsilon}, K ${K}, ${draws} draws an arm: proved loss`;
  return [
    atMost(what, lowerBound, epsilon, GAME_MISS),
    // With 2e5 draws or more the bound lies over 6 standard deviations above this: see audit.test.ts.
    atLeast(`${what}, not vacuous`, lowerBound, VACUOUS_BELOW * epsilon, 1e-9),
  ];
}
