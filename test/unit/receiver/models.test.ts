import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { modelsText, runModels } from '../../../src/receiver/run_models.ts';
import { NOW, post, SITE, testCodebook, World, writeModel } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.destroy();
});

const models = (action?: string, model?: string, alone = false) =>
  runModels({
    ...{ database: world.database, site: SITE, alone },
    ...(action && { action }),
    ...(model && { model }),
  });
const live = async () => (await models()).filter(({ isLive }) => isLive).map(({ model }) => model);

/** A second model beside `demo`, and a receiver that was started with both. */
async function withNext(): Promise<string> {
  const hash = await writeModel(world.modelsDir, 'next', testCodebook(2));
  await (await world.receiver()).close();
  return hash;
}

test('a codebook is live when a receiver brings it for the first time', async () => {
  await (await world.receiver()).close();
  expect(await live()).toEqual(['demo']);

  await withNext();

  expect((await live()).sort()).toEqual(['demo', 'next']);
});

test('what a command decided outlives the start of a receiver that has the same folder', async () => {
  await withNext();

  await models('activate', 'next', true);
  await (await world.receiver()).close();

  expect(await live()).toEqual(['next']);
});

test('folders that are named decide anew', async () => {
  await withNext();

  await (await world.receiver({ live: ['demo'] })).close();

  expect(await live()).toEqual(['demo']);
});

test('activations are taken back one by one, and the first stands', async () => {
  const hash = await withNext();
  await models('activate', 'demo', true);
  await models('activate', hash.slice(0, 12));
  expect((await live()).sort()).toEqual(['demo', 'next']);

  await models('rollback');
  expect(await live()).toEqual(['demo']);
  await models('rollback');
  expect((await live()).sort()).toEqual(['demo', 'next']);

  await expect(models('rollback')).rejects.toThrow(/no earlier activation/);
});

test('a third codebook takes the place of the older one, and counts of that stay readable', async () => {
  const receiver = await world.receiver();
  await receiver.inject(post(world.release(3)));
  await receiver.close();
  await rm(join(world.modelsDir, 'demo'), { recursive: true });
  await writeModel(world.modelsDir, 'a', testCodebook(3));
  await writeModel(world.modelsDir, 'b', testCodebook(4));

  const later = await world.receiver();

  expect((await live()).sort()).toEqual(['a', 'b']);
  const counts = (await later.inject(`/v1/sites/${SITE}/counts`)).json();
  expect(counts.releases).toBe(1);
  expect(await models()).toMatchObject([{ model: 'demo', releases: 1, isLive: false }, {}, {}]);
});

test('a receiver takes what is activated elsewhere without being started anew', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  await withNext();
  const receiver = await world.receiver();
  const bytes = world.release();
  expect((await receiver.inject(post(bytes))).statusCode).toBe(201);

  await models('activate', 'next', true);
  vi.advanceTimersByTime(5_000);

  await expect
    .poll(async () => (await receiver.inject(post(world.release()))).json())
    .toMatchObject({ error: 'invalid-release', rule: 'codebook' });
});

test('says in a line each what the site has', async () => {
  await withNext();
  await models('activate', 'demo', true);

  const lines = modelsText(await models()).split('\n');

  expect(lines[0]).toMatch(/^live {2}demo {2}[0-9a-f]{16} {2}epsilon 2 {2}0 releases$/);
  expect(lines[1]).toMatch(/^ {6}next {2}/);
  expect(modelsText([])).toContain('no codebook yet');
});

test.each([
  ['activate', 'nothing', /no codebook/],
  ['activate', undefined, /no codebook/],
  ['explode', undefined, /must be activate or rollback/],
])('refuses to %s %s', async (action, model, why) => {
  await withNext();

  await expect(models(action, model)).rejects.toThrow(why);
});

test('releases of a codebook that is live again count with its earlier ones', async () => {
  await withNext();
  const receiver = await world.receiver({ now: () => NOW });
  await receiver.inject(post(world.release(1)));
  await models('activate', 'next', true);
  await models('activate', 'demo');
  await (await world.receiver()).inject(post(world.release(1)));

  expect((await models()).find(({ model }) => model === 'demo')!.releases).toBe(2);
});
