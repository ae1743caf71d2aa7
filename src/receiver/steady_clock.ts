/** What was last written down of a clock. */
export interface NotedDay {
  readonly day: number;
  readonly steadySince: number;
}

/**
 * Since which day the clock can be relied on: forgetting what is kept cannot be undone, and a clock that is
 * months ahead for an hour must not have it done. After a step back, or ahead by more than `maxStep` days, that
 * is the next day; by then somebody has noticed, or the step was true (the receiver had been off).
 */
export function steadySince(last: NotedDay | undefined, today: number, maxStep: number): number {
  if (!last) return today;
  const isStep = today < last.day || today > last.day + maxStep;
  return isStep ? today + 1 : last.steadySince;
}
