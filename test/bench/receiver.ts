import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { parseCodebook } from '../../src/contract/codebook.ts';
import { DAY_MS } from '../../src/contract/config.ts';
import { parseManifest } from '../../src/contract/manifest.ts';
import { serializeRelease } from '../../src/contract/release.ts';
import { openStorage } from '../../src/receiver/open_storage.ts';

const USAGE = `npm run bench:receiver [-- options]
  --seconds N      of each load, 10 by default
  --database URL   postgres://...; a SQLite file of its own by default
  --rows N         also: start, cohorts and memory with so many releases stored (10000000 takes minutes)
  --replay         instead: the load of 1 to 1,000 million shoppers, at a thousandth
  --json           one JSON object, nothing else`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    database: { type: 'string' },
    rows: { type: 'string' },
    replay: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const ROOT = new URL('../..', import.meta.url).pathname;
const MODELS = join(ROOT, 'models');
const SITE = 'bench';
const PATH = `/v1/sites/${SITE}/releases`;
const PERIOD_MS = 28 * DAY_MS;
const BATCH = 50;
const seconds = Number(values.seconds);

interface Load {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Answers that were not 2xx. */
  readonly refused: number;
}

interface Codebook {
  readonly sha256: string;
  readonly bytes: Buffer;
  readonly embeddings: readonly Int8Array[];
}

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'));
  const started: ChildProcess[] = [];
  try {
    const codebook = await readCodebook();
    const database = values.database ?? join(folder, 'receiver.sqlite');
    const receiver = await startReceiver(database, started);
    if (values.replay) return print(await replay(receiver.url, codebook));
    const bareUrl = await startBare(started);
    // In turns on the same machine in the same minute: what one has of it, the other has.
    const bare = await cannon(bareUrl, codebook, 1);
    const single = await cannon(receiver.url, codebook, 1);
    const batched = await cannon(receiver.url, codebook, BATCH);
    const result = { batched, single, bare, ratio: single.perSecond / bare.perSecond };
    if (values.rows === undefined) return print(result);
    receiver.child.kill('SIGTERM');
    await once(receiver.child, 'exit');
    print({ ...result, filled: await withRows(database, Number(values.rows), codebook, started) });
  } finally {
    for (const child of started) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
}

function print(result: object): void {
  if (values.json) console.log(JSON.stringify(result));
  else for (const [name, value] of Object.entries(result)) console.log(name.padEnd(10), value);
}

/** New releases a second (of a bare server: answers) and the slowest hundredth of answers. */
async function cannon(url: string, codebook: Codebook, batch: number): Promise<Load> {
  const before = await stored(url);
  const result = await autocannon({
    url: url + PATH,
    method: 'POST',
    connections: batch === 1 ? 64 : 16,
    duration: seconds,
    setupClient: (client) => {
      const next = () => client.setBody(releases(codebook, batch));
      client.on('response', next);
      next();
    },
  });
  return {
    perSecond: Math.round(((await stored(url)) - before || result['2xx']) / result.duration),
    p99Ms: result.latency.p99,
    refused: result.non2xx + result.errors,
  };
}

/** Releases that a receiver says it stored: what it knew already does not count. NaN of a bare server. */
async function stored(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^inkling_releases_accepted_total (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
}

/** Open loop: each load is sent as it falls due, whatever the answers take. */
async function replay(url: string, codebook: Codebook): Promise<Record<string, object>> {
  const rows: Record<string, object> = {};
  for (const millions of [1, 10, 100, 1_000]) {
    // A thousandth of the shoppers in a thousandth of the time is the same rate; the busy hour is four times it.
    const perSecond = (4 * millions * 1e6) / (28 * 86_400);
    const due = Math.max(1, Math.round(perSecond * seconds));
    const times: number[] = [];
    let refused = 0;
    const startedAt = performance.now();
    const sending: Promise<void>[] = [];
    for (let sent = 0; sent < due; ) {
      const target = Math.min(due, Math.ceil(((performance.now() - startedAt) / 1000) * perSecond));
      for (; sent < target; sent++) {
        const at = performance.now();
        sending.push(
          fetch(url + PATH, { method: 'POST', body: releases(codebook, 1) }).then(async (answer) => {
            await answer.arrayBuffer();
            times.push(performance.now() - at);
            if (!answer.ok) refused++;
          }),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await Promise.all(sending);
    times.sort((a, b) => a - b);
    rows[`${millions} M`] = {
      perSecond: Number(perSecond.toFixed(1)),
      sent: due,
      refused,
      p50Ms: Math.round(times[Math.floor(times.length / 2)]!),
      p99Ms: Math.round(times[Math.floor(times.length * 0.99)]!),
    };
  }
  return rows;
}

/** Start, cohorts and memory of a receiver that holds so many releases. */
async function withRows(database: string, rows: number, codebook: Codebook, started: ChildProcess[]) {
  const storage = await openStorage(database);
  const period = currentPeriod();
  for (let made = 0; made < rows; made += 20_000) {
    const nonces = randomBytes(16 * 20_000);
    await storage.append(
      Array.from({ length: 20_000 }, (_, i) => ({
        ...{
          site: SITE,
          codebook: codebook.sha256,
          period,
          day: Math.floor(Date.now() / DAY_MS) - (made % 28),
        },
        row: i % codebook.embeddings.length,
        nonce: nonces.subarray(16 * i, 16 * i + 16),
      })),
    );
  }
  await storage.close();
  const startedAt = performance.now();
  const { url, child } = await startReceiver(database, started);
  const startMs = Math.round(performance.now() - startedAt);
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const at = performance.now();
    await (await fetch(`${url}/v1/sites/${SITE}/cohorts`)).arrayBuffer();
    times.push(performance.now() - at);
  }
  await cannon(url, codebook, BATCH);
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
  return {
    rows,
    startMs,
    cohortsMs: Math.round(Math.max(...times)),
    rssMb: Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024),
  };
}

function currentPeriod(): number {
  return Math.floor(Date.now() / PERIOD_MS);
}

/** Valid releases, each with a nonce of its own. */
function releases({ embeddings, bytes }: Codebook, count: number): Buffer<ArrayBuffer> {
  const period = currentPeriod();
  const nonces = randomBytes(16 * count);
  return Buffer.concat(
    Array.from({ length: count }, (_, i) =>
      serializeRelease({
        ...{ mechanism: 1, K: embeddings.length, epsilonMilli: 2_000, period },
        ...{ codebookHash: bytes.subarray(0, 16), nonce: nonces.subarray(16 * i, 16 * i + 16) },
        embedding: embeddings[nonces[16 * i]! % embeddings.length]!,
      }),
    ),
  );
}

async function readCodebook(): Promise<Codebook> {
  const manifest = parseManifest(JSON.parse(await readFile(join(MODELS, 'demo/manifest.json'), 'utf8')));
  const file = await readFile(join(MODELS, 'demo', manifest.files.codebook.path));
  const bytes = createHash('sha256').update(file).digest();
  const { rows } = parseCodebook(JSON.parse(file.toString('utf8')));
  return { sha256: bytes.toString('hex'), bytes, embeddings: rows.map(({ embedding }) => embedding) };
}

async function startReceiver(database: string, started: ChildProcess[]) {
  const options = [
    '--port',
    '0',
    '--models',
    MODELS,
    '--live',
    'demo',
    '--database',
    database,
    '--site',
    SITE,
  ];
  const child = spawn(
    process.execPath,
    ['dist/cli.js', 'receive', ...options, '--rate', '1000000', '--json'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  started.push(child);
  const [line] = await once(createInterface(child.stdout!), 'line');
  return { child, url: (JSON.parse(line as string) as { url: string }).url };
}

/** Fastify that reads the body and stores nothing. */
async function startBare(started: ChildProcess[]): Promise<string> {
  const code = `const app = (await import('fastify')).default();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.post('/v1/sites/:site/releases', async (_request, reply) => reply.code(201).send({ stored: 1, duplicates: 0 }));
    console.log(await app.listen({ port: 0, host: '127.0.0.1' }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const [line] = await once(createInterface(child.stdout!), 'line');
  return line as string;
}
