import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build, type InlineConfig } from 'vite';
import { ROOT } from '../../../scripts/bundle.ts';
import { CHROMIUM_ARGS, chromiumPath, WEBGPU_ARG } from '../../../scripts/chromium.ts';
import type { Backend } from '../../../src/contract/config.ts';
import { configOf } from '../../../vite.config.ts';
import type { Remote } from './remote.ts';
import type { RowSpec } from './rows.ts';

const BUILT = join('.cache', 'model');
/** Above, brotli's best takes minutes. */
const LARGE_FILE_BYTES = 2_000_000;

/** A Chromium with one page, whose workers are the rows. */
export interface ChromiumRows {
  readonly version: string;
  /** What its WebGPU adapter says of itself; undefined without one. */
  readonly adapter: string | undefined;
  open(row: RowSpec): Promise<Remote>;
  /** Any other worker of this backend, by the messages of worker.ts. @param entry from the root */
  openScript(
    name: string,
    entry: string,
    backend: Backend,
  ): Promise<{ call(method: string, args: unknown[]): Promise<unknown>; close(): Promise<void> }>;
  close(): Promise<void>;
}

/** @param assets folders whose files a row may fetch, the first that has it */
export async function startChromium(task: Uint8Array, assets: readonly string[]): Promise<ChromiumRows> {
  const scripts = new Map<string, string>();
  const fetched = new Map<string, Map<string, Buffer>>();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://bench').pathname;
    const [, folder, row = '', ...rest] = path.split('/');
    const name = rest.join('/');
    const body =
      path === '/'
        ? Buffer.from('<!doctype html><link rel="icon" href="data:,">')
        : path === '/task'
          ? Buffer.from(task)
          : folder !== 'rows'
            ? undefined
            : name === 'worker.js'
              ? Buffer.from(scripts.get(row) ?? '')
              : await assetOf(name.replace(/^assets\//, ''), assets);
    if (!body) return void response.writeHead(404).end();
    if (folder === 'rows') {
      const files = fetched.get(row) ?? new Map();
      fetched.set(row, files.set(name, body));
    }
    response
      .writeHead(200, {
        'content-type': typeOf(path),
        // Cross-origin isolation: without it the browser does not tell of its memory.
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      })
      .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    chromiumSandbox: false,
    args: [...CHROMIUM_ARGS, WEBGPU_ARG, '--enable-blink-features=ForceEagerMeasureMemory'],
  });
  const page = await openPage(browser, url);
  const openWorker = async (name: string, script: string) => {
    scripts.set(name, script);
    await page.evaluate((row) => (window as unknown as Rows).openRow(row), name);
  };
  const closeWorker = (name: string) =>
    page.evaluate((row) => (window as unknown as Rows).rows[row]!.terminate(), name);
  return {
    version: browser.version(),
    adapter: await adapterOf(page),
    async open(row) {
      await openWorker(row.name, await buildRow(row));
      return {
        call: ((method: string, ...args: unknown[]) =>
          callRow(page, row.name, method, args)) as Remote['call'],
        heapBytes: () => heapOf(page, `/rows/${row.name}/`),
        fetchedBytes: () => brotliOf(fetched.get(row.name)?.values() ?? []),
        close: () => closeWorker(row.name),
      };
    },
    async openScript(name, entry, backend) {
      await openWorker(name, await buildScript(name, entry, backend));
      return {
        call: (method, args) => callRow(page, name, method, args),
        close: () => closeWorker(name),
      };
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the page holds. */
interface Rows {
  readonly rows: Record<string, Worker>;
  openRow(name: string): void;
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  // tsx names inner functions by a helper that pages do not have.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.goto(url);
  await page.evaluate(() => {
    const rows: Record<string, Worker> = {};
    const openRow = (name: string) => {
      rows[name] = new Worker(`/rows/${name}/worker.js`);
    };
    Object.assign(window, { rows, openRow });
  });
  return page;
}

async function callRow(page: Page, name: string, method: string, args: unknown[]): Promise<unknown> {
  const value = await page.evaluate(
    ([row, called, given]) => {
      const worker = (window as unknown as Rows).rows[row]!;
      const id = Math.random();
      return new Promise<unknown>((resolve, reject) => {
        worker.addEventListener('error', ({ message }) => reject(new Error(message)));
        worker.addEventListener('message', function answered({ data }) {
          if (data.id !== id) return;
          worker.removeEventListener('message', answered);
          if (data.error !== undefined) reject(new Error(data.error));
          else if (!(data.value instanceof Uint8Array)) resolve(data.value);
          else {
            const reader = new FileReader();
            reader.onload = () => resolve({ base64: String(reader.result).split(',')[1] });
            reader.readAsDataURL(new Blob([data.value as BlobPart]));
          }
        });
        worker.postMessage({ id, method: called, args: given });
      });
    },
    [name, method, args] as const,
  );
  const { base64 } = (value ?? {}) as { base64?: string };
  return base64 === undefined ? value : new Uint8Array(Buffer.from(base64, 'base64'));
}

/** Of the worker whose script lies under a path. */
async function heapOf(page: Page, path: string): Promise<number | undefined> {
  return page.evaluate(async (folder) => {
    const measure = (performance as unknown as { measureUserAgentSpecificMemory?: () => Promise<Memory> })
      .measureUserAgentSpecificMemory;
    interface Memory {
      readonly breakdown: { readonly bytes: number; readonly attribution: { readonly url: string }[] }[];
    }
    if (!measure) return undefined;
    const { breakdown } = await measure.call(performance);
    const own = breakdown.filter(({ attribution }) => attribution.some(({ url }) => url.includes(folder)));
    return own.reduce((sum, { bytes }) => sum + bytes, 0);
  }, path);
}

async function adapterOf(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    const info = (await navigator.gpu?.requestAdapter())?.info;
    return info && [info.vendor, info.architecture, info.description].filter(Boolean).join(' ');
  });
}

/** The row's worker as one classic script; ours by the configuration of the released workers. */
async function buildRow({ name, contestant, built }: RowSpec): Promise<string> {
  const entry = join(BUILT, `${name}.ts`);
  await mkdir(join(ROOT, BUILT), { recursive: true });
  await writeFile(
    join(ROOT, entry),
    `import { start } from '../../test/bench/model/contestants/${contestant}.ts';
import { runWorker } from '../../test/bench/model/worker.ts';

void runWorker(start);
`,
  );
  return buildScript(name, entry, built);
}

/** @param backend of the released workers' configuration; absent = a yardstick, built as it stands */
async function buildScript(name: string, entry: string, backend: Backend | undefined): Promise<string> {
  const ours: InlineConfig = configOf(
    { name: `${name}.js`, entry, format: 'iife', ...(backend && { backend }) },
    false,
  );
  const config = backend ? ours : { ...ours, plugins: [], resolve: {} };
  const result = await build({ ...config, logLevel: 'error', build: { ...config.build, write: false } });
  const [chunk] = Array.isArray(result) ? result[0]!.output : 'output' in result ? result.output : [];
  if (chunk?.type !== 'chunk') throw new Error(`${name} came out as no script`);
  return chunk.code;
}

async function assetOf(name: string, folders: readonly string[]): Promise<Buffer | undefined> {
  if (!/^[\w.-]+$/.test(name)) return undefined;
  for (const folder of folders) {
    const found = await readFile(join(folder, name)).catch(() => undefined);
    if (found) return found;
  }
  return undefined;
}

const typeOf = (path: string): string =>
  path.endsWith('.wasm')
    ? 'application/wasm'
    : /\.m?js$/.test(path)
      ? 'text/javascript'
      : path === '/'
        ? 'text/html'
        : 'application/octet-stream';

async function brotliOf(files: Iterable<Buffer>): Promise<number> {
  let sum = 0;
  for (const file of files) {
    const quality = file.length > LARGE_FILE_BYTES ? 9 : 11;
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
    sum += (await promisify(brotliCompress)(file, { params })).length;
  }
  return sum;
}
