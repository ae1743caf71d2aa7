import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import type { SimulatedItem } from '../src/simulate/catalogue.ts';
import { bundleAll, ROOT, TEST_FOLDER } from './bundle.ts';
import type { Tell } from './demo_large.ts';

const USAGE = `npm start [-- options]
  --port N            port of the demo shop, 4317 by default
  --receiver-port N   port of the receiver, 4318 by default
  --items N           a generated shop of N items, 1200 to 2000000, instead of the committed one of 1200; its model is
                      made once (a million: about two minutes) and kept in .cache
  Another free port is taken when one is in use. Ctrl-C stops both.`;

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4317' },
      'receiver-port': { type: 'string', default: '4318' },
      items: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else
    await start(
      portOf('--port', values.port),
      portOf('--receiver-port', values['receiver-port']),
      values.items === undefined ? undefined : itemsOf(values.items),
    );
} catch (error) {
  console.error(`start: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function start(shopPort: number, receiverPort: number, items: number | undefined): Promise<void> {
  await bundleAll({ folders: [TEST_FOLDER], log: (line) => console.log(`  ${line}`) });
  const { startDemo } = await import('./demo.ts'); // loads the native database, which --help need not
  const large = items === undefined ? undefined : await prepareLarge(items);
  const demo = await startDemo({
    ...(large && { large }),
    shopPort,
    receiverPort,
    database: join(ROOT, '.cache', 'demo', 'receiver.sqlite'),
  });
  console.log(`
  Shop      ${demo.shopUrl}
  Magazine  ${demo.shopUrl}/magazine/
  Academy   ${demo.shopUrl}/academy/
  Receiver  ${demo.receiverUrl}

  The shop runs on the demo clock: its profile page can jump 28 days ahead.
  Ctrl-C stops both.
`);
  const stop = () => {
    // A second Ctrl-C ends the process at once.
    process.once('SIGINT', () => process.exit(130));
    void demo.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/** A generated catalogue, and the folder of its model, made if it is not there. */
async function prepareLarge(count: number): Promise<{ items: SimulatedItem[]; folder: string }> {
  const { holdsLargeModel, largeCatalogue, writeLargeModel } = await import('./demo_large.ts');
  const folder = join(ROOT, '.cache', `large-${count}`);
  console.log(`  a shop of ${count.toLocaleString('en')} items`);
  const bar = new SingleBar({ format: '  {what} [{bar}] {percentage} %', barsize: 30, hideCursor: true });
  const tell: Tell = (what, share) => bar.update(share, { what: what.padEnd(9) });
  bar.start(1, 0, { what: 'items'.padEnd(9) });
  const items = largeCatalogue(count, tell);
  if (!(await holdsLargeModel(folder, count))) await writeLargeModel(folder, items, tell);
  bar.update(1);
  bar.stop();
  return { items, folder };
}

function itemsOf(text: string): number {
  const items = Number(text);
  if (!Number.isInteger(items) || items < 1200 || items > 2_000_000)
    throw new Error(`--items is ${text}, must be an integer from 1200 to 2000000`);
  return items;
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${name} is ${text}, must be a port from 0 to 65535`);
  return port;
}
