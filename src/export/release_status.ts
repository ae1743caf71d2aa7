import type { Config } from '../contract/config.ts';
import type { Budget, OutboxEntry } from '../contract/records.ts';
import type { Problem, ReleaseState, ReleaseStatus } from '../contract/worker_api.ts';
import { budgetLeftMilli, hasOtherCodebook, verdict } from '../privacy/accountant.ts';
import { privacyPeriod } from '../privacy/period.ts';

/** What the status is told from. */
export interface ReleaseFacts {
  readonly config: Config;
  /** Hex SHA-256 of the codebook that a release would be drawn from; absent when none may leave. */
  readonly codebook: string | undefined;
  readonly budget: Budget | undefined;
  readonly outbox: readonly OutboxEntry[];
  /** What is left of this visit's random wait. */
  readonly waitMs: number;
  readonly problems: Iterable<Problem>;
}

/** The status of the current period at `now`. Pure. */
export function statusAt(now: number, facts: ReleaseFacts): ReleaseStatus {
  const { config, budget, codebook, outbox, waitMs } = facts;
  const period = privacyPeriod(budget, now, config.periodDays);
  const waiting = outbox.find((row) => row.period === period.index);
  const state = stateAt(now, facts, waiting);
  const dueAt = budget?.due?.period === period.index ? budget.due.at : undefined;
  const problems = new Set(facts.problems);
  if (budget && codebook !== undefined && hasOtherCodebook(budget, period.index, codebook))
    problems.add('codebook-changed');
  for (const row of outbox) {
    if (row.givenUp === undefined) {
      if (row.isUnanswered) problems.add('receiver-unreachable');
    } else if (!isAnsweredSince(row, facts))
      problems.add(row.givenUp === 'refused' ? 'receiver-refused' : 'release-given-up');
  }
  return {
    state,
    period: period.index,
    periodEndsAt: period.endsAt,
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(state === 'due' || (codebook !== undefined && outbox.some(isOnItsWay)) ? { waitMs } : {}),
    epsilonMilli: config.epsilonMilli,
    budgetLeftMilli: budgetLeftMilli(budget, now),
    problems: [...problems],
  };
}

/** Whether a later period's release was acknowledged: its spend is committed, and nothing of it waits. */
const isAnsweredSince = ({ period }: OutboxEntry, { budget, outbox }: ReleaseFacts): boolean =>
  budget?.spends.some(
    (spend) =>
      spend.state === 'committed' &&
      spend.period > period &&
      !outbox.some((other) => other.period === spend.period),
  ) ?? false;

/** Of any period: bytes that found no receiver in their own are sent in the next. */
const isOnItsWay = (row: OutboxEntry): boolean => row.givenUp === undefined;

function stateAt(now: number, facts: ReleaseFacts, waiting: OutboxEntry | undefined): ReleaseState {
  const { config, codebook, budget } = facts;
  if (codebook === undefined || !budget) return 'off';
  const period = privacyPeriod(budget, now, config.periodDays);
  const given = verdict(budget, period, config.epsilonMilli, now);
  // What was drawn before the codebook changed is still sent.
  if (given !== 'committed' && hasOtherCodebook(budget, period.index, codebook)) return 'skipped';
  switch (given) {
    case 'early':
      return 'waiting';
    case 'spent':
      return 'spent';
    case 'open':
    case 'reserved':
      return 'due';
    case 'committed':
      // No entry: acknowledged, or cleared since. "Sent" may then claim too much, never too little.
      if (!waiting) return 'sent';
      return waiting.givenUp === undefined ? 'sending' : 'given-up';
  }
}
