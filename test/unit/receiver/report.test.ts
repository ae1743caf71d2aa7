import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REPORT_TEXTS } from '../../../src/receiver/report/report_texts.ts';
import { type ReportArguments, runReport } from '../../../src/receiver/report/run_report.ts';
import { SqliteStorage } from '../../../src/receiver/sqlite.ts';
import { NOW, PERIOD, SITE, testCodebook, World, writeModel } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

/** Shares of 30, 20, 15 and 10 %, twelve of 2 %, through epsilon 2 as expected. */
const OBSERVED = [234, 183, 157, 131, ...new Array<number>(12).fill(91)];

/** Puts releases by row into the database past the door. */
async function store(observed: readonly number[], period = PERIOD, codebook = world.sha256): Promise<void> {
  const storage = await SqliteStorage.open(world.database);
  await storage.append(
    observed.flatMap((count, row) =>
      Array.from({ length: count }, () => {
        return { site: SITE, codebook, period, day: period * 28 + 3, row, nonce: world.nonce() };
      }),
    ),
  );
  await storage.close();
}

async function report(more: Partial<ReportArguments> = {}): Promise<string> {
  const out = join(world.folder, 'report.html');
  const given = { database: world.database, site: SITE, language: 'en' as const, periodDays: 28 };
  await runReport({ ...given, out, ...more }, () => NOW);
  return readFile(out, 'utf8');
}

const count = (page: string, pattern: RegExp) => [...page.matchAll(pattern)].length;

describe('a report', () => {
  test('tells cohorts, what changed and intake, each picture with its numbers as a table', async () => {
    const receiver = await world.receiver();
    await store(OBSERVED, PERIOD - 1);
    await store(OBSERVED.with(0, 131).with(3, 234));

    const page = await report();
    const { codebooks } = (await receiver.inject(`/v1/sites/${SITE}/cohorts`)).json();

    expect(page).toContain('<p class="figure">1,797</p>');
    expect(page).toContain('The shares have changed since');
    expect([count(page, /<ul class="bars">/g), count(page, /<details>/g)]).toEqual([3, 3]);
    const shown = codebooks[0].cohorts.filter(({ isSuppressed }: { isSuppressed: boolean }) => !isSuppressed);
    expect(shown.length).toBeGreaterThan(1);
    for (const { name, count: estimate } of shown) {
      const cell = Math.round(estimate).toLocaleString('en');
      expect(page).toContain(`<th scope="row">${name.en}</th><td>${cell}</td>`);
    }
    expect(count(page, /<td>not shown<\/td>/g)).toBe(16 - shown.length);
    expect(count(page, /small profiles together/g)).toBeGreaterThan(0);
  });

  test('loads nothing, and its policy allows its own style alone', async () => {
    await (await world.receiver()).close();
    await store(OBSERVED);

    const page = await report();

    expect(page).not.toMatch(/<script|<img|<iframe|\b(src|href)="(?!data:,")/);
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page)!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
    expect(page).not.toMatch(/ style="/);
  });

  test('shows names of a codebook as text', async () => {
    const codebook = testCodebook(5);
    const name = '<b onclick="x()">&';
    const sha256 = await writeModel(world.modelsDir, 'next', {
      ...codebook,
      rows: codebook.rows.map((row, k) => (k === 1 ? { ...row, name: { en: name } } : row)),
    });
    await (await world.receiver({ live: ['next'] })).close();
    await store(OBSERVED, PERIOD, sha256);

    const page = await report();

    expect(page).not.toContain('<b ');
    expect(page).toContain('&lt;b onclick=&quot;x()&quot;&gt;&amp;');
  });

  test('is written in Chinese, too', async () => {
    await (await world.receiver()).close();
    await store(OBSERVED);

    const page = await report({ language: 'zh-CN' });

    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain('本周期收到的发布');
    expect(page).not.toMatch(/\{\w+\}|undefined|NaN/);
    expect(Object.keys(REPORT_TEXTS['zh-CN'])).toEqual(Object.keys(REPORT_TEXTS.en));
  });

  test('of too few says that there is nothing to compare', async () => {
    await (await world.receiver()).close();
    await store([3, 2], PERIOD - 1);
    await store([3, 2]);

    expect(await report()).toContain('Too few releases to compare');
  });

  test('of nobody says so, and of another site nothing is written', async () => {
    await (await world.receiver()).close();

    const page = await report();

    expect(page).toContain('No release has arrived in this period.');
    expect(page).not.toMatch(/undefined|NaN/);
    const out = join(world.folder, 'other.html');
    await writeFile(out, 'before');
    await expect(report({ site: 'nobody', out })).rejects.toThrow(/has no site "nobody"/);
    expect(await readFile(out, 'utf8')).toBe('before');
  });
});
