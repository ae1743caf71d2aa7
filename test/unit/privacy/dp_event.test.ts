import { expect, test } from 'vitest';
import { type DpEvent, lossMilli } from '../../../src/privacy/dp_event.ts';

const event = (fields: object = {}) =>
  ({ mechanism: 'k-rr', epsilonMilli: 2000, K: 16, ...fields }) as DpEvent;

test.each([1000, 2000, 3000, 4000])('a release at %i thousandths costs that much', (epsilonMilli) => {
  expect(lossMilli(event({ epsilonMilli }))).toBe(epsilonMilli);
});

test.each<[string, DpEvent]>([
  ['another mechanism', event({ mechanism: 'gaussian' })],
  ['no mechanism', event({ mechanism: undefined })],
  ['a row beside the parameters', event({ row: 3 })],
  ['an epsilon without a proof', event({ epsilonMilli: 2500 })],
  ['epsilon 0', event({ epsilonMilli: 0 })],
  ['epsilon NaN', event({ epsilonMilli: Number.NaN })],
  ['K = 33', event({ K: 33 })],
  ['no K', event({ K: undefined })],
  ['a number', 2000 as unknown as DpEvent],
])('refuses %s', (_name, given) => {
  expect(() => lossMilli(given)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

test('says which event it refuses', () => {
  expect(() => lossMilli(event({ mechanism: 'gaussian' }))).toThrow(
    'event is gaussian, must be "k-rr" with K and epsilonMilli alone',
  );
});
