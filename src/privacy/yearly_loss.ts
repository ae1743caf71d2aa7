import { DAY_MS } from '../contract/config.ts';
import type { Budget } from '../contract/records.ts';
import { MIN_K } from '../contract/release.ts';
import { spendsOfYear } from './accountant.ts';
import { capacityBits, yearlyReleases } from './capacity.ts';
import type { RandomisedResponse } from './krr.ts';
import { epsilonMilliAt, guessOdds, lossDistribution } from './loss_distribution.ts';

/** Probabilities and bits, each rounded up: for display beside the budget, which is the gate. */
export interface YearlyLoss {
  /** Debits of the last 365 days. */
  readonly releases: number;
  /** How often the best guesser is right which of two histories is the shopper's, in [.5, 1]. */
  readonly guess: number;
  /** For each delta the least epsilon in thousandths; delta 0 is the plain sum. */
  readonly curve: readonly { readonly delta: number; readonly epsilonMilli: number }[];
  /** Of releases with the present settings, as many as fit into a year; absent while no codebook is known. */
  readonly year?: { readonly releases: number; readonly guess: number; readonly bits: number };
}

/** What releases are made with now. */
export interface PresentSettings {
  readonly epsilonMilli: number;
  readonly periodMs: number;
  /** Rows of the codebook; 0 = none is loaded. */
  readonly K: number;
}

const DELTAS: readonly number[] = [0, 1e-6, 1e-3];

/**
 * What the debits of the last 365 days tell at most, and what those of a whole year would. A debit that
 * was never drawn for counts like any other, one whose K is not known as if K were 2, which tells most.
 * Undefined where a debit is none that a release makes: a figure of damaged debits would be a guess.
 */
export function yearlyLoss(
  budget: Budget | undefined,
  now: number,
  { epsilonMilli, periodMs, K }: PresentSettings,
): YearlyLoss | undefined {
  const releases = spendsOfYear(budget, now).map(
    (spend): RandomisedResponse => ({ epsilonMilli: spend.epsilonMilli, K: spend.K ?? MIN_K }),
  );
  const sumMilli = releases.reduce((sum, release) => sum + release.epsilonMilli, 0);
  try {
    const distribution = lossDistribution(releases);
    const present = { epsilonMilli, K };
    const count = yearlyReleases(epsilonMilli, periodMs / DAY_MS);
    return {
      releases: releases.length,
      guess: guessOdds(distribution),
      curve: DELTAS.map((delta) => ({ delta, epsilonMilli: epsilonMilliAt(distribution, delta, sumMilli) })),
      ...(K > 0 && {
        year: {
          releases: count,
          guess: guessOdds(lossDistribution(Array<RandomisedResponse>(count).fill(present))),
          bits: count * capacityBits(present),
        },
      }),
    };
  } catch {
    return undefined; // parameters that are none of the mechanism's
  }
}
