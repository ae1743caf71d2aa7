import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT, TEST_FOLDER } from '../../scripts/bundle.ts';
import { MODELS_FOLDER } from '../../scripts/demo.ts';
import { createDemoShop, inklingTag } from '../../scripts/demo_shop.ts';
import { configOf } from '../../vite.config.ts';
import { modelFile } from '../support/model_files.ts';
import type { LabOptions } from './page.ts';

/** The backend without a start of its own: a visit costs milliseconds. */
const WORKER_FILE = 'inkling-worker-cpu.js';

export interface LabServer {
  /** Of the shop; the laboratory is at `/tabs/`. Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The demo shop, and beside it under the same origin a page from which tests start and stop real workers:
 * the built ones of dist-test/, which must have been built.
 */
export async function startLab(receiverUrl: string): Promise<LabServer> {
  const [page, worker] = await Promise.all([bundle('page.ts'), bundle('stoppable_worker.ts')]);
  const codebook = await pinOf(modelFile('demo', 'codebook'));
  const options: LabOptions = { receiver: receiverUrl, codebook, worker: `/tabs/${WORKER_FILE}` };
  const content = JSON.stringify(options).replaceAll('"', '&quot;');
  const html = `<!doctype html><title>Tabs</title><link rel="icon" href="data:,"><meta name="lab" content="${content}"><script src="page.js"></script>`;
  const made: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/tabs/': ['text/html', html],
    '/tabs/page.js': ['text/javascript', page],
    '/tabs/worker.js': ['text/javascript', worker],
  };
  const shop = createDemoShop({
    publicDir: join(ROOT, 'public'),
    distDir: join(ROOT, TEST_FOLDER),
    modelsDir: MODELS_FOLDER,
    scriptTag: inklingTag({
      model: '/models/demo/manifest.json',
      receiver: receiverUrl,
      site: 'demo',
      codebook,
    }),
  });
  const server = createServer((request, response) => {
    const file = made[request.url!];
    if (file) {
      response.writeHead(200, { 'content-type': `${file[0]}; charset=utf-8` }).end(file[1]);
    } else if (request.url!.startsWith('/tabs/')) {
      // The shop's own files, cached: hundreds of visits fetch them.
      const path = request.url!.slice('/tabs'.length);
      const from = path.startsWith('/models/') ? ROOT : join(ROOT, TEST_FOLDER);
      readFile(join(from, path)).then(
        (bytes) =>
          response
            .writeHead(200, { 'content-type': typeOf(path), 'cache-control': 'max-age=3600' })
            .end(bytes),
        () => response.writeHead(404).end(),
      );
    } else shop(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const typeOf = (path: string): string =>
  path.endsWith('.js')
    ? 'text/javascript'
    : path.endsWith('.json')
      ? 'application/json'
      : 'application/octet-stream';

const pinOf = async (path: string): Promise<string> =>
  `sha256-${createHash('sha256')
    .update(await readFile(path))
    .digest('base64')}`;

/** A file of this folder as one classic script, built as dist-test/ is. */
async function bundle(name: string): Promise<string> {
  const config = configOf({ name, entry: `test/tabs/${name}`, format: 'iife' }, true);
  const result = await build({ ...config, build: { ...config.build, write: false } });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error(`${name} came out as nothing`);
  return output.output[0].code;
}
