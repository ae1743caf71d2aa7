import { invalid } from '../contract/error.ts';
import { type RandomisedResponse, weights } from './krr.ts';

/** One release by k-ary randomised response. */
export interface KrrEvent extends RandomisedResponse {
  readonly mechanism: 'k-rr';
}

/**
 * What costs budget: a mechanism and its parameters, and nothing else. A row, a profile or an output has
 * no field here, so what is debited cannot depend on any. Closed: a mechanism that is added brings its
 * own member, with a proof of its loss.
 */
export type DpEvent = KrrEvent;

const FIELDS = 'K,epsilonMilli,mechanism';

/**
 * Pure epsilon of the event in thousandths.
 *
 * Neighbours, bound and guarantee are those of its mechanism (krr.ts). The caller spends. Integers.
 * @throws InklingError `invalid-argument` for whatever is not exactly such an event: a loss that nobody
 *   proved is not zero, so it is refused, never guessed.
 */
export function lossMilli(event: DpEvent): number {
  const { mechanism } = event;
  if (mechanism !== 'k-rr' || Object.keys(event).sort().join() !== FIELDS)
    throw invalid(`event is ${String(mechanism)}, must be "k-rr" with K and epsilonMilli alone`);
  weights(event); // refuses parameters without a proof
  return event.epsilonMilli;
}
