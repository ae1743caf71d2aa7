import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordsOf } from '../../../src/capture/behaviour/words.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';
import { Vocabulary } from '../../../src/store/vocabulary.ts';

const search = (...tokens: string[]): Interaction => ({ kind: 'search', at: 1, tokens });
const of = (...names: string[]): Vocabulary => {
  const words = new Vocabulary();
  words.learn(names.map((name, i) => ({ id: String(i), name })));
  return words;
};

test('before a page has told of any item no word is kept', () => {
  expect(new Vocabulary().sayable(search('kettle', 'anna'))).toBeUndefined();
});

test('of a search the words of the shop are kept, and nothing else that was typed', () => {
  const words = of('Enamel Kettle 1.5 l');
  words.learn([
    { id: '9', name: 'Mug', brand: 'Oliva', category: ['Kitchen', 'Tea & Coffee'], variant: 'Dark green' },
  ]);
  const typed = 'Anna Keller, KETTLE oliva tea green +49 171 555 0199 anna@example.com 1.5';

  const row = words.sayable(search(...wordsOf(typed)));

  expect(row?.tokens).toEqual(['kettle', 'oliva', 'tea', 'green', '1', '5']);
});

test('a part of a word is no word of the shop, and a word is found in a run of Chinese', () => {
  const words = of('Annabelle Chairs', '夏季红色连衣裙');

  expect(words.sayable(search('anna', 'chair', 'belle'))).toBeUndefined();
  expect(words.sayable(search('连衣裙', '王小明'))?.tokens).toEqual(['连衣裙']);
});

test('filters are held to the same; follows, and what has no words, pass as they are', () => {
  const words = of('Green Soap');
  const follow: Interaction = { kind: 'follow', at: 1, tokens: ['Oliva'] };

  expect(words.sayable({ kind: 'filter', at: 1, tokens: ['green', 'anna'] })?.tokens).toEqual(['green']);
  expect(words.sayable(follow)).toBe(follow);
  expect(words.sayable({ kind: 'search', at: 1 })).toBeUndefined();
});

test('whatever is typed and whatever pages tell, no word is kept that no item has', () => {
  // Few letters, so that words meet; with the line feed by which words are told apart.
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'B', ' ', '\n', '-', 'é', '红', '1', '@'),
    maxLength: 12,
  });
  let kept = 0;
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), fc.array(text, { maxLength: 6 }), (names, tokens) => {
      const row = of(...names).sayable(search(...tokens));
      const told = names.join('\n').toLowerCase();
      const words = new Set(told.match(/[\p{L}\p{M}\p{N}]+/gu));
      for (const token of row?.tokens ?? []) {
        kept++;
        expect(token.includes('红') ? told.includes(token) : words.has(token)).toBe(true);
      }
    }),
    { numRuns: 2_000, seed: 5 },
  );
  expect(kept).toBeGreaterThan(100);
});

test('a shop of very many words has the latest of them', () => {
  const words = of(...Array.from({ length: 20_000 }, (_, i) => `word${i}`));

  expect(words.text.length).toBeLessThanOrEqual(60_000);
  expect(words.sayable(search('word0'))).toBeUndefined();
  expect(words.sayable(search('word19999'))).toBeDefined();
});
