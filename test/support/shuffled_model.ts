import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { parseCatalogue, writeCatalogue } from '../../src/contract/catalogue.ts';
import { mix } from '../../src/features/hashed_text.ts';

const read = (name: string) => readFileSync(new URL(`../../models/demo/${name}`, import.meta.url));

/**
 * Serves models/demo with every item's numbers (vector, neighbours, attributes) given to another item
 * by one seeded permutation, hashes redone: what a ranking holds that owes nothing to the model.
 */
export async function serveShuffledModel(page: Page): Promise<void> {
  const files = shuffledFiles();
  await page.context().route('**/models/demo/*', async (route) => {
    const body = files.get(new URL(route.request().url()).pathname.split('/').at(-1)!);
    await (body ? route.fulfill({ body }) : route.fallback());
  });
}

function shuffledFiles(): Map<string, Buffer> {
  const manifest = JSON.parse(read('manifest.json').toString());
  const { V, D, brands, tags, neighbours: M } = manifest;
  const R = 1 + V + brands + tags;
  // Item i gets the numbers of item from[i]; 1-based, 0 is padding.
  const order = Array.from({ length: V }, (_, i) => i + 1).sort((a, b) => mix(a * 31 + 7) - mix(b * 31 + 7));
  const from = [0, ...order];
  const moved = new Map(from.map((source, i) => [source, i]));

  const entities = read('entities.bin');
  const scales = Buffer.from(entities);
  for (let i = 1; i <= V; i++) {
    entities.copy(scales, 4 * i, 4 * from[i]!, 4 * from[i]! + 4);
    entities.copy(scales, 4 * R + i * D, 4 * R + from[i]! * D, 4 * R + (from[i]! + 1) * D);
  }
  const neighbours = read('neighbours.bin');
  const lists = Buffer.from(neighbours);
  for (let i = 1; i <= V; i++) {
    for (let m = 0; m < M; m++) {
      const [to, of] = [(i - 1) * M + m, (from[i]! - 1) * M + m];
      lists.writeUInt32LE(moved.get(neighbours.readUInt32LE(4 * of))!, 4 * to);
      lists.writeUInt16LE(neighbours.readUInt16LE(4 * V * M + 2 * of), 4 * V * M + 2 * to);
    }
  }
  const catalogue = parseCatalogue(JSON.parse(read('catalogue.json').toString()));
  const cards = catalogue.cards.map((card, i) => {
    const { brandIndex, tagIndices } = catalogue.cards[from[i + 1]! - 1]!;
    return { ...card, brandIndex, tagIndices };
  });
  const files = new Map([
    ['entities.bin', scales],
    ['neighbours.bin', lists],
    ['catalogue.json', Buffer.from(writeCatalogue({ ...catalogue, cards }))],
  ]);
  for (const file of Object.values(manifest.files) as { path: string; bytes: number; sha256: string }[]) {
    const body = files.get(file.path);
    if (!body) continue;
    file.bytes = body.length;
    file.sha256 = createHash('sha256').update(body).digest('hex');
  }
  return files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
}
