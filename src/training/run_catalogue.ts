import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { type Catalogue, writeCatalogue } from '../contract/catalogue.ts';
import { invalid } from '../contract/error.ts';
import { type Manifest, type ModelFile, parseManifest } from '../contract/manifest.ts';
import { encodeEntities, encodeNeighbours } from '../model/folder.ts';
import { readAttributes } from './attribute_files.ts';
import { type FeedFormat, readFeed } from './feeds/read_feed.ts';
import { namedByContent } from './named_file.ts';
import { replaceFolder } from './replace_folder.ts';
import { readModelFolder } from './run_evaluate.ts';
import { type CatalogueCounts, type CatalogueUpdate, updateCatalogue } from './update_catalogue.ts';

export interface CatalogueArguments {
  /** A trained model's folder. */
  readonly model: string;
  readonly feed: string;
  /** Where to; the model's own folder when absent. */
  readonly out?: string;
  readonly partial?: boolean;
  /** ISO 4217, of feeds that name none. */
  readonly currency?: string;
}

export interface CatalogueReport extends CatalogueCounts {
  readonly format: FeedFormat;
  /** Entries of the feed that could be used. */
  readonly entries: number;
  /** What was skipped or left out, a line each. */
  readonly notes: readonly string[];
  /** All items of the folder now. */
  readonly total: number;
  /** What a page fetches, brotli. */
  readonly sizeBytes: number;
  readonly seconds: number;
}

/** Above it a page waits too long for its model. */
export const SIZE_LIMIT_BYTES = 1_800_000;

/**
 * `inkling catalogue`: reads the feed and writes the folder at once, at the end.
 * @throws InklingError `invalid-argument`, `model-unavailable`, `model-corrupt`; then nothing is written
 */
export async function runCatalogue(given: CatalogueArguments): Promise<CatalogueReport> {
  const started = performance.now();
  const { model, feed, partial = false, currency } = given;
  const { manifest, trained } = await readModelFolder(model);
  if (!trained)
    throw invalid(`${model} is a base model: it reads items from the shop's pages and takes no catalogue`);
  const attributes = await readAttributes(model, manifest);
  const { format, entries, notes } = await readFeed(feed, {
    now: Date.now(),
    ...(currency ? { currency } : {}),
  });
  const update = updateCatalogue(trained, attributes, entries, { D: manifest.D, partial });
  const known = trained.catalogue.cards.length;
  if (!partial && update.counts.withdrawn === known)
    throw invalid(
      `none of the ${update.counts.items} items of ${feed} is one of the model's ${known}: its ids must be those of the log, as id, SKU, variant, group or path`,
    );
  const files = await folderWith(model, manifest, update);
  await replaceFolder(resolve(given.out ?? model), files);
  return {
    format,
    entries: entries.length,
    notes,
    ...update.counts,
    total: update.catalogue.cards.length,
    sizeBytes: fetchedBytes(files),
    seconds: (performance.now() - started) / 1000,
  };
}

/** The report as lines for a person. */
export function catalogueText(report: CatalogueReport): string {
  const { format, entries, notes, items, changed, added, addedWithoutVector, withdrawn } = report;
  const { withoutCategory, tagged, outOfStock, total, sizeBytes, seconds } = report;
  const few = (condition: number, text: string) => (condition > 0 ? [text] : []);
  return [
    `${format}: ${entries} entries, ${items} items`,
    ...notes.map((note) => `  ${note}`),
    `${added} new, ${changed} known with another card, ${withdrawn} withdrawn, ${outOfStock} out of stock`,
    ...few(
      withoutCategory,
      `${withoutCategory} brought no category; ${tagged} of them got one from their words`,
    ),
    ...few(
      addedWithoutVector,
      `${addedWithoutVector} new ones share nothing with what was trained: train again for them`,
    ),
    `${total} items in all; a page fetches ${(sizeBytes / 1000).toFixed(0)} kB; ${seconds.toFixed(1)} s`,
    ...few(
      Number(sizeBytes > SIZE_LIMIT_BYTES),
      `that is over ${SIZE_LIMIT_BYTES / 1000} kB: train again, which drops withdrawn items`,
    ),
  ].join('\n');
}

/** Every file that the manifest names, those that the update changes made anew, with manifest and card. */
async function folderWith(
  folder: string,
  manifest: Manifest,
  { catalogue, entities, neighbours }: CatalogueUpdate,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const read = (path: string) => readFile(join(folder, path));
  for (const { path } of [...Object.values(manifest.files), ...Object.values(manifest.toolFiles ?? {})])
    files.set(path, await read(path));
  const V = catalogue.cards.length;
  const R = entities.length / manifest.D;
  const made: Record<string, ModelFile> = {};
  const put = (name: 'catalogue' | 'entities' | 'neighbours', bytes: Uint8Array) => {
    const { path } = manifest.files[name]!;
    const { file } = namedByContent(path.replace(/\.[0-9a-f]{8}(?=\.\w+$)/, ''), bytes);
    files.delete(path);
    files.set(file.path, bytes);
    made[name] = file;
  };
  put('entities', encodeEntities(entities, R, manifest.D));
  put('neighbours', encodeNeighbours(neighbours, V, manifest.neighbours));
  put('catalogue', new TextEncoder().encode(writeCatalogue(catalogue)));
  const text = new TextDecoder().decode(await read('manifest.json'));
  const written = JSON.parse(text) as { files: object };
  const changes = { V, brands: catalogue.brands.length, tags: catalogue.tags.length };
  const renewed = { ...written, ...changes, files: { ...written.files, ...made } };
  parseManifest(renewed); // what a page would refuse is not written
  files.set('manifest.json', new TextEncoder().encode(`${JSON.stringify(renewed, null, 2)}\n`));
  const card = await read('card.md').catch(() => undefined); // a folder without one gets one
  files.set('card.md', cardWith(card, catalogue, manifest.V));
  return files;
}

const HEADING = '## Catalogue since';

/** card.md with a last section on what was added to the trained items; an earlier one is replaced. */
function cardWith(card: Uint8Array | undefined, { cards }: Catalogue, before: number): Uint8Array {
  const text = new TextDecoder().decode(card);
  const [trained = ''] = text.split(`\n${HEADING}`);
  const trainedItems = Number(/\n\| items, brands, categories \| (\d+)/.exec(text)?.[1] ?? before);
  const sold = cards.filter(({ inStock }) => inStock).length;
  return new TextEncoder().encode(`${trained.trimEnd()}

${HEADING}
\`inkling catalogue\` has renewed the cards: ${cards.length} items, of which ${trainedItems} were trained and ${cards.length - trainedItems} have the
vectors of their attributes; ${sold} are in stock. The figures above are those of the training.
`);
}

/** Manifest and every file that it has pages fetch, each compressed by itself as a server does. */
function fetchedBytes(files: ReadonlyMap<string, Uint8Array>): number {
  const manifest = parseManifest(JSON.parse(new TextDecoder().decode(files.get('manifest.json'))));
  const paths = ['manifest.json', ...Object.values(manifest.files).map(({ path }) => path)];
  return paths.reduce((sum, path) => {
    const bytes = files.get(path)!;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    return sum + brotliCompressSync(bytes, { params }).length;
  }, 0);
}
