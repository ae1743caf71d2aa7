import { expect, test } from 'vitest';
import { formatsFor } from '../../../src/ui/format.ts';
import { languageFor } from '../../../src/ui/language.ts';
import { oddsOf, wordOdds } from '../../../src/ui/odds.ts';

const formats = formatsFor(languageFor('en'), () => 0);

test('gives the probabilities of randomised response', () => {
  // e^2 / (e^2 + 15) = 7.389 / 22.389
  expect(oddsOf(2000, 16).own).toBeCloseTo(0.33003, 5);
  expect(oddsOf(2000, 16).own + 15 * oddsOf(2000, 16).other).toBeCloseTo(1, 12);
});

test('never words the odds as lower than they are', () => {
  const worded = [1000, 2000, 3000, 4000].map((epsilonMilli) =>
    wordOdds(oddsOf(epsilonMilli, 16).own, formats),
  );

  // 0.1534, 0.3300, 0.5725, 0.7845
  expect(worded).toEqual(['1 in 6', '1 in 3', '58%', '79%']);
});
