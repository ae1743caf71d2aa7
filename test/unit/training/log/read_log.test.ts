import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckdb } from '../../../../src/training/duckdb.ts';
import type { LogEntry } from '../../../../src/training/log/entry.ts';
import { readLog } from '../../../../src/training/log/read_log.ts';
import { Skipped } from '../../../../src/training/log/skipped.ts';
import { readItems } from '../../../../src/training/readers.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-log-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function read(path: string): Promise<{ entries: LogEntry[]; skipped: Skipped }> {
  const skipped = new Skipped();
  const entries: LogEntry[] = [];
  for await (const batch of readLog(path, skipped)) entries.push(...batch);
  return { entries, skipped };
}

/** Parquet of a query, for tests of what others write. */
async function parquet(name: string, query: string): Promise<string> {
  const path = join(folder, name);
  const duckdb = await openDuckdb();
  await duckdb.connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  duckdb.close();
  return path;
}

const VIEW = { shopper: 's1', interaction: { kind: 'view', itemId: 'a', at: 1_700_000_000_000 } };
/** Good lines, so that a bad one among them is under a tenth. */
const MANY = Array.from({ length: 20 }, (_, i) => `s${i},a,view,${1_700_000_000_000 + i}`);

describe('CSV', () => {
  test.each([
    ['commas', 'shopper,item,kind,at\ns1,a,view,1700000000000\n'],
    [
      'another order, quotes and carriage returns',
      'at,"kind","item","shopper"\r\n1700000000000,view,"a",s1\r\n',
    ],
    ['semicolons', 'shopper;item;kind;at\ns1;a;view;1700000000000'],
    ['tabs', 'Shopper\tItem\tKind\tAt\ns1\ta\tView\t1700000000000\n'],
    ['a byte order mark', '\ufeffshopper,item,kind,at\ns1,a,view,1700000000000\n'],
    ['sessions for shoppers', 'session,itemId,kind,at\ns1,a,view,1700000000000\n'],
    ['an ISO time with a zone', 'shopper,item,kind,at\ns1,a,view,2023-11-14T23:13:20+01:00\n'],
    ['a time without one, which is UTC', 'shopper,item,kind,at\ns1,a,view,2023-11-14 22:13:20\n'],
    ['a time as BigQuery writes it', 'shopper,item,kind,at\ns1,a,view,2023-11-14 22:13:20 UTC\n'],
  ])('is read with %s', async (_, content) => {
    expect((await read(await file('log.csv', content))).entries).toEqual([VIEW]);
  });

  test('keeps what a quoted field holds, and reads brands of a follow', async () => {
    const content =
      'shopper,item,kind,at,tokens,dwellMs\n"s,1",,follow,1000,Alder|Birch,\n"s ""2""",x,view,1000,,1500\n';

    const { entries } = await read(await file('log.csv', content));

    expect(entries).toEqual([
      { shopper: 's,1', interaction: { kind: 'follow', at: 1_000, tokens: ['Alder', 'Birch'] } },
      { shopper: 's "2"', interaction: { kind: 'view', itemId: 'x', at: 1_000, dwellMs: 1_500 } },
    ]);
  });

  test('without a column that it needs says which, and repeats nothing of the file', async () => {
    const headless = read(await file('log.csv', 'secret1,item9,view,17\n'));

    await expect(headless).rejects.toThrow(/log\.csv, line 1: .* without shopper or session, item, kind, at/);
    await expect(headless).rejects.not.toThrow('secret1');
  });

  test('leaves out lines that it cannot read, by reason, with the first one’s number', async () => {
    const bad = [
      's1,a,look,1000',
      's1,a,view,yesterday',
      's1,a,view,1700000000000000',
      ',a,view,1000',
      's1,a,view',
    ];
    const lines = ['shopper,item,kind,at', ...MANY, ...MANY, ...MANY, ...bad];

    const { entries, skipped } = await read(await file('log.csv', lines.join('\n')));

    expect(entries).toHaveLength(60);
    expect(skipped.reasons.map(({ count }) => count)).toEqual([1, 1, 1, 1, 1]);
    expect(skipped.text.join('\n')).toContain('at is no time');
    expect(skipped.text.join('\n')).toContain('at is out of range');
    expect(skipped.text.join('\n')).toContain('shopper is missing (first: log.csv, line 65)');
    expect(skipped.text.join('\n')).toContain('there are fewer fields than columns');
    expect(skipped.text.join('\n')).not.toMatch(/look|yesterday/);
  });

  test('names columns that it has no use for', async () => {
    const { skipped } = await read(await file('log.csv', 'shopper,item,kind,at,email\ns1,a,view,1000,x@y\n'));

    expect(skipped.text).toEqual(['log.csv: ignored columns: email']);
  });
});

describe('encodings', () => {
  test('UTF-16 is refused with what to do about it', async () => {
    const text = 'shopper,item,kind,at\ns1,a,view,1000\n';

    for (const content of [Buffer.from(`\ufeff${text}`, 'utf16le'), Buffer.from(text, 'utf16le')])
      await expect(read(await file('log.csv', content))).rejects.toThrow(/UTF-16 .*iconv/);
  });

  test.each(['csv', 'jsonl'])('a line of Latin-1 in %s is left out and counted', async (extension) => {
    const asLine = (line: string) => {
      const [shopper, item, kind, at] = line.split(',');
      return extension === 'csv' ? line : JSON.stringify({ shopper, itemId: item, kind, at: Number(at) });
    };
    const lines = [...(extension === 'csv' ? ['shopper,item,kind,at'] : []), ...MANY.map(asLine)];
    const bytes = Buffer.concat([
      Buffer.from(`${lines.join('\n')}\n`),
      Buffer.from(`${asLine('s1,crème,view,1000')}\n`, 'latin1'),
    ]);

    const { entries, skipped } = await read(await file(`log.${extension}`, bytes));

    expect(entries).toHaveLength(20);
    expect(skipped.reasons).toMatchObject([{ reason: 'is not UTF-8', count: 1 }]);
  });

  test('a character that falls on the edge of two chunks is whole', async () => {
    const padding = 'x'.repeat((1 << 20) - 61);
    const lines = [
      JSON.stringify({ shopper: padding, kind: 'view', itemId: 'a', at: 1 }),
      ...Array.from({ length: 40 }, (_, i) =>
        JSON.stringify({ shopper: '购物', kind: 'view', itemId: `é${i}`, at: 1 }),
      ),
    ];

    const { entries } = await read(await file('log.jsonl', lines.join('\n')));

    expect(entries.map(({ interaction }) => interaction.itemId)).toEqual([
      'a',
      ...Array.from({ length: 40 }, (_, i) => `é${i}`),
    ]);
  });
});

describe('the file', () => {
  test.each([
    ['is absent', 'absent.csv', undefined, 'cannot be read: ENOENT'],
    ['is empty', 'empty.csv', '', 'is empty'],
    ['holds blanks', 'blank.jsonl', '\n \n', 'is empty'],
    ['holds a header only', 'header.csv', 'shopper,item,kind,at\n', 'holds no interaction'],
    ['is a JSON array', 'array.json', '[{"shopper":1}]', 'one object a line'],
    ['is Parquet by name only', 'log.parquet', 'shopper,item\n', 'is not Parquet'],
    ['is wrong in every line', 'wrong.jsonl', '{"a":1}\n{"a":2}\n', 'line 1: shopper is missing; 2 of 2'],
  ])('that %s is one line', async (_, name, content, message) => {
    const path = content === undefined ? join(folder, name) : await file(name, content);

    const error: Error = await read(path).then(
      () => expect.fail('was read'),
      (reason) => reason,
    );

    expect(error).toMatchObject({ code: 'invalid-argument' });
    expect(error.message).toContain(name);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  test('more than a tenth of bad lines is a wrong file, a tenth is not', async () => {
    const good = Array.from({ length: 9 }, () =>
      JSON.stringify({ shopper: 1, kind: 'view', itemId: 'a', at: 1 }),
    );
    const [tenth, more] = [
      [...good, 'oops'],
      [...good, 'oops', 'oops'],
    ];

    expect((await read(await file('log.jsonl', tenth.join('\n')))).entries).toHaveLength(9);
    await expect(read(await file('log.jsonl', more.join('\n')))).rejects.toThrow(
      'line 10: is not JSON; 2 of 11',
    );
  });
});

describe('Parquet', () => {
  test.each(['TIMESTAMP', 'TIMESTAMPTZ', 'BIGINT', 'VARCHAR'])('is read with times as %s', async (type) => {
    const at = type === 'BIGINT' ? 1_700_000_000_000 : `'2023-11-14 22:13:20+00'::${type}`;
    const path = await parquet(
      'log.parquet',
      `SELECT 's1' AS shopper, 'a' AS item, 'view' AS kind, ${at} AS at`,
    );

    expect((await read(path)).entries).toEqual([VIEW]);
  });

  test('is known by its content, whatever its name', async () => {
    const path = await parquet(
      'log.data',
      `SELECT 7 AS session, 5 AS item, 'view' AS kind, 1000 AS at, 800 AS "dwellMs"`,
    );

    expect((await read(path)).entries).toEqual([
      { shopper: '7', interaction: { kind: 'view', itemId: '5', at: 1_000, dwellMs: 800 } },
    ]);
  });

  test('that was cut off is one line with the file', async () => {
    const path = await parquet(
      'cut.parquet',
      `SELECT 's' || i AS shopper, 'a' AS item, 'view' AS kind, i AS at FROM range(1, 5000) t(i)`,
    );
    await truncate(path, Math.floor((await readFile(path)).length / 2));

    const error: Error = await read(path).then(
      () => expect.fail('was read'),
      (reason) => reason,
    );

    expect(error).toMatchObject({ code: 'invalid-argument' });
    expect(error.message).toMatch(/cut\.parquet cannot be read as Parquet/);
    expect(error.message).not.toContain('\n');
  });

  test('without a column that it needs says what it has', async () => {
    const path = await parquet('log.parquet', `SELECT 1 AS visitor, 'a' AS item`);

    await expect(read(path)).rejects.toThrow('it has visitor, item');
  });
});

describe('GA4’s export', () => {
  const at = 1_700_000_000_123;
  const event = (name: string, ...ids: (string | undefined)[]) => ({
    event_date: '20231114',
    event_name: name,
    event_timestamp: `${at}456`,
    user_pseudo_id: 'visitor.1',
    user_id: 'me@shop.example',
    items: ids.map((item_id) => ({ item_id, item_name: 'Pan', coupon: 'SECRET' })),
  });
  const events = [
    event('view_item', 'a'),
    event('purchase', 'a', 'b'),
    event('view_cart', 'a', 'b'),
    event('page_view'),
    event('view_search_results'),
    event('remove_from_cart', 'b', '(not set)'),
  ];
  const expected = [
    ['view', 'a'],
    ['purchase', 'a'],
    ['purchase', 'b'],
    ['cart_view', undefined],
    ['search', undefined],
    ['cart_remove', 'b'],
  ];

  test('is read as JSONL and as Parquet alike', async () => {
    const json = await file('ga4.json', events.map((one) => JSON.stringify(one)).join('\n'));
    const columnar = await parquet(
      'ga4.parquet',
      `SELECT * REPLACE (CAST(event_timestamp AS BIGINT) AS event_timestamp) FROM read_json('${json}', format = 'newline_delimited')`,
    );

    for (const path of [json, columnar]) {
      const { entries, skipped } = await read(path);
      expect(entries.map(({ interaction: { kind, itemId } }) => [kind, itemId])).toEqual(expected);
      expect(new Set(entries.map((entry) => `${entry.shopper} ${entry.interaction.at}`))).toEqual(
        new Set([`visitor.1 ${at}`]),
      );
      expect(JSON.stringify(entries)).not.toMatch(/SECRET|shop\.example/);
      expect(skipped.reasons).toMatchObject([{ what: 'events', count: 1 }]);
    }
  });

  test('leaves out events of nobody and without items', async () => {
    const lines = [
      ...Array.from({ length: 30 }, () => event('view_item', 'a')),
      { ...event('view_item', 'a'), user_pseudo_id: null },
      event('view_item', '(not set)'),
    ];

    const { entries, skipped } = await read(
      await file('ga4.json', lines.map((one) => JSON.stringify(one)).join('\n')),
    );

    expect(entries).toHaveLength(30);
    expect(skipped.reasons.map(({ reason }) => reason)).toEqual([
      'user_pseudo_id is missing',
      expect.stringContaining('items is empty'),
    ]);
  });
});

describe('items', () => {
  test('of one id count once; a price that is none is left out, and the item stays', async () => {
    const lines = [
      '{"id":"a","name":"A","price":NaN}',
      '{"id":"b","name":"price: NaN, they said","price":2}',
      '{"id":"c","name":"C","price":"three"}',
      '{"id":"d","name":"D","price":-Infinity}',
      '{"id":"b","name":"again"}',
    ];
    const skipped = new Skipped();

    const items = await readItems(await file('items.jsonl', lines.join('\n')), skipped);

    expect(items.map(({ id, price }) => [id, price])).toEqual([
      ['a', undefined],
      ['b', 2],
      ['c', undefined],
      ['d', undefined],
    ]);
    expect(items[1]!.name).toBe('price: NaN, they said');
    expect(skipped.reasons.map(({ what, count }) => [what, count])).toEqual([
      ['prices', 3],
      ['items', 1],
    ]);
  });

  test('an empty catalogue is one line', async () => {
    await expect(readItems(await file('items.jsonl', ''))).rejects.toThrow('items.jsonl is empty');
  });
});
