import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import type { Assets } from '../../../src/assets/asset.ts';
import { parseConfig } from '../../../src/contract/config.ts';
import { InklingError } from '../../../src/contract/error.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { AnswersFile } from '../../../src/engine/lent.ts';
import { withAnswers } from '../../../src/engine/with_answers.ts';

let loads: string[];
/** What does not come. */
let isMissing: boolean;

const load = async ({ assetsUrl }: Assets): Promise<AnswersFile> => {
  loads.push(assetsUrl);
  if (isMissing) throw new TypeError('Failed to fetch dynamically imported module');
  return import('../../../src/answers/answers.ts');
};

const begun = () =>
  withAnswers(new Engine(async () => ({ name: 'cpu', lost: new Promise(() => undefined) })), load);

const started = async () => {
  const worker = begun();
  const config = parseConfig({ model: 'm/manifest.json', assets: '/files/' }, 'https://shop.test/');
  await worker.start({ config, consent: { record: false, release: false }, language: 'en' });
  return worker;
};

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  loads = [];
  isMissing = false;
});

test('fetches the file with the panel’s first question, once, and for nothing else', async () => {
  const worker = await started();
  await worker.status();
  await worker.recommend({ count: 3 });
  await worker.releaseStatus();
  await worker.storage();
  expect(loads).toEqual([]);

  const [history] = await Promise.all([worker.history(), worker.ledger(), worker.profile()]);

  expect(history).toEqual([]);
  expect(loads).toHaveLength(1);
});

test('without the file the panel’s questions fail by name, everything else answers, and the next one tries again', async () => {
  const worker = await started();
  isMissing = true;

  await expect(worker.history()).rejects.toMatchObject({ code: 'file-unavailable' });
  expect(await worker.recommend({ count: 3 })).toEqual([]);
  expect((await worker.clear()).rows).toMatchObject({ 'inkling/interactions': 0 });
  isMissing = false;

  expect(await worker.history()).toEqual([]);
  expect(loads).toHaveLength(2);
});

test('is asked nothing before the worker is started', async () => {
  await expect(begun().history()).rejects.toBeInstanceOf(InklingError);
  expect(loads).toEqual([]);
});
