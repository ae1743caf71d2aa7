/** One thing measured against one limit. */
export interface Audit {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  /** Which side of the limit is good. */
  readonly side: 'at most' | 'at least';
  readonly pass: boolean;
  /** Upper bound on the probability that a right mechanism fails this audit in one run; 0 = computed exactly or seeded. */
  readonly falseAlarm: number;
}

/** NaN never passes. */
export const atMost = (name: string, value: number, limit: number, falseAlarm = 0): Audit => ({
  ...{ name, value, limit, falseAlarm },
  side: 'at most',
  pass: value <= limit,
});

export const atLeast = (name: string, value: number, limit: number, falseAlarm = 0): Audit => ({
  ...{ name, value, limit, falseAlarm },
  side: 'at least',
  pass: value >= limit,
});

/** Probability that a right mechanism fails any of them, by the union bound. */
export const falseAlarmOf = (audits: readonly Audit[]): number =>
  audits.reduce((sum, { falseAlarm }) => sum + falseAlarm, 0);
