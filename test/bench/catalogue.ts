import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../scripts/bundle.ts';
import type { Item } from '../../src/contract/item.ts';
import { Prng } from '../../src/simulate/prng.ts';
import { startTraining } from '../../src/training/backend.ts';
import { taggerText } from '../../src/training/card.ts';
import { readItems, readSequences } from '../../src/training/readers.ts';
import { runCatalogue } from '../../src/training/run_catalogue.ts';
import { DEFAULT_SETTINGS, train } from '../../src/training/train.ts';
import { judgeTagger, type TaggerQuality } from '../../src/training/train_tagger.ts';
import { writeModelFolder } from '../../src/training/write_folder.ts';
import { ADJECTIVES_ZH, DEMO_NOUNS_ZH } from './demo_nouns_zh.ts';

/**
 * `npm run bench:catalogue`: how well items are tagged from their words, and how long a feed takes in each
 * format. The feeds are made of the data folder's items; the model is trained on nine tenths of them and for
 * one epoch on few shoppers, since how good it is does not matter here. Fails on nothing.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(ROOT, '../shared/data/beauty') },
    shoppers: { type: 'string', default: '600' },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string) => void (values.json || console.log(line));

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

const element = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `<g:${name}>${escaped(text)}</g:${name}>`;

const elements = ({ id, name, brand, category }: Item): string =>
  element('id', id) +
  element('title', name) +
  element('brand', brand) +
  element('product_type', category?.join(' > ')) +
  element('price', '12.99 EUR') +
  element('availability', 'in_stock');

const GOOGLE = 'xmlns:g="http://base.google.com/ns/1.0"';
const FORMATS: Readonly<Record<string, (items: readonly Item[]) => string>> = {
  'Google XML, RSS': (items) =>
    `<rss version="2.0" ${GOOGLE}><channel>\n${items.map((item) => `<item>${elements(item)}</item>`).join('\n')}\n</channel></rss>`,
  'Google XML, Atom': (items) =>
    `<feed xmlns="http://www.w3.org/2005/Atom" ${GOOGLE}>\n${items.map((item) => `<entry>${elements(item)}</entry>`).join('\n')}\n</feed>`,
  'Google TSV': (items) =>
    [
      'id\ttitle\tbrand\tproduct_type\tprice',
      ...items.map(({ id, name, brand = '', category = [] }) =>
        [id, name, brand, category.join(' > '), '12.99 EUR'].join('\t'),
      ),
    ].join('\n'),
  'Shopify JSON': (items) =>
    JSON.stringify({
      products: items.map(({ id, name, brand, category }) => ({
        id,
        title: name,
        vendor: brand,
        product_type: category?.join(' > '),
        variants: [{ id: `${id}-1`, price: '12.99', available: true }],
      })),
    }),
  JSONL: (items) => items.map((item) => JSON.stringify(item)).join('\n'),
};

const tags: Record<string, TaggerQuality> = {};
const judge = (name: string, items: readonly Item[]) => {
  tags[name] = judgeTagger(items, 1);
  say(`${name.padEnd(30)} ${taggerText(tags[name])}`);
};
const demo = JSON.parse(await readFile(join(ROOT, 'public', 'catalogue.json'), 'utf8')) as Item[];
judge('demo, English names', demo);
judge('demo, Chinese names', inChinese(demo));
const feeds: Record<string, { items: number; added: number; megabytes: number; seconds: number }> = {};
if (existsSync(join(values.data, 'items.jsonl')) && existsSync(join(values.data, 'sequences.txt'))) {
  const items = await readItems(join(values.data, 'items.jsonl'));
  judge(`${basename(values.data)}, names as they are`, items);
  judge(`${basename(values.data)}, leaf's words cut`, items.map(withoutLeaf));
  await measureFeeds(items);
} else say(`${values.data} holds no items.jsonl and sequences.txt: no feed to measure`);
if (values.json) console.log(JSON.stringify({ tags, feeds }));

/** The same items with a name that is an adjective of all and a noun of the leaf. */
function inChinese(items: readonly Item[]): Item[] {
  const prng = new Prng(1);
  return items.map((item) => ({
    ...item,
    name:
      prng.pick(ADJECTIVES_ZH) +
      prng.pick(ADJECTIVES_ZH) +
      prng.pick(DEMO_NOUNS_ZH[item.category!.at(-1)!]!.split(' ')),
  }));
}

/** Names that end with the leaf's own name would tell the answer: it is cut, and often only the brand is left. */
function withoutLeaf(item: Item): Item {
  const leaf = item.category?.at(-1) ?? '';
  return item.name.endsWith(leaf)
    ? { ...item, name: item.name.slice(0, item.name.length - leaf.length).trim() }
    : item;
}

async function measureFeeds(items: readonly Item[]): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'inkling-bench-'));
  try {
    await startTraining('wasm');
    const logs = (await readSequences(join(values.data, 'sequences.txt'))).slice(0, Number(values.shoppers));
    const known = items.filter((_, i) => i % 10 !== 0);
    const report = await train(known, logs, { ...DEFAULT_SETTINGS, epochs: 1 }, () => {});
    const model = join(place, 'model');
    await writeModelFolder(model, { ...report.model, card: '' });
    for (const [format, text] of Object.entries(FORMATS)) {
      const feed = join(place, 'feed');
      await writeFile(feed, text(items));
      const { added, seconds, total, sizeBytes } = await runCatalogue({
        model,
        feed,
        out: join(place, 'out'),
      });
      const megabytes = (await stat(feed)).size / 1e6;
      feeds[format] = { items: total, added, megabytes, seconds };
      say(
        `${format.padEnd(30)} ${total} items, ${added} new, ${megabytes.toFixed(1)} MB in ${seconds.toFixed(1)} s; a page fetches ${(sizeBytes / 1000).toFixed(0)} kB`,
      );
    }
  } finally {
    await rm(place, { recursive: true });
  }
}
