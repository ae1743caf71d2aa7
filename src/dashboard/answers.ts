/** What the receiver answers, as far as the dashboard reads it; docs/openapi.json has all of it. */
export interface Sites {
  readonly periodDays: number;
  readonly currentPeriod: number;
  readonly sites: readonly {
    readonly site: string;
    readonly periods: readonly { readonly period: number; readonly releases: number }[];
  }[];
}

/** By language. */
export type Names = Readonly<Record<string, string>>;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Numbers are null where the cohort is suppressed. */
export interface Cohort {
  readonly row: number;
  readonly name: Names;
  readonly isSuppressed: boolean;
  readonly count: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly share: number | null;
}

export interface Rest {
  readonly cells: number;
  readonly count: number;
  readonly low: number;
  readonly high: number;
  readonly share: number | null;
}

export interface CodebookCohorts {
  readonly codebook: string;
  readonly model: string;
  readonly epsilonMilli: number;
  readonly K: number;
  readonly p: number;
  readonly total: number;
  readonly cohorts: readonly Cohort[];
  readonly suppressed?: Rest;
}

export interface Cohorts {
  readonly from: number;
  readonly total: number;
  readonly minCohort: number;
  /** Days of a surge that nobody has settled: nothing that came on them is counted. */
  readonly leftOutDays: readonly string[];
  readonly codebooks: readonly CodebookCohorts[];
}

export interface Drift {
  readonly from: number;
  readonly to: number;
  readonly falseAlarmRate: number;
  readonly comparisons: readonly {
    readonly model: string;
    readonly degrees: number;
    readonly pValue: number;
    readonly isDrift: boolean;
    readonly changes: readonly {
      readonly name: Names;
      readonly isSuppressed: boolean;
      readonly change: number | null;
      readonly low: number | null;
      readonly high: number | null;
    }[];
  }[];
}

export interface Intake {
  /** Days since the epoch. */
  readonly days: readonly { readonly day: number; readonly releases: number }[];
}

export interface Quarantine {
  readonly limit: number | null;
  readonly days: readonly { readonly day: number; readonly releases: number }[];
}

export interface Status {
  readonly uptimeSeconds: number;
  readonly isWritable: boolean;
  readonly problem?: string;
  readonly waiting: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly quarantined: number;
  readonly refused: readonly { readonly rule: string; readonly requests: number }[];
}

/** The receiver asks for its read token. */
export class Locked extends Error {}

/** Gone with the tab. */
const TOKEN_KEY = 'inkling-read-token';

export const keepToken = (token: string): void => sessionStorage.setItem(TOKEN_KEY, token);

/** @throws Locked, or an Error with the status or the browser's reason */
export async function read<Answer>(path: string): Promise<Answer> {
  const token = sessionStorage.getItem(TOKEN_KEY);
  const headers = token ? { authorization: `Bearer ${token}` } : undefined;
  const response = await fetch(path, { cache: 'no-store', ...(headers && { headers }) });
  if (response.status === 401) throw new Locked('401');
  if (!response.ok) throw new Error(String(response.status));
  return response.json() as Promise<Answer>;
}
