import type { Interaction, Kind } from '../../contract/interaction.ts';
import { type Item, normaliseItem } from '../../contract/item.ts';
import type { Tell } from '../source.ts';
import { categoryOf, isObject, type Loose, listOf, priceOf, textOf } from '../values.ts';

/** What one push or event says. */
export interface Push {
  readonly interactions: readonly Interaction[];
  readonly items: readonly Item[];
}

/** Kinds of a whole basket: one interaction, whatever it holds. */
const WHOLE: readonly Kind[] = ['cart_view', 'checkout'];
const COUNTED: readonly Kind[] = ['cart_add', 'cart_remove', 'purchase', 'refund'];
const MAX_LINES = 100;

/**
 * One interaction a line, and the items that the lines describe, by GA4's names of fields or those of
 * Universal Analytics. Coupon, affiliation, order and user ids stand in these lines, too; only the
 * fields named here are ever looked at.
 *
 * @param at ms since the epoch.
 */
export function readLines(kind: Kind, lines: unknown, at: number, currency?: unknown): Push {
  const isWhole = WHOLE.includes(kind);
  const interactions: Interaction[] = isWhole ? [{ kind, at }] : [];
  const items: Item[] = [];
  for (const line of listOf(lines).slice(0, MAX_LINES)) {
    const item = isObject(line) && itemOf(line, currency);
    if (!item) continue;
    items.push(item);
    if (isWhole) continue;
    const count = COUNTED.includes(kind) ? { value: priceOf(line.quantity) ?? 1 } : {};
    interactions.push({ kind, itemId: item.id, at, ...count });
  }
  return { interactions, items };
}

/** Hands on what was read: items first, so that their names are known. */
export function tellPush(tell: Pick<Tell, 'item' | 'interaction'>, { interactions, items }: Push): void {
  items.forEach(tell.item);
  interactions.forEach(tell.interaction);
}

function itemOf(line: Loose, currency: unknown): Item | undefined {
  const said = (name: string): string | undefined => textOf(line[`item_${name}`] ?? line[name]);
  const first = said('category') ?? '';
  const deeper = [2, 3, 4, 5].flatMap((depth) => said(`category${depth}`) ?? []);
  const price = priceOf(line.price);
  return normaliseItem({
    id: said('id'),
    name: said('name'),
    brand: said('brand'),
    category: deeper.length > 0 ? [first, ...deeper] : categoryOf(first),
    // Rounded: 19.99 - 2 must not become 17.990000000000002 in what a shopper reads.
    price: price === undefined ? undefined : Math.round((price - (priceOf(line.discount) ?? 0)) * 1e4) / 1e4,
    currency: textOf(line.currency) ?? textOf(currency),
    variant: said('variant'),
  });
}
