import type { Codebook } from '../contract/codebook.ts';
import { randomisedResponse } from './krr.ts';
import { nearestRow } from './nearest_row.ts';
import { secureUniformInt, type UniformInt } from './random.ts';

/**
 * The row that a release shows: the profile's nearest one, put through randomised response. The only
 * source of rows in the project; `test/architecture.test.ts` lets nobody else call the two parts, and
 * `test/privacy/` plays its games on this function. Outside it the true row is known to the shopper's own
 * panel alone.
 *
 * Neighbours: any two profiles, of any length, content or model.
 *
 * Bound: epsilonMilli / 1000, pure (delta = 0), for any codebook: nearestRow is a function into [0, K) and
 * randomisedResponse is eps-DP in that number, so the composed map is eps-DP in the profile:
 * P[out | profile] = P[out | row(profile)].
 *
 * Who spends: the caller, before the call; see randomisedResponse.
 *
 * Rounding: none here; that of randomisedResponse favours the other rows.
 *
 * @param profile shape [D]; anything else counts as undecided
 * @throws InklingError `invalid-argument`, before any randomness is drawn; `randomness-unavailable`.
 */
export const releaseRow = (
  profile: Float32Array | undefined,
  codebook: Codebook,
  epsilonMilli: number,
  uniform: UniformInt = secureUniformInt,
): number => randomisedResponse(nearestRow(profile, codebook), { K: codebook.K, epsilonMilli }, uniform);
