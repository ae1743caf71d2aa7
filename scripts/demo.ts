import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createProbe, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { parseManifest } from '../src/contract/manifest.ts';
import { createReceiver } from '../src/receiver/server.ts';
import { ROOT, TEST_FOLDER } from './bundle.ts';
import { createDemoShop, type DemoShopOptions, inklingTag } from './demo_shop.ts';

export interface ShopOptions {
  /** 0 = any free port; also taken when the wanted one is not free. */
  readonly port: number;
  readonly receiverUrl: string;
  /** A larger shop than the committed one (demo_large.ts). */
  readonly large?: DemoShopOptions['large'];
  /** More `data-` attributes of the script tag, or other values: `{ backend: 'wasm' }`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface DemoOptions {
  /** As in ShopOptions. */
  readonly shopPort: number;
  readonly receiverPort: number;
  /** SQLite file of the receiver. */
  readonly database: string;
  readonly large?: DemoShopOptions['large'];
}

export interface Shop {
  readonly url: string;
  close(): Promise<void>;
}

export interface Demo {
  readonly shopUrl: string;
  readonly receiverUrl: string;
  /** Answers what is under way, flushes the database, stops both. */
  close(): Promise<void>;
}

export const DEMO_SITE = 'demo';
export const DEMO_MODEL = 'demo';
export const MODELS_FOLDER = join(ROOT, 'models');
const LOOPBACK = '127.0.0.1';

/**
 * The whole of Inkling on loopback: the demo shop and a receiver.
 * @throws Error when models/demo is not there
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  await pinOfCodebook(); // says that the model is missing in better words than the receiver
  await mkdir(dirname(options.database), { recursive: true });
  const receiver = await createReceiver({
    database: options.database,
    modelsDir: MODELS_FOLDER,
    live: [DEMO_MODEL],
    site: DEMO_SITE,
    acceptAnyPeriod: true, // its shoppers jump weeks ahead
  });
  const receiverUrl = await receiver.listen({ port: await freePort(options.receiverPort), host: LOOPBACK });
  const shop = await startShop({
    port: options.shopPort,
    receiverUrl,
    ...(options.large && { large: options.large }),
  });
  return {
    shopUrl: shop.url,
    receiverUrl,
    async close() {
      await Promise.all([shop.close(), receiver.close()]);
    },
  };
}

/** The demo shop with the test build, which has the demo clock. */
export async function startShop({ port, receiverUrl, large, attributes }: ShopOptions): Promise<Shop> {
  const server = createServer(
    createDemoShop({
      publicDir: join(ROOT, 'public'),
      distDir: join(ROOT, TEST_FOLDER),
      modelsDir: MODELS_FOLDER,
      ...(large && { large }),
      scriptTag: inklingTag({
        model: `/models/${large ? 'large' : DEMO_MODEL}/manifest.json`,
        receiver: receiverUrl,
        site: DEMO_SITE,
        codebook: await pinOfCodebook(),
        ...attributes,
      }),
      // Neither trains a model, and neither sends anything: no receiver.
      siteTag: (preset) =>
        inklingTag({ model: '/models/base/manifest.json', preset, ...backendOf(attributes) }),
    }),
  );
  return {
    url: `http://${LOOPBACK}:${await listen(server, await freePort(port))}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const backendOf = ({ backend }: Readonly<Record<string, string>> = {}) => (backend ? { backend } : {});

/** What a page pins its codebook by. */
export async function pinOfCodebook(): Promise<string> {
  const path = join(MODELS_FOLDER, DEMO_MODEL, 'manifest.json');
  const manifest = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(
      `models/${DEMO_MODEL} is not there: git checkout models/${DEMO_MODEL}, or npm run train:demo`,
      {
        cause,
      },
    );
  });
  const { sha256 } = parseManifest(JSON.parse(manifest)).files.codebook;
  return `sha256-${Buffer.from(sha256, 'hex').toString('base64')}`;
}

/** The port itself when nobody listens on it, else 0: any. */
async function freePort(wanted: number): Promise<number> {
  const probe = createProbe();
  try {
    await listen(probe, wanted);
    return wanted;
  } catch {
    return 0; // taken, or not ours to take
  } finally {
    if (probe.listening) await new Promise((resolve) => probe.close(resolve));
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return (server.address() as AddressInfo).port;
}
