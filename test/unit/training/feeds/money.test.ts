import { expect, test } from 'vitest';
import { parseMoney } from '../../../../src/training/feeds/money.ts';

test.each<[unknown, number | undefined, string | undefined]>([
  ['12.99 EUR', 12.99, 'EUR'],
  ['EUR 12,99', 12.99, 'EUR'],
  ['12.99eur', 12.99, 'EUR'],
  ['1,299.00 USD', 1299, 'USD'],
  ['1.299,00 €', 1299, 'EUR'],
  ['1,299 USD', 1299, 'USD'],
  ['1,299,000 JPY', 1_299_000, 'JPY'],
  ['1.299.000 IDR', 1_299_000, 'IDR'],
  ["1'299.50 CHF", 1299.5, 'CHF'],
  ['1 299,50 PLN', 1299.5, 'PLN'],
  ['$15', 15, undefined],
  ['£3.5', 3.5, 'GBP'],
  ['0', 0, undefined],
  [7.25, 7.25, undefined],
  ['NaN', undefined, undefined],
  ['free', undefined, undefined],
  ['-4 EUR', undefined, undefined],
  ['12.99 EUR 3.00 USD', undefined, undefined],
  [Number.NaN, undefined, undefined],
  [-1, undefined, undefined],
  [null, undefined, undefined],
])('reads %j as %j %j', (text, price, currency) => {
  expect(parseMoney(text)?.price).toBe(price);
  expect(parseMoney(text)?.currency).toBe(currency);
});
