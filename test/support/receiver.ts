import { mkdtemp, rm } from 'node:fs/promises';
import { IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { loadKeys } from '../../src/receiver/ohttp_keys.ts';
import { openStorage } from '../../src/receiver/open_storage.ts';
import { pinOf } from '../../src/receiver/run_ohttp_keys.ts';
import { createReceiver } from '../../src/receiver/server.ts';
import type { StoredRelease } from '../../src/receiver/storage.ts';

/** A request as it arrived, whatever became of it: refused ones and unknown paths are here too. */
export interface ArrivedRequest {
  readonly method: string;
  /** Where the connection came from. */
  readonly address: string;
  /** Path and query, as sent. */
  readonly path: string;
  /** Names and values as sent, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** What has arrived of the body so far. */
  readonly body: Buffer;
}

export interface NoisyCounts {
  readonly period: number;
  readonly releases: number;
  readonly rows: readonly number[];
}

export interface ReceiverUnderTest {
  /** Without a slash at the end. */
  readonly url: string;
  readonly site: string;
  /** The gateway's key configuration, base64url; with `hasGateway` only. */
  readonly ohttpKey?: string;
  /** Everything that arrived, oldest first. Reading counts and releases adds nothing to it. */
  readonly requests: readonly ArrivedRequest[];
  /** Noisy counts of a period; of the latest one with releases by default. */
  counts(period?: number): Promise<NoisyCounts>;
  /** What is stored, read from the file and not through the receiver. */
  releases(): Promise<StoredRelease[]>;
  close(): Promise<void>;
}

export interface TestReceiverOptions {
  /** Folder of model folders. */
  readonly modelsDir: string;
  readonly site?: string;
  readonly epsilonMilli?: number;
  readonly live?: readonly string[];
  /** With a gateway for Oblivious HTTP; `ohttpKey` is what pages pin. */
  readonly hasGateway?: boolean;
  /** Everything that the receiver logs, of any level. */
  readonly log?: FastifyBaseLogger;
  readonly now?: () => number;
  /** True by default: browsers under test jump 28 days at a time. */
  readonly acceptAnyPeriod?: boolean;
}

/** A real receiver on a loopback port, its database in a folder that `close` deletes. */
export async function startReceiver(options: TestReceiverOptions): Promise<ReceiverUnderTest> {
  const { site = 'demo', acceptAnyPeriod = true, hasGateway = false } = options;
  const folder = await mkdtemp(join(tmpdir(), 'inkling-receiver-'));
  const database = join(folder, 'receiver.sqlite');
  const ohttpKeys = join(folder, 'receiver.ohttp-keys');
  const gateway = hasGateway ? { ohttpKeys } : {};
  const receiver = await createReceiver({ ...options, ...gateway, site, acceptAnyPeriod, database });
  const requests = recordRequests(receiver.server);
  await receiver.listen({ port: 0, host: '127.0.0.1' });
  const { port } = receiver.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    site,
    ...(hasGateway && { ohttpKey: pinOf((await loadKeys(ohttpKeys))[0]!) }),
    requests,
    async counts(period) {
      // Injected behind the socket, so that it does not count as a request.
      const query = period === undefined ? '' : `?period=${period}`;
      return (await receiver.inject(`/v1/sites/${site}/counts${query}`)).json<NoisyCounts>();
    },
    releases: () => readReleases(database, site),
    async close() {
      await receiver.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Every release that a database holds for a site. */
export async function readReleases(database: string, site: string): Promise<StoredRelease[]> {
  const storage = await openStorage(database);
  try {
    const releases: StoredRelease[] = [];
    for await (const release of storage.rows({ site })) releases.push(release);
    return releases;
  } finally {
    await storage.close();
  }
}

/** Writes down what arrives at the server: byte for byte, without taking it from whoever reads it. */
function recordRequests(server: Server): ArrivedRequest[] {
  const requests: ArrivedRequest[] = [];
  server.prependListener('request', (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    // The parser hands body bytes to push(), read or not; a 'data' listener would start the flow too early.
    request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
      if (chunk) chunks.push(Buffer.from(chunk));
      return IncomingMessage.prototype.push.call(request, chunk, encoding);
    };
    const { rawHeaders } = request;
    requests.push({
      method: request.method!,
      address: request.socket.remoteAddress ?? '',
      path: request.url!,
      headers: rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1]!] as const] : [])),
      get body() {
        return Buffer.concat(chunks);
      },
    });
  });
  // What is not even HTTP.
  server.prependListener('clientError', (error: Error & { rawPacket?: Buffer }) => {
    requests.push({
      method: '',
      address: '',
      path: '',
      headers: [],
      body: error.rawPacket ?? Buffer.alloc(0),
    });
  });
  return requests;
}
