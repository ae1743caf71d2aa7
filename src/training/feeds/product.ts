import { type Item, normaliseItem } from '../../contract/item.ts';
import type { FeedEntry, FeedSource } from './feed.ts';
import { plainText } from './html_text.ts';
import { type Money, parseMoney } from './money.ts';

/** What every format says of an entry, still as its text. */
export interface RawProduct {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly brand?: string | undefined;
  /** A path of one string, "Home > Lamps", or of several. */
  readonly category?: string | readonly string[] | undefined;
  readonly price?: unknown;
  readonly salePrice?: unknown;
  /** ISO 8601 interval in which the sale price holds; always when absent. */
  readonly saleDates?: string | undefined;
  readonly currency?: string | undefined;
  readonly variant?: string | undefined;
  readonly link?: string | undefined;
  readonly image?: string | undefined;
  readonly inStock: boolean;
  readonly group?: string | undefined;
  readonly aliases?: readonly (string | undefined)[];
}

/** The entry, or undefined after a note when it has no id or no name. */
export function toEntry(
  raw: RawProduct,
  line: number,
  { notes, now, currency }: Pick<FeedSource, 'notes' | 'now' | 'currency'>,
): FeedEntry | undefined {
  const id = raw.id?.trim();
  if (!id) return note('without an id');
  const name = plainText(raw.name ?? '');
  if (name === '') return note('without a name');
  const money = moneyOf(raw, now);
  if (money === 'unreadable') notes.add('with a price that is no number', line);
  const known = typeof money === 'object' ? money : undefined;
  const url = pathOf(raw.link);
  const item = normaliseItem({
    id,
    name,
    brand: raw.brand === undefined ? undefined : plainText(raw.brand),
    category: categoryOf(raw.category),
    price: known?.price,
    currency: known && (known.currency ?? raw.currency ?? currency),
    variant: raw.variant,
    url,
    image: pictureOf(raw.image),
  }) as Item;
  const group = raw.group?.trim();
  const aliases = [group, ...(raw.aliases ?? [])]
    .map((alias) => alias?.trim())
    .filter((alias): alias is string => !!alias && alias !== id);
  return { ...item, aliases: [...new Set(aliases)], inStock: raw.inStock, ...(group ? { group } : {}) };

  function note(reason: 'without an id' | 'without a name'): undefined {
    notes.add(reason, line);
  }
}

/** The sale price where there is one and it holds now. A price that cannot be read is no reason to take the other. */
function moneyOf({ price, salePrice, saleDates }: RawProduct, now: number): Money | 'unreadable' | undefined {
  const isSale = isGiven(salePrice) && holdsAt(saleDates, now);
  const given = isSale ? salePrice : price;
  return isGiven(given) ? (parseMoney(given) ?? 'unreadable') : undefined;
}

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');

function holdsAt(interval: string | undefined, now: number): boolean {
  if (!interval?.trim()) return true;
  const [from, to] = interval.split('/').map((date) => Date.parse(date.trim()));
  return !(from! > now) && !(to! < now); // a date that cannot be read bounds nothing
}

function categoryOf(category: RawProduct['category']): string[] {
  const parts = typeof category === 'string' ? category.split(/\s*(?:>|»|&gt;)\s*/) : (category ?? []);
  return parts.map(plainText).filter((name) => name !== '');
}

/** Path and file of an address: the shop's pages are of one origin, and a query string is never kept. */
function pathOf(link: string | undefined): string | undefined {
  if (!link?.trim()) return undefined;
  const url = parse(link.trim());
  return url?.protocol.startsWith('http') ? url.pathname : undefined;
}

function pictureOf(image: string | undefined): string | undefined {
  const text = image?.trim().replace(/&amp;/g, '&');
  if (!text) return undefined;
  if (text.startsWith('/') && !text.startsWith('//')) return text;
  const url = parse(text);
  return url?.protocol.startsWith('http') ? url.href : undefined;
}

function parse(address: string): URL | undefined {
  try {
    return new URL(address, 'https://shop.invalid');
  } catch {
    return undefined; // what is no address leads nowhere
  }
}
