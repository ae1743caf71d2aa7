import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleAll, ROOT, TEST_FOLDER } from './bundle.ts';

const USAGE = `npm start [-- options]
  --port N            port of the demo shop, 4317 by default
  --receiver-port N   port of the receiver, 4318 by default
  Another free port is taken when one is in use. Ctrl-C stops both.`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4317' },
    'receiver-port': { type: 'string', default: '4318' },
    help: { type: 'boolean', default: false },
  },
});

try {
  if (values.help) console.log(USAGE);
  else await start(portOf('--port', values.port), portOf('--receiver-port', values['receiver-port']));
} catch (error) {
  console.error(`start: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function start(shopPort: number, receiverPort: number): Promise<void> {
  await bundleAll({ folders: [TEST_FOLDER], log: (line) => console.log(`  ${line}`) });
  const { startDemo } = await import('./demo.ts'); // loads the native database, which --help need not
  const demo = await startDemo({
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

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${name} is ${text}, must be a port from 0 to 65535`);
  return port;
}
