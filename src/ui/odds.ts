import type { Formats } from './format.ts';
import { ledgerWords } from './words/ledger_words.ts';

/**
 * Probabilities of k-ary randomised response: `own` = e^eps / (e^eps + K - 1) for the row that is
 * true, `other` = 1 / (e^eps + K - 1) for each of the K - 1 others. These describe the pure
 * mechanism; the sampler's integer weights round e^eps down, so they overstate it by less than 1e-6.
 */
export function oddsOf(epsilonMilli: number, K: number): { own: number; other: number } {
  const weight = Math.exp(epsilonMilli / 1000);
  return { own: weight / (weight + K - 1), other: 1 / (weight + K - 1) };
}

/**
 * The probability as people say it: "1 in 3", or a percentage where no such fraction is near.
 * Rounding only ever overstates how likely the shopper's own row is: the error is on the careful side.
 */
export function wordOdds(probability: number, { code, nouns, percent }: Formats): string {
  const n = Math.floor(1 / probability);
  return n >= 2 && 1 / n <= probability * 1.12
    ? ledgerWords[code](nouns).oneIn(n)
    : percent(Math.ceil(probability * 100) / 100);
}
