import { expect, test } from 'vitest';
import { parseTakeAway } from '../../../src/contract/take_away.ts';
import { fileTrouble } from '../../../src/ui/file_trouble.ts';

const SHOP = 'https://shop.example';
const file = (fields: object) => JSON.stringify({ format: 'inkling-device/1', origin: SHOP, ...fields });

test.each([
  [file({}).slice(0, -5), 'broken'],
  ['', 'broken'],
  ['null', 'foreign'],
  ['[1]', 'foreign'],
  [JSON.stringify({ format: 'inkling-ledger/1' }), 'foreign'],
  [file({ format: 'inkling-device/2' }), 'version'],
  [file({ origin: 'https://other.example' }), 'other-shop'],
  [file({ interactions: 'many' }), 'damaged'],
])('names what is wrong with a file that is refused: %s', (text, trouble) => {
  expect(() => parseTakeAway(text, SHOP, 1)).toThrow();
  expect(fileTrouble(text, SHOP)).toBe(trouble);
});
