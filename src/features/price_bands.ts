import { PRICE_BANDS } from './basic.ts';

/**
 * Each price's fifth of the catalogue, 1 (cheapest) to 5; 0 where there is no price.
 * Quantiles, so that a shop of watches and a shop of pencils have the same five bands.
 */
export function priceBands(prices: readonly (number | undefined)[]): Uint8Array {
  const sorted = prices.filter((price) => price !== undefined).sort((a, b) => a - b);
  const bounds = Array.from(
    { length: PRICE_BANDS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / PRICE_BANDS)]!,
  );
  return Uint8Array.from(prices, (price) =>
    price === undefined ? 0 : 1 + bounds.filter((bound) => price >= bound).length,
  );
}
