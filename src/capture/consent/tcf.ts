import { isObject } from '../values.ts';
import { both, listening, PENDING } from './signal.ts';

/** Policy version of TCF 2.2, the oldest whose strings are still valid; 2.3 has 5. */
const MIN_POLICY = 4;

/**
 * IAB Europe's Transparency and Consent Framework, 2.2 and newer. Recording wants purposes 1 (store on the
 * device), 5 and 6 (make and use a profile for content); release wants 9 (understand audiences by
 * statistics), too. Only consents count, no legitimate interest.
 */
export const tcf = listening('__tcfapi', ['addEventListener', 2], (data: unknown, isDone: unknown) => {
  if (!isDone || !isObject(data)) return PENDING;
  if (data.gdprApplies === false) return undefined;
  const isDecided =
    data.gdprApplies === true &&
    (data.tcfPolicyVersion as number) >= MIN_POLICY &&
    /^(tcloaded|useractioncomplete)$/.test(String(data.eventStatus));
  if (!isDecided) return PENDING;
  const { consents } = data.purpose as { consents: Readonly<Record<number, unknown>> };
  const has = (purpose: number) => consents[purpose] === true;
  const record = has(1) && has(5) && has(6);
  return both(record, record && has(9));
});
