import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT, TEST_FOLDER } from '../../scripts/bundle.ts';
import { MODELS_FOLDER } from '../../scripts/demo.ts';
import { createDemoShop } from '../../scripts/demo_shop.ts';

/** The built files at another origin, which lets every page read them. */
export interface Cdn {
  readonly url: string;
  /** What the tag's `integrity` says. */
  readonly integrity: string;
  close(): Promise<void>;
}

export async function startCdn(): Promise<Cdn> {
  const distDir = join(ROOT, TEST_FOLDER);
  const files = createDemoShop({
    publicDir: join(ROOT, 'public'),
    distDir,
    modelsDir: MODELS_FOLDER,
    scriptTag: '',
  });
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    files(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hashes = JSON.parse(await readFile(join(distDir, 'integrity.json'), 'utf8')) as Record<
    string,
    string
  >;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    integrity: hashes['inkling.js']!,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
