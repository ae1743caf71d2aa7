import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// What a shop may style is a promise: each part and property of the code stands in the docs, and no other.

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const UI = readdirSync(new URL('src/ui/', ROOT))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(`src/ui/${name}`))
  .join('\n');
const DOCS = read('docs/panel.md') + read('docs/row.md');

const found = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))].sort();

test('every custom property is documented, and every documented one is heeded', () => {
  expect(found(DOCS, /`(--inkling-[a-z]+)`/g)).toEqual(found(UI, /var\((--inkling-[a-z]+),/g));
});

test('every part is documented', () => {
  const parts = found(UI, /\bpart="([a-z -]+)"/g);

  expect(parts.length).toBeGreaterThan(30);
  expect(parts.filter((part) => !DOCS.includes(`\`${part}\``))).toEqual([]);
});
