import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Demo } from '../../scripts/demo.ts';
import { type Backend, parseConfig } from '../../src/contract/config.ts';
import type { StoredInteraction } from '../../src/contract/interaction.ts';
import type { WorkerOptions } from '../../src/contract/worker_api.ts';
import { indexCatalogue } from '../../src/features/catalogue_index.ts';
import { topItems } from '../../src/profile/best_items.ts';
import { blendScores } from '../../src/profile/rank.ts';
import { simulateShoppers } from '../../src/simulate/shoppers.ts';
import { startTraining } from '../../src/training/backend.ts';
import { attendEach } from '../../src/training/evaluate.ts';
import { type TestCase, toShopper, toTestCase } from '../../src/training/examples.ts';
import { readSequences } from '../../src/training/readers.ts';
import { readModelFolder } from '../../src/training/run_evaluate.ts';
import { ITEMS } from './demo_items.ts';
import { Shopper } from './shopper.ts';

/** What the worker takes for today: a day of 1970 by which the first step of a log has not expired and the last has been. */
const LOG_TIME_MS = 180 * 86_400_000;

/** One test of `inkling evaluate`: what the shopper did before, and how it ranks every item. */
export interface EvaluatedTest {
  readonly history: readonly StoredInteraction[];
  /** Score of each item of the catalogue, in its order. [V] */
  readonly scores: Float32Array;
}

export interface Evaluated {
  /** Ids of the catalogue, in its order. */
  readonly ids: readonly string[];
  readonly tests: readonly EvaluatedTest[];
}

/** The scores by which `inkling evaluate --protocol leave-one-out` ranks, for the first `count` tests of a log. */
export async function evaluateTests(model: string, sequences: string, count: number): Promise<Evaluated> {
  const { trained, weights, manifest } = await readModelFolder(model);
  const index = indexCatalogue(trained!.catalogue, trained!.neighbours);
  const cases: TestCase[] = [];
  const histories: StoredInteraction[][] = [];
  for (const log of await readSequences(sequences)) {
    const shopper = toShopper(log, index);
    const found = toTestCase(shopper, index, manifest.T);
    if (!found || cases.length === count) continue;
    const before = new Set(
      shopper.steps.slice(0, found.history.length).flatMap((step) => step.interactionIds),
    );
    cases.push(found);
    histories.push(log.interactions.filter(({ id }) => before.has(id)));
  }
  await startTraining('wasm');
  const tests: EvaluatedTest[] = [];
  const learnt = { weights, table: trained!.entities };
  await attendEach(cases, learnt, index.V, manifest, (attended, input, place) => {
    const scores = blendScores(attended, input, index, manifest).slice(1);
    tests[place] = { history: histories[place]!, scores };
  });
  return { ids: trained!.catalogue.cards.map(({ id }) => id), tests };
}

/** Views of simulated shoppers, none of whom the demo's model was trained on. */
export async function simulatedSequences(path: string): Promise<string> {
  const shoppers = simulateShoppers({ seed: 77, count: 250, catalogue: ITEMS });
  const lines = shoppers.map(({ interactions }) =>
    interactions.flatMap(({ kind, itemId }) => (kind === 'view' && itemId ? [itemId] : [])).join(' '),
  );
  await writeFile(path, lines.join('\n'));
  return path;
}

/** The built worker in a page that holds nothing else, asked as the page of a shop asks it. */
export class BuiltWorker {
  readonly #page: Page;
  readonly #ids: readonly string[];
  readonly #consent = { record: true, release: false };

  /** @param folder model folder, served to the worker whatever the shop has */
  static async start(
    page: Page,
    world: Demo,
    { backend, folder, ids }: { backend: Backend; folder: string; ids: readonly string[] },
  ): Promise<BuiltWorker> {
    await page.context().route('**/models/parity/*', async (route) => {
      const name = new URL(route.request().url()).pathname.split('/').at(-1)!;
      await route.fulfill({ body: await readFile(join(folder, name)) });
    });
    // A page of the shop makes the database, as it does for every shopper.
    const shopper = await Shopper.arrive(page, world, 'record');
    await shopper.view(ITEMS[0]!);
    await page.route('**/parity', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><link rel="icon" href="data:,">' }),
    );
    await page.goto(`${world.shopUrl}/parity`);
    const started = new BuiltWorker(page, ids);
    const options: WorkerOptions = {
      config: parseConfig({ model: '/models/parity/manifest.json', backend }, `${world.shopUrl}/`),
      consent: started.#consent,
      learns: false, // what is compared is the model as trained
      language: 'en',
      // A log without times has a day a step from 1970: by today's clock the start's expiry, which may
      // come after the first history was written, would remove it.
      clockOffsetMs: LOG_TIME_MS - Date.now(),
    };
    await page.evaluate(
      async ([given, name]) => {
        const worker = new Worker(`/inkling-worker-${name}.js`);
        let calls = 0;
        const call = (method: string, ...args: unknown[]) =>
          new Promise((resolve, reject) => {
            const id = String(++calls);
            worker.addEventListener('message', function answered({ data }) {
              if (data.id !== id) return;
              worker.removeEventListener('message', answered);
              if (data.type === 'RAW') resolve(data.value);
              else reject(new Error(JSON.stringify(data.value)));
            });
            const argumentList = args.map((value) => ({ type: 'RAW', value }));
            worker.postMessage({ id, type: 'APPLY', path: [method], argumentList });
          });
        Object.assign(window, { call });
        await call('start', given);
      },
      [options, backend] as const,
    );
    return started;
  }

  private constructor(page: Page, ids: readonly string[]) {
    this.#page = page;
    this.#ids = ids;
  }

  /** Score of each item for a shopper with this history and no other. [V] */
  async scores(history: readonly StoredInteraction[]): Promise<Float32Array> {
    const base64 = await this.#page.evaluate(
      async ([rows, ids, consent]) => {
        const { call } = window as unknown as {
          call(method: string, ...args: unknown[]): Promise<{ id: string; score?: number }[]>;
        };
        const wait = <T>(request: IDBRequest<T>) =>
          new Promise<T>((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
        const db = await wait(indexedDB.open('inkling'));
        const store = db.transaction('interactions', 'readwrite').objectStore('interactions');
        await wait(store.clear());
        for (const row of rows) await wait(store.put(row));
        db.close();
        await call('refresh', consent);
        const found = new Map((await call('rank', ids)).map(({ id, score }) => [id, score]));
        const bytes = new Uint8Array(Float32Array.from(ids, (id) => found.get(id) ?? Number.NaN).buffer);
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
      },
      [history, this.#ids, this.#consent] as const,
    );
    return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
  }
}

/** Largest difference of two lists of scores. */
export const gapOf = (a: Float32Array, b: Float32Array): number =>
  a.reduce((gap, value, i) => Math.max(gap, Math.abs(value - b[i]!)), a.length === b.length ? 0 : Infinity);

/** The places of the best items of a catalogue, best first, those of the history left out. */
export function bestOf(scores: Float32Array, { history }: EvaluatedTest, ids: readonly string[]): number[] {
  const seen = new Set(history.map(({ itemId }) => itemId));
  const padded = Float32Array.from([0, ...scores]);
  return topItems(padded, 20, (item) => !seen.has(ids[item - 1])).map(({ item }) => item);
}
