import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareShop, readTables, type SmallShop, temporaryFolder, writeSmallShop } from './world.ts';

const ROOT = join(import.meta.dirname, '../../../..');
/** So many that the run is far from over when the kill arrives. */
const PARTS = 12;
const LIMIT_MS = 300_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let shop: SmallShop;
let items: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  shop = await writeSmallShop(folder.path, 60);
  items = join(folder.path, 'items.jsonl');
  await writeFile(items, shop.items.map((item) => JSON.stringify(item)).join('\n'));
}, 120_000);
afterAll(() => folder.remove());

/** Runs `inkling prepare`; killed as soon as it says `last`. @returns what it printed on stdout */
async function runCommand(out: string, last?: string): Promise<string> {
  const args = ['--interactions', shop.log, '--items', items, '--out', out, '--partitions', String(PARTS)];
  // Node itself, not a launcher in between: the kill must hit what works.
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'src/cli.ts'), 'prepare', ...args, '--json'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
    if (last !== undefined && errors.includes(last)) child.kill('SIGKILL');
  });
  const [code, signal] = await once(child, 'close');
  if (last === undefined && code !== 0) throw new Error(`ended with ${code}: ${errors}`);
  if (last !== undefined && signal !== 'SIGKILL')
    throw new Error(`was over before it said "${last}": ${errors}`);
  return printed;
}

test(
  'a run that is killed leaves the earlier output, and the next one takes up its parts',
  async () => {
    const out = join(folder.path, 'out');
    await prepareShop({ ...shop, items: shop.items.slice(0, 50) }, out);
    const earlier = await readTables(out);

    await runCommand(out, 'reading:');
    await runCommand(out, `counting: 2 of ${PARTS} parts`);
    const afterKill = await readTables(out);
    const { resumed } = JSON.parse(await runCommand(out)) as { resumed: number };

    expect(afterKill).toEqual(earlier);
    // At least the two that it had spoken of; more may have been finished before the kill arrived.
    expect(resumed).toBeGreaterThanOrEqual(2);
    const whole = join(folder.path, 'whole');
    await prepareShop(shop, whole);
    expect(await readTables(out)).toEqual(await readTables(whole));
    expect((await readdir(folder.path)).filter((name) => name.startsWith('.'))).toEqual([]);
  },
  LIMIT_MS,
);

test(
  'what is left of a run with other inputs is not taken up',
  async () => {
    const out = join(folder.path, 'other');
    await runCommand(out, `counting: 1 of ${PARTS} parts`);
    await writeFile(shop.log, (await readFile(shop.log, 'utf8')).split('\n').slice(1).join('\n'));

    const { resumed, shoppers } = JSON.parse(await runCommand(out)) as { resumed: number; shoppers: number };

    expect(resumed).toBe(0);
    expect(shoppers).toBeGreaterThan(20);
  },
  LIMIT_MS,
);
