import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { ROOT } from '../../scripts/bundle.ts';

const run = promisify(execFile);

/** The built files as `npm install inkling` puts them down: without any of the packages that they were built from. */
test.describe('the built command, with nothing installed beside it', () => {
  let place: string;
  const inkling = (...args: string[]) =>
    run(process.execPath, [join(place, 'inkling', 'dist', 'cli.js'), ...args], { cwd: place });

  test.beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'inkling-package-'));
    await mkdir(join(place, 'inkling'));
    await cp(join(ROOT, 'dist'), join(place, 'inkling', 'dist'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(place, 'inkling', 'package.json'));
  });
  test.afterAll(() => rm(place, { recursive: true }));

  test('trains, evaluates, renews and names a model', async () => {
    test.setTimeout(180_000);
    await inkling('simulate', '--shoppers', '120', '--out', 'log.jsonl', '--items', 'items.jsonl');
    await inkling(
      ...['train', '--items', 'items.jsonl', '--interactions', 'log.jsonl', '--out', 'mine', '--epochs', '1'],
    );
    const lines = (await readFile(join(place, 'log.jsonl'), 'utf8')).trim().split('\n').slice(0, 20);
    const sequences = lines.map((line) => {
      const { interactions } = JSON.parse(line) as { interactions: { itemId?: string }[] };
      return [...new Set(interactions.flatMap(({ itemId }) => itemId ?? []))].join(' ');
    });
    await writeFile(join(place, 'sequences.txt'), sequences.join('\n'));
    const evaluated = await inkling('evaluate', '--model', 'mine', '--sequences', 'sequences.txt', '--json');
    const renewed = await inkling('catalogue', '--model', 'mine', '--feed', 'items.jsonl', '--json');
    const named = await inkling('fingerprint', 'mine');

    expect(JSON.parse(evaluated.stdout)).toMatchObject({ tests: 20, hr10: expect.any(Number) });
    expect(JSON.parse(renewed.stdout)).toMatchObject({ added: 0, withdrawn: 0 });
    expect(named.stdout).toMatch(/sha256-[\w+/=]{44}/);
  });

  test('says which package a command is missing', async () => {
    await writeFile(join(place, 'one.csv'), 'shopper,item,kind,at\na,i1,view,1\na,i2,view,2\n');
    await writeFile(join(place, 'two.jsonl'), '{"id":"i1","name":"A"}\n{"id":"i2","name":"B"}\n');
    const prepare = ['prepare', '--interactions', 'one.csv', '--items', 'two.jsonl', '--out', 'prepared'];
    const failure = await inkling(...prepare).catch((error: { code: number; stderr: string }) => error);

    expect(failure).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('npm install @duckdb/node-api'),
    });
  });
});
