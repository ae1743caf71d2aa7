import { type FeedEntry, type FeedSource, feedError } from './feed.ts';
import { isInStock } from './google_product.ts';
import { toEntry } from './product.ts';
import { linesOf } from './text.ts';

/**
 * JSONL, an item a line, as `--items` of `inkling train` takes it: `id`, `name`, `brand`, `category`, `price`,
 * `currency`, `variant`, `url`, `image`; also `salePrice`, `inStock` or `availability`, `aliases`, `group`.
 * @throws InklingError `invalid-argument` naming the line that is not JSON
 */
export async function* readJsonLines(source: FeedSource): AsyncGenerator<{ entry: FeedEntry; line: number }> {
  const { file, notes } = source;
  for await (const { line: text, number } of linesOf(source.text)) {
    if (text.trim() === '') continue;
    const value = parsed(text, number, file);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      notes.add('that are no object', number);
      continue;
    }
    const given = value as Readonly<Record<string, unknown>>;
    const string = (name: string) => textOf(given[name]);
    const raw = {
      id: string('id'),
      name: string('name') ?? string('id'),
      brand: string('brand'),
      category: Array.isArray(given.category) ? given.category.map(String) : string('category'),
      price: given.price,
      salePrice: given.salePrice,
      currency: string('currency'),
      variant: string('variant'),
      link: string('url'),
      image: string('image'),
      inStock: given.inStock !== false && isInStock(string('availability')),
      group: string('group'),
      aliases: Array.isArray(given.aliases) ? given.aliases.map(textOf) : [],
    };
    const entry = toEntry(raw, number, source);
    if (entry) yield { entry, line: number };
  }
}

function parsed(text: string, line: number, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw feedError(file, line, 'is not JSON', cause);
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
