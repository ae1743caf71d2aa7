import type { FeedEntry, FeedSource } from './feed.ts';
import { objectsOf } from './json_objects.ts';
import { toEntry } from './product.ts';

/**
 * Shopify's products, as `/products.json` of a shop or its admin's API gives them: an entry each. Every
 * variant's id and SKU is another id of the product; its price is the lowest of what can be bought.
 * The format names no currency.
 */
export async function* readShopify(source: FeedSource): AsyncGenerator<{ entry: FeedEntry; line: number }> {
  for await (const { value, line } of objectsOf(source)) {
    const product = value as Loose;
    // Drafts and archived products of the admin's API; the shop's own list holds neither.
    if (typeof product.status === 'string' && product.status !== 'active') {
      source.notes.add('not published', line);
      continue;
    }
    const variants = listOf(product.variants);
    const sold = variants.filter(isAvailable);
    const prices = (sold.length > 0 ? sold : variants).map(({ price }) => price);
    const handle = textOf(product.handle);
    const image = listOf(product.images)[0] ?? (product.image as Loose | undefined) ?? {};
    const raw = {
      id: textOf(product.id),
      name: textOf(product.title),
      brand: textOf(product.vendor),
      category: textOf(product.product_type),
      price: lowest(prices),
      link: handle && `/products/${encodeURIComponent(handle)}`,
      image: textOf(image.src),
      inStock: variants.length === 0 || sold.length > 0,
      aliases: variants.flatMap(({ id, sku }) => [textOf(id), textOf(sku)]),
    };
    const entry = toEntry(raw, line, source);
    if (entry) yield { entry, line };
  }
}

type Loose = Readonly<Record<string, unknown>>;

/** The shop's list says `available`; the admin's API says what is left and whether to sell without. */
function isAvailable({
  available,
  inventory_quantity,
  inventory_policy,
  inventory_management,
}: Loose): boolean {
  if (typeof available === 'boolean') return available;
  if (typeof inventory_quantity !== 'number' || inventory_management === null) return true;
  return inventory_quantity > 0 || inventory_policy === 'continue';
}

/** The lowest of prices written as text or number; one that is neither is left for the caller to note. */
function lowest(prices: readonly unknown[]): unknown {
  const odd = prices.find((price) => !Number.isFinite(Number(price)));
  if (odd !== undefined) return odd;
  return prices.length === 0 ? undefined : Math.min(...prices.map(Number));
}

const listOf = (value: unknown): Loose[] =>
  Array.isArray(value)
    ? value.filter((each): each is Loose => typeof each === 'object' && each !== null)
    : [];

/** Ids are numbers there, names text. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
