import { invalid } from '../contract/error.ts';
import { parseDay, shownDay } from './days.ts';
import { Periods } from './periods.ts';
import { rollUpOld } from './retention.ts';
import { withStorage } from './run_models.ts';

interface SiteArguments {
  readonly database: string;
  readonly site: string;
}

export interface SettleArguments extends SiteArguments {
  /** `release` or `discard`; lists by default. */
  readonly action?: string;
  /** As `inkling quarantine` lists it. */
  readonly day?: string;
}

/** A day of which releases are kept and not counted. */
export interface ListedDay {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly releases: number;
}

/** `inkling quarantine`: what is in it, after a day was counted or discarded. @throws InklingError */
export async function runQuarantine(given: SettleArguments): Promise<ListedDay[]> {
  const { database, site, action, day } = given;
  const fate = action === 'release' ? 'count' : action;
  if (fate !== undefined && fate !== 'count' && fate !== 'discard')
    throw invalid(`"${action}" must be release or discard`);
  return withStorage(database, async (storage) => {
    if (fate) {
      const settled = await storage.settleQuarantine(site, dayOf(day), fate);
      if (settled === 0) throw invalid(`of ${day} nothing is in quarantine`);
    }
    return (await storage.quarantine(site)).map((held) => ({ ...held, day: shownDay(held.day) }));
  });
}

export const quarantineText = (days: readonly ListedDay[]): string =>
  days.length === 0
    ? 'nothing is in quarantine'
    : days.map(({ day, releases }) => `${day}  ${releases} releases`).join('\n');

export interface RetentionArguments extends SiteArguments {
  readonly periodDays: number;
}

/**
 * `inkling retention`: rolls up now what a receiver would roll up by itself at a period's edge, whatever the
 * clock did lately. @returns how many releases were forgotten.
 */
export async function runRetention(given: RetentionArguments, now = Date.now): Promise<number> {
  const { database, site, periodDays } = given;
  const periods = new Periods({ now, periodDays, acceptAnyPeriod: false });
  const done = await withStorage(database, (storage) => rollUpOld(storage, site, periods, periodDays, true));
  return 'forgotten' in done ? done.forgotten : 0;
}

function dayOf(text = ''): number {
  const day = parseDay(text);
  if (day === undefined)
    throw invalid('the day must be given as YYYY-MM-DD, as "inkling quarantine" lists it');
  return day;
}
