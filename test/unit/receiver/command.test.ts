import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InklingError } from '../../../src/contract/error.ts';
import { parseRelease } from '../../../src/contract/release.ts';
import { type ReceiveArguments, runReceive } from '../../../src/receiver/run_receive.ts';
import { readReleases } from '../../support/receiver.ts';
import { ended, PATH, ready, SITE, testCodebook, World, writeModel } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(async () => {
  await world.destroy();
});

const inkling = (...more: string[]): ChildProcess => world.command(...more);

const nonceOf = (bytes: Uint8Array): string => Buffer.from(parseRelease(bytes).nonce).toString('hex');

/** Posts one release; undefined when the connection broke before an answer. */
const send = (url: string, bytes: Uint8Array<ArrayBuffer>): Promise<Response | undefined> =>
  fetch(url + PATH, { method: 'POST', body: bytes }).catch(() => undefined);

test.each(['SIGINT', 'SIGTERM'] as const)(
  'on %s it answers what is under way and ends with 0',
  async (signal) => {
    const child = inkling('--json');
    const { url } = await ready(child);
    const end = ended(child);
    const bytes = world.release();

    // Half a request is in when the signal comes, the other half after it.
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const answer = once(socket, 'data');
    socket.write(`POST ${PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 128\r\nexpect: 100-continue\r\n\r\n`);
    expect(String((await answer)[0])).toContain('100 Continue'); // barrier: the request has begun
    child.kill(signal);
    await expect
      .poll(() => send(url, world.release()).then((other) => other?.status ?? 'closed'))
      .not.toBe(201);
    const last = once(socket, 'data');
    socket.write(bytes);

    expect(String((await last)[0])).toContain('201 Created');
    expect((await end).code).toBe(0);
    const kept = (await readReleases(world.database, SITE)).map(({ nonce }) =>
      Buffer.from(nonce).toString('hex'),
    );
    expect(kept).toContain(nonceOf(bytes));
  },
);

describe('a mistake is told in one clear line:', () => {
  const mistakes: readonly [name: string, line: RegExp, options: () => Promise<Partial<ReceiveArguments>>][] =
    [
      [
        'no models folder',
        /models folder .*none cannot be read/,
        async () => ({ models: join(world.folder, 'none') }),
      ],
      [
        'a folder without a model',
        /has no model, must have NAME\/manifest\.json/,
        async () => ({ models: world.folder }),
      ],
      [
        'a codebook that is not the one of the manifest',
        /models\/demo cannot be used: the codebook is not the one/,
        async () => {
          await writeFile(join(world.modelsDir, 'demo', 'codebook.json'), '{}');
          return {};
        },
      ],
      [
        'three codebooks',
        /3 different codebooks \(a, b, demo\), at most 2 can be live: name them with --live/,
        async () => {
          await writeModel(world.modelsDir, 'b', testCodebook(2));
          await writeModel(world.modelsDir, 'a', testCodebook(3));
          return {};
        },
      ],
      [
        'a database in a folder that is not there',
        /database .* cannot be used/,
        async () => ({ database: join(world.folder, 'none', 'receiver.sqlite') }),
      ],
      [
        'a database that is a folder',
        /database .* cannot be used/,
        async () => {
          await mkdir(join(world.folder, 'folder'));
          return { database: join(world.folder, 'folder') };
        },
      ],
      [
        'another epsilon for the same codebook',
        /registered with epsilon 2, now given 3/,
        async () => {
          await (await world.receiver()).close();
          return { epsilon: 3 };
        },
      ],
      ['a site that no page can name', /site must be 1 to 64/, async () => ({ site: 'a b' })],
    ];

  test.each(mistakes)('%s', async (_name, line, options) => {
    const given = {
      host: '127.0.0.1',
      port: 0,
      models: world.modelsDir,
      database: world.database,
      site: SITE,
    };

    const failing = runReceive({ ...given, epsilon: 2, periodDays: 28, ...(await options()) });

    const error = await failing.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(InklingError);
    expect((error as InklingError).message).toMatch(line);
    expect((error as InklingError).message).not.toContain('\n');
  });

  test('a port that is taken, on stderr and with exit 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    const { code, stdout, stderr } = await ended(inkling('--port', String(port)));
    other.close();

    expect([code, stdout, stderr.trim()]).toEqual([
      1,
      '',
      `inkling: cannot listen on 127.0.0.1:${port}: something else listens there; choose another with --port`,
    ]);
  });

  test('an option out of range, on stderr and with exit 1', async () => {
    const { code, stdout, stderr } = await ended(inkling('--epsilon', '5'));

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Must be a whole number from 1 to 4.');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
