import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReceiver } from '../src/receiver/server.ts';
import { ROOT } from './bundle.ts';

/** Writes docs/openapi.json: what a receiver with a gateway serves at /openapi.json. */
const folder = await mkdtemp(join(tmpdir(), 'inkling-openapi-'));
try {
  const receiver = await createReceiver({
    ...{ database: join(folder, 'receiver.sqlite'), ohttpKeys: join(folder, 'ohttp-keys') },
    ...{ modelsDir: join(ROOT, 'models'), live: ['base'], site: 'my-shop' },
  });
  const document = (await receiver.inject('/openapi.json')).json();
  await receiver.close();
  await writeFile(join(ROOT, 'docs', 'openapi.json'), `${JSON.stringify(document, undefined, 2)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
console.log('docs/openapi.json');
