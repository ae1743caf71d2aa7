import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { RELEASE_FOLDER, ROOT } from '../../../scripts/bundle.ts';
import { MODELS_FOLDER } from '../../../scripts/demo.ts';
import { createDemoShop, INKLING_STUB } from '../../../scripts/demo_shop.ts';

/** What stands in the pages' head for Inkling as it is released: recording, and no receiver. */
export const INKLING_TAG = `${INKLING_STUB}\n<script src="/inkling.js" async data-model="/models/demo/manifest.json"></script>`;

export interface BenchShop {
  readonly url: string;
  /** Requests to `/collect`, as they arrived: `at` in ms since the epoch. */
  readonly collected: { readonly path: string; readonly at: number; readonly body: string }[];
  /** All that was answered, with what went over the wire for it. */
  readonly served: { readonly path: string; readonly bytes: number }[];
  close(): Promise<void>;
}

interface ShopOptions {
  /** Before each answer begins, as a network would have it. */
  readonly delayMs?: number;
  /** For how long scripts and binary files need not be asked for again. */
  readonly maxAgeS?: number;
  /** Pages may measure their memory. */
  readonly isIsolated?: boolean;
  /** Folder of the built files. */
  readonly distDir?: string;
}

/**
 * The demo shop on the released files, with other things than Inkling in its head if so wished.
 * @param files more files, by path; `/collect/...` answers whatever is sent there with `{}`
 */
export async function startBenchShop(
  scriptTag: string,
  files: Readonly<Record<string, { type: string; body: string }>> = {},
  { delayMs = 0, maxAgeS = 0, isIsolated = false, distDir = join(ROOT, RELEASE_FOLDER) }: ShopOptions = {},
): Promise<BenchShop> {
  const shop = createDemoShop({
    publicDir: join(ROOT, 'public'),
    distDir,
    modelsDir: MODELS_FOLDER,
    scriptTag,
  });
  const served: BenchShop['served'] = [];
  const collected: { path: string; at: number; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    if (maxAgeS > 0 && /\.(js|wasm|bin|svg)$/.test(path))
      addHeaders(response, { 'cache-control': `max-age=${maxAgeS}` });
    if (isIsolated) addHeaders(response, ISOLATED);
    const { socket } = request;
    const before = socket.bytesWritten;
    response.on('finish', () => served.push({ path, bytes: socket.bytesWritten - before }));
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    const file = files[path];
    if (file) response.writeHead(200, { 'content-type': file.type }).end(file.body);
    else if (path.startsWith('/collect')) {
      const at = Date.now();
      collected.push({ path, at, body: await textOf(request) });
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'access-control-allow-origin': request.headers.origin ?? '*',
          'access-control-allow-credentials': 'true',
          'access-control-allow-headers': 'content-type,sp-anonymous',
        })
        .end('{}');
    } else shop(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    collected,
    served,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Without these a browser does not tell a page of its memory. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/** Beside those of the shop, whose own give way. */
function addHeaders(response: ServerResponse, more: Readonly<Record<string, string>>): void {
  const writeHead = response.writeHead.bind(response) as (status: number, headers: object) => ServerResponse;
  response.writeHead = ((status: number, headers: object) =>
    writeHead(status, { ...headers, ...more })) as typeof response.writeHead;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}
