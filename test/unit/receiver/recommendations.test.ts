import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseRules } from '../../../src/receiver/business_rules.ts';
import { SITE, World } from './world.ts';

const MODELS = new URL('../../../models', import.meta.url).pathname;
const TOKEN = 'a-token-for-the-tests-only';

interface Item {
  readonly id: string;
  readonly score: number;
  readonly brand?: string;
  readonly category?: readonly string[];
  readonly price?: number;
  readonly inStock: boolean;
  readonly isPinned: boolean;
}

let world: World;
let receiver: Awaited<ReturnType<World['receiver']>>;
let codebook: string;
let rulesFile: string;
let rulesWritten = 0;
beforeAll(async () => {
  world = await World.create();
  rulesFile = join(world.folder, 'rules.json');
  await writeFile(rulesFile, '{}');
  receiver = await world.receiver({ modelsDir: MODELS, live: ['demo'], rules: rulesFile, readToken: TOKEN });
  const manifest = JSON.parse(await readFile(join(MODELS, 'demo/manifest.json'), 'utf8'));
  codebook = manifest.files.codebook.sha256;
});
afterAll(() => world.destroy());

/** Another modification time each: two writes may fall into one tick of the file system's clock. */
async function setRules(rules: unknown): Promise<void> {
  await writeFile(rulesFile, typeof rules === 'string' ? rules : JSON.stringify(rules));
  await utimes(rulesFile, 1_000, 1_000 + ++rulesWritten);
}
const get = (row: number, count: number, headers = {}) =>
  receiver.inject({ url: `/v1/sites/${SITE}/recommendations/${codebook}/${row}?count=${count}`, headers });
const items = async (row: number, count = 10): Promise<Item[]> => (await get(row, count)).json().items;
const rank = (row: number, body: string) =>
  receiver.inject({
    method: 'POST',
    url: `/v1/sites/${SITE}/rank/${codebook}/${row}`,
    payload: body,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
  });

describe('the list of a row', () => {
  test('is of items near the row, the best first, and of no other row', async () => {
    await setRules({});
    const lists = await Promise.all([1, 2, 3, 4].map((row) => items(row)));

    for (const list of lists) {
      expect(list).toHaveLength(10);
      expect(list.map(({ score }) => score)).toEqual(list.map(({ score }) => score).sort((a, b) => b - a));
      expect(list.every(({ inStock }) => inStock)).toBe(true);
    }
    expect(new Set(lists.map((list) => list.map(({ id }) => id).join())).size).toBe(4);
  });

  test('is what the row is called', async () => {
    await setRules({});
    const found = [];
    for (let row = 1; row < 16; row++) {
      const { name, items: list } = (await get(row, 10)).json();
      const departments = list.map(({ category }: Item) => category![0]);
      found.push(departments.filter((department: string) => name.en.includes(department)).length);
    }

    // Rows are named by what their members look at more than others do; most of a list is of that department.
    const mean = found.reduce((sum, count) => sum + count, 0) / found.length;
    console.log(
      `recommendations: of 10 items of a row, ${mean.toFixed(1)} are of the department in its name`,
    );
    expect(mean).toBeGreaterThan(5);
  });

  test('can be kept by a cache, and asked for again with its ETag', async () => {
    await setRules({});
    const first = await get(2, 5);
    const again = await get(2, 5, { 'if-none-match': `"other", ${first.headers.etag}` });
    const weak = await get(2, 5, { 'if-none-match': `W/${first.headers.etag}` });

    expect(first.headers['cache-control']).toMatch(/^public, max-age=\d+/);
    expect([again.statusCode, again.payload, again.headers.etag]).toEqual([304, '', first.headers.etag]);
    expect(weak.statusCode).toBe(304);
    expect((await get(2, 6)).headers.etag).not.toBe(first.headers.etag);
    await setRules({ exclude: { items: [first.json().items[0].id] } });
    const changed = await get(2, 5, { 'if-none-match': String(first.headers.etag) });
    expect([changed.statusCode, changed.json().items[0].id]).toEqual([200, first.json().items[1].id]);
  });

  test('needs no read token, as it says nothing of anybody; ranking does', async () => {
    expect((await get(1, 1)).statusCode).toBe(200);
    const { statusCode } = await receiver.inject({
      method: 'POST',
      url: `/v1/sites/${SITE}/rank/${codebook}/1`,
      payload: '{"items":["a"]}',
    });
    expect(statusCode).toBe(401);
  });

  test.each([
    ['another codebook', () => `${'0'.repeat(64)}/1`, 404, 'unknown-codebook'],
    ['a row beyond K', () => `${codebook}/31`, 404, 'unknown-row'],
    ['a row that is none', () => `${codebook}/x`, 400, 'bad-request'],
    ['a hash that is none', () => 'abc/1', 400, 'bad-request'],
  ])('is refused for %s', async (_name, path, status, error) => {
    const answer = await receiver.inject(`/v1/sites/${SITE}/recommendations/${path()}`);

    expect([answer.statusCode, answer.json().error]).toEqual([status, error]);
  });

  test('is refused for a model without a catalogue', async () => {
    const manifest = JSON.parse(await readFile(join(MODELS, 'base/manifest.json'), 'utf8'));
    const path = `/v1/sites/${SITE}/recommendations/${manifest.files.codebook.sha256}/1`;

    const answer = await receiver.inject(path);

    expect([answer.statusCode, answer.json().error]).toEqual([404, 'no-catalogue']);
  });
});

describe('rules', () => {
  test('exclude items, brands and categories', async () => {
    await setRules({});
    const before = await items(5, 30);
    const category = before[0]!.category!.join(' > ');
    const brand = before.find((item) => item.category!.join(' > ') !== category)!.brand!;
    await setRules({ exclude: { categories: [category], brands: [brand] } });

    const after = await items(5, 30);

    expect(before.some((item) => item.brand === brand)).toBe(true);
    expect(after.filter((item) => item.brand === brand || item.category!.join(' > ') === category)).toEqual(
      [],
    );
    const kept = before.filter((item) => item.brand !== brand && item.category!.join(' > ') !== category);
    expect(after.slice(0, kept.length)).toEqual(kept);
  });

  test('keep to a department and a price', async () => {
    await setRules({});
    const [first] = await items(6, 1);
    const department = first!.category![0]!;
    await setRules({ only: { categories: [department] }, maxPrice: 40 });

    const list = await items(6, 20);

    expect(list.length).toBeGreaterThan(3);
    expect(list.every(({ category, price }) => category![0] === department && price! <= 40)).toBe(true);
  });

  test('pin items to places, of all rows or of some', async () => {
    await setRules({});
    const [plain, other] = [await items(7), await items(8)];
    const late = (await items(7, 60)).at(-1)!.id;
    await setRules({ pin: [{ item: late, position: 3, rows: [7] }, { item: other[0]!.id }] });

    const list = await items(7);

    expect(list[0]).toMatchObject({ id: other[0]!.id, isPinned: true });
    expect(list[2]).toMatchObject({ id: late, isPinned: true });
    const free = list.filter(({ isPinned }) => !isPinned).map(({ id }) => id);
    expect(free).toEqual(
      plain
        .filter(({ id }) => id !== other[0]!.id)
        .map(({ id }) => id)
        .slice(0, 8),
    );
    expect((await items(8)).some(({ id }) => id === late)).toBe(false);
  });

  test('that cannot be read leave those before them standing', async () => {
    await setRules({});
    const [first, second] = await items(9);
    await setRules({ exclude: { items: [first!.id] } });
    expect((await items(9))[0]).toEqual(second);

    await setRules('{"exclude": ');

    expect((await items(9))[0]).toEqual(second);
  });

  test.each([
    [{ exlude: {} }, /rules has "exlude", must be one of exclude, only/],
    [{ pin: [{ position: 0, item: 'a' }] }, /rules\.pin\[0\]\.position/],
    [{ pin: [{}] }, /rules\.pin\[0\]\.item is undefined, must be text/],
    [{ only: { brands: 'x' } }, /rules\.only\.brands is string, must be an array/],
    [{ outOfStock: 1 }, /rules\.outOfStock is number/],
  ])('are refused as %j', (rules, message) => {
    expect(() => parseRules(rules)).toThrow(message);
  });

  test('of docs/recommendations.md can be used', async () => {
    const page = await readFile(new URL('../../../docs/recommendations.md', import.meta.url), 'utf8');
    const rules = parseRules(JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!));

    expect(rules.pin).toEqual([{ item: 'sku-2', position: 1, rows: [3, 4] }]);
    expect(rules.only.categories).toEqual(['Garden']);
  });

  test('that cannot be used are told when the receiver starts', async () => {
    const file = join(world.folder, 'broken.json');
    await writeFile(file, '[]');

    await expect(world.receiver({ rules: file })).rejects.toThrow(/rules .*broken\.json cannot be used/);
    await expect(world.receiver({ rules: join(world.folder, 'none.json') })).rejects.toThrow(
      /cannot be used/,
    );
  });
});

describe('ranking', () => {
  test('orders the ids of a list as the row’s list has them', async () => {
    await setRules({});
    const wanted = (await items(10, 20)).map(({ id }) => id);
    await setRules({ exclude: { items: [wanted[4]!] } });

    const answer = await rank(
      10,
      JSON.stringify({ items: [...wanted].reverse().concat('nothing', wanted[0]!) }),
    );

    expect(answer.json()).toMatchObject({ row: 10, unknown: ['nothing'], excluded: [wanted[4]] });
    expect(answer.json().items.map(({ id }: Item) => id)).toEqual(wanted.filter((_, i) => i !== 4));
  });

  test.each([
    '',
    '[]',
    '{"items":[]}',
    '{"items":[{}]}',
    JSON.stringify({ items: new Array(1_001).fill('a') }),
  ])('refuses another body', async (body) => {
    expect((await rank(1, body)).statusCode).toBe(400);
  });
});
