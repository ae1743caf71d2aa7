import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DAY_MS, parseConfig } from '../../../src/contract/config.ts';
import type { InklingWorker } from '../../../src/contract/worker_api.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { createEngine } from '../../support/engine.ts';
import { modelFile } from '../../support/model_files.ts';

// A shop that serves, and pins, a public list that is none. Every hash is right: only the list is not.

const MODELS = 'https://shop.test/models/demo/';
const START = 735 * 28 * DAY_MS;
const ON = { record: true, release: true };

interface CodebookFile {
  K: number;
  D: number;
  rows: { embedding: unknown[] }[];
}

let sent: string[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  globalThis.indexedDB = new IDBFactory();
  sent = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** An engine of a shop with this codebook, at a time when the period's release is due. */
async function engineWith(change: (codebook: CodebookFile) => void): Promise<InklingWorker> {
  const codebook = JSON.parse(await readFile(modelFile('demo', 'codebook'), 'utf8')) as CodebookFile;
  change(codebook);
  const bytes = Buffer.from(JSON.stringify(codebook));
  const hash = createHash('sha256').update(bytes).digest();
  const manifest = JSON.parse(await readFile('models/demo/manifest.json', 'utf8'));
  manifest.files.codebook = { path: 'codebook.json', bytes: bytes.length, sha256: hash.toString('hex') };
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (init?.method === 'POST') {
      sent.push(url);
      return new Response(null, { status: 201 });
    }
    const name = url.slice(MODELS.length);
    if (name === 'codebook.json') return new Response(Uint8Array.from(bytes));
    if (name === 'manifest.json') return new Response(JSON.stringify(manifest));
    return new Response(Uint8Array.from(await readFile(`models/demo/${name}`)));
  });
  await (await GuardStore.open()).setChoice({ ...ON, at: START, by: 'shopper', gpc: false });
  const config = parseConfig(
    {
      model: `${MODELS}manifest.json`,
      receiver: 'https://receiver.test/',
      codebook: `sha256-${hash.toString('base64')}`,
    },
    'https://shop.test/',
  );
  const open = async () => {
    const engine = createEngine(async () => {
      await tf.setBackend('cpu');
      return { name: 'cpu', lost: new Promise<string>(() => undefined) };
    });
    await engine.start({ config, consent: ON, language: 'en' });
    await engine.releaseStatus();
    return engine;
  };
  await open();
  vi.setSystemTime(START + 27.9 * DAY_MS);
  const engine = await open();
  vi.setSystemTime(START + 27.9 * DAY_MS + 60_000);
  return engine;
}

test('the list as it is: a release leaves', async () => {
  const engine = await engineWith(() => undefined);

  expect(await engine.release(true)).toMatchObject({ state: 'sent', problems: [] });
  expect(sent).toHaveLength(1);
});

test.each<[string, (codebook: CodebookFile) => void]>([
  ['two equal rows', ({ rows }) => void rows.splice(3, 1, rows[7]!)],
  ['a row of NaN, which JSON writes as null', ({ rows }) => void rows[3]!.embedding.fill(Number.NaN)],
  ['a row of another width', ({ rows }) => void rows[3]!.embedding.pop()],
  [
    'another width than the model',
    (codebook) => {
      codebook.D -= 1;
      for (const { embedding } of codebook.rows) embedding.pop();
    },
  ],
  [
    'one row',
    (codebook) => {
      codebook.K = 1;
      codebook.rows.length = 1;
    },
  ],
  ['33 rows announced', (codebook) => void Object.assign(codebook, { K: 33 })],
])('%s: nothing leaves, and the panel says that the model is damaged', async (_name, change) => {
  const engine = await engineWith(change);

  expect(await engine.release(true)).toMatchObject({
    state: 'off',
    problems: ['model-corrupt'],
    budgetLeftMilli: 24_000,
  });
  expect((await engine.ledger()).entries).toEqual([]);
  expect((await engine.status()).problems).toContain('model-corrupt');
  expect(sent).toEqual([]);
});
