import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDemoShop, inklingTag } from '../../../scripts/demo_shop.ts';
import { COURSES, SUBJECTS } from '../../../src/simulate/academy.ts';
import { GLYPHS } from '../../../src/simulate/catalogue.ts';
import { COLOURWAYS } from '../../../src/simulate/catalogue_words.ts';
import { ARTICLES, SECTIONS } from '../../../src/simulate/magazine.ts';

const publicDir = fileURLToPath(new URL('../../../public', import.meta.url));
let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer(
    createDemoShop({
      publicDir,
      distDir: publicDir,
      modelsDir: publicDir,
      scriptTag: '',
      siteTag: (preset) => inklingTag({ preset }),
    }),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = async (path: string, language = 'en') => {
  const response = await fetch(origin + path, { headers: { 'accept-language': language } });
  return { status: response.status, text: await response.text() };
};
/** Every node of the page's structured data. */
const nodesOf = (text: string): Record<string, unknown>[] =>
  [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)].map(([, json]) =>
    JSON.parse(json!),
  );

const PAGES = {
  magazine: [
    '',
    'profile',
    'by/ines-marlow',
    ...SECTIONS.map(({ slug }) => slug),
    ...ARTICLES.map(({ section, slug }) => `${section.slug}/${slug}`),
  ],
  academy: [
    '',
    'profile',
    ...SUBJECTS.map(({ slug }) => slug),
    ...COURSES.map(({ subject, slug }) => `${subject.slug}/${slug}`),
  ],
} as const;

describe.each([
  ['magazine', 'content'],
  ['academy', 'course'],
] as const)('the %s', (site, preset) => {
  test.each(['en', 'zh-CN'])('serves every page with its tag, in %s', async (language) => {
    for (const path of PAGES[site]) {
      const { status, text } = await get(`/${site}/${path}`, language);

      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain(`<html lang="${language}" data-site="${site}">`);
      expect(text.slice(0, text.indexOf('</head>'))).toContain(`data-preset="${preset}"`);
      expect(text).not.toMatch(/\{\{|undefined|NaN|\[object/);
    }
  });

  test('answers what it does not have with a page that says so', async () => {
    for (const path of ['nowhere', 'gardens/nowhere', 'by/nobody', 'profile/more', 'gardens/x/y'])
      expect((await get(`/${site}/${path}`)).status, path).toBe(404);
    expect((await get('/site.html')).status).toBe(404);
  });
});

test('an article says in its markup what a reader sees, in the language of the page', async () => {
  const { section, slug, author, zh } = ARTICLES[0]!;
  const { text } = await get(`/magazine/${section.slug}/${slug}`, 'zh-CN');

  expect(nodesOf(text)[0]).toMatchObject({
    '@type': 'Article',
    headline: zh[0],
    articleSection: section.zh,
    author: { name: author },
  });
  expect(text).toContain(`<h1>${zh[0]}</h1>`);
});

test('a front page lists everything, so that the browser learns what there is to recommend', async () => {
  for (const [site, items] of [
    ['magazine', ARTICLES],
    ['academy', COURSES],
  ] as const) {
    const [list] = nodesOf((await get(`/${site}/`)).text);

    expect(list!.itemListElement).toHaveLength(items.length);
  }
});

test('every article and course has all of its texts in both languages, and a picture of the sprite', () => {
  const pictures = GLYPHS.flatMap((glyph) => COLOURWAYS.map(({ slug }) => `/sprite.svg#${glyph}-${slug}`));

  for (const item of [...ARTICLES, ...COURSES]) {
    expect(pictures, item.slug).toContain(item.image);
    expect(item.zh.length, item.slug).toBe(item.en.length);
    for (const text of item.zh) expect(text, item.slug).toMatch(/\p{Script=Han}/u);
  }
  expect(new Set([...ARTICLES, ...COURSES].map(({ slug }) => slug)).size).toBe(48);
});
