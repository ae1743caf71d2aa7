import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readInteractions, readItems, readSequences } from '../../../src/training/readers.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-readers-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(...lines: readonly string[]): Promise<string> {
  const path = join(folder, 'input');
  await writeFile(path, lines.join('\n'));
  return path;
}

test('reads a shopper a line or an interaction a line, sorted, with sessions', async () => {
  const view = (itemId: string, at: number) => ({ kind: 'view', itemId, at });
  const path = await file(
    JSON.stringify({ shopper: 's1', interactions: [view('b', 4_000_000), view('a', 1_000)] }),
    '',
    JSON.stringify({ shopper: 2, ...view('c', 5) }),
    JSON.stringify({ shopper: 's1', ...view('d', 4_000_100) }),
  );

  const [first, second] = await readInteractions(path);

  expect(first!.interactions.map(({ itemId, session }) => [itemId, session])).toEqual([
    ['a', 1_000],
    ['b', 4_000_000],
    ['d', 4_000_000],
  ]);
  expect(second!.interactions).toHaveLength(1);
});

test('reads sequences, oldest first', async () => {
  const [log] = await readSequences(await file('x y  z', ''));

  expect(log!.interactions.map(({ itemId }) => itemId)).toEqual(['x', 'y', 'z']);
});

test('names the line that is wrong, and not what it says', async () => {
  const items = await file('{"id":"a","name":"A"}', '{"name":"secret"}');

  await expect(readItems(items)).rejects.toMatchObject({ code: 'invalid-argument', message: /line 2/ });
  await expect(readItems(items)).rejects.not.toThrow('secret');
});

test('refuses an interaction without a time', async () => {
  const path = await file('{"shopper":"s","kind":"view","itemId":"a"}');

  await expect(readInteractions(path)).rejects.toThrow('line 1');
});

test('what a log tells of the visits stays with its shopper', async () => {
  const path = await file(
    JSON.stringify({
      shopper: 'a',
      language: 'fr-CA',
      device: 'phone',
      interactions: [{ kind: 'view', itemId: 'x', at: 1 }],
    }),
    JSON.stringify({ shopper: 'b', device: 'tablet', kind: 'view', itemId: 'x', at: 1 }),
    JSON.stringify({ shopper: 'b', timeZone: 'Asia/Tokyo', kind: 'view', itemId: 'y', at: 2 }),
    JSON.stringify({ shopper: 'c', kind: 'view', itemId: 'x', at: 1 }),
  );

  expect((await readInteractions(path)).map(({ context }) => context)).toEqual([
    { language: 'fr-CA', device: 'phone' },
    { device: 'other', timeZone: 'Asia/Tokyo' },
    undefined,
  ]);
  const odd = await file(JSON.stringify({ shopper: 'd', device: 7, kind: 'view', itemId: 'x', at: 1 }));
  await expect(readInteractions(odd)).rejects.toThrow('device');
});
