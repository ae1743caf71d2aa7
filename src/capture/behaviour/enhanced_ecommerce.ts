import type { Kind } from '../../contract/interaction.ts';
import { isObject, type Loose } from '../values.ts';
import { type Push, readLines } from './lines.ts';

/** Actions of Enhanced Ecommerce: names of its dataLayer, and of `ec:setAction`. Coupons and promotions are none. */
export const ACTIONS: Readonly<Record<string, Kind>> = {
  impressions: 'impression',
  click: 'select',
  detail: 'view',
  add: 'cart_add',
  remove: 'cart_remove',
  checkout: 'checkout',
  purchase: 'purchase',
  refund: 'refund',
};

/**
 * Reads the `ecommerce` of a push of Universal Analytics' Enhanced Ecommerce, {add: {products}}; it may
 * hold impressions beside an action. `actionField` (order, coupon, affiliation) is never looked at.
 *
 * @param at ms since the epoch.
 */
export function readEnhancedEcommerce(ecommerce: Loose, at: number): Push {
  const pushes = Object.entries(ACTIONS).flatMap(([name, kind]) => {
    const said = ecommerce[name];
    if (!isObject(said)) return [];
    return readLines(kind, kind === 'impression' ? said : said.products, at, ecommerce.currencyCode);
  });
  return {
    interactions: pushes.flatMap(({ interactions }) => interactions),
    items: pushes.flatMap(({ items }) => items),
  };
}
