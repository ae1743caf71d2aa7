import type { FastifyBaseLogger } from 'fastify';
import type { Periods } from './periods.ts';
import { rollUpOld } from './retention.ts';
import type { StoredSite } from './site.ts';
import type { Storage } from './storage.ts';
import type { Surges } from './surges.ts';

/** So soon a receiver sees what another one or a command changed in the database. */
const ROUND_MS = 5_000;

export interface Household {
  readonly storage: Storage;
  readonly site: StoredSite;
  readonly surges: Surges;
  readonly periods: Periods;
  readonly periodDays: number;
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
}

/**
 * What a receiver does beside answering: it looks what the database says now, and rolls up what is too old.
 * @returns ends it, when the round under way is over.
 */
export function keepHouse(household: Household): () => Promise<void> {
  let round: Promise<void> = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return; // a roll-up may take longer than a round
    isBusy = true;
    round = goRound(household).finally(() => {
      isBusy = false;
    });
  }, ROUND_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}

/** One round. Never rejects: what goes wrong is logged, and tried again with the next. */
export async function goRound(household: Household): Promise<void> {
  const { storage, site, surges, periods, periodDays, log } = household;
  try {
    await site.refresh();
    await surges.refresh(periods.today);
    // Once a period by whichever receiver comes first; what it left undone is done at the next start or edge.
    if (periods.oldestKept > site.rolledUpBefore) {
      await rollUpOld(storage, site.name, periods, periodDays);
      await site.refresh();
    }
  } catch (cause) {
    log.warn({ reason: cause instanceof Error ? cause.message : String(cause) }, 'housekeeping failed');
  }
}
