import type { Recommendation } from '../contract/worker_api.ts';
import type { Formats } from './format.ts';
import { shortReason } from './reasons.ts';
import { rowWords } from './words/row_words.ts';

/** Why a card is shown, in one sentence: what the shopper stated, or else what they did. */
export function cardReason({ reasons, stated }: Recommendation, formats: Formats): string | undefined {
  if (stated !== undefined) return rowWords[formats.code].becauseStated(stated);
  return reasons[0] && shortReason(reasons[0], formats);
}
