import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { parseCatalogue, writeCatalogue } from '../../src/contract/catalogue.ts';
import { type Manifest, type ModelFile, parseManifest } from '../../src/contract/manifest.ts';
import { mix } from '../../src/features/hashed_text.ts';
import {
  decodeEntities,
  decodeNeighbours,
  encodeEntities,
  encodeNeighbours,
} from '../../src/model/folder.ts';
import { namedByContent } from '../../src/training/named_file.ts';
import { filesOf } from '../../src/training/write_folder.ts';

const read = (name: string) => readFileSync(new URL(`../../models/demo/${name}`, import.meta.url));

/**
 * Serves models/demo with every item's numbers (vector, neighbours, attributes) given to another item
 * by one seeded permutation, hashes redone: what a ranking holds that owes nothing to the model.
 */
export async function serveShuffledModel(page: Page): Promise<void> {
  const files = shuffledFiles();
  await page.context().route('**/models/demo/*', async (route) => {
    const body = files.get(new URL(route.request().url()).pathname.split('/').at(-1)!);
    await (body ? route.fulfill({ body: Buffer.from(body) }) : route.fallback());
  });
}

function shuffledFiles(): Map<string, Uint8Array> {
  const manifest = parseManifest(JSON.parse(read('manifest.json').toString()));
  const { V, D, brands, tags, neighbours: M, files } = manifest;
  const R = 1 + V + brands + tags;
  // Item i gets the numbers of item from[i]; 1-based, 0 is padding.
  const order = Array.from({ length: V }, (_, i) => i + 1).sort((a, b) => mix(a * 31 + 7) - mix(b * 31 + 7));
  const from = [0, ...order];
  const moved = Int32Array.from(from, (_, i) => from.indexOf(i));

  const entities = decodeEntities(read(files.entities!.path), R, D);
  const rows = entities.slice();
  const table = decodeNeighbours(read(files.neighbours!.path), V, M);
  const lists = { neighbours: table.neighbours.slice(), weights: table.weights.slice() };
  for (let i = 1; i <= V; i++) {
    const source = from[i]!;
    rows.set(entities.subarray(source * D, (source + 1) * D), i * D);
    lists.weights.set(table.weights.subarray(source * M, (source + 1) * M), i * M);
    for (let m = 0; m < M; m++) lists.neighbours[i * M + m] = moved[table.neighbours[source * M + m]!]!;
  }
  const catalogue = parseCatalogue(JSON.parse(read(files.catalogue!.path).toString()));
  const cards = catalogue.cards.map((card, i) => {
    const { brandIndex, tagIndices } = catalogue.cards[from[i + 1]! - 1]!;
    return { ...card, brandIndex, tagIndices };
  });
  const text = new TextEncoder().encode(writeCatalogue({ ...catalogue, cards }));
  const parts = {
    entities: namedByContent('entities.bin', encodeEntities(rows, R, D)),
    neighbours: namedByContent('neighbours.bin', encodeNeighbours(lists, V, M)),
    catalogue: namedByContent('catalogue.json', text),
  };
  const shuffled: Record<keyof typeof parts, ModelFile> = {
    entities: parts.entities.file,
    neighbours: parts.neighbours.file,
    catalogue: parts.catalogue.file,
  };
  const named: Manifest = { ...manifest, files: { ...files, ...shuffled } };
  return filesOf(named, Object.values(parts), '');
}
