import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readReleases } from '../../support/receiver.ts';
import { PATH, ready, SITE, World } from './world.ts';

let world: World;
let sockets: Socket[] = [];
beforeEach(async () => {
  world = await World.create();
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await world.destroy();
});

/** A connection whose end, orderly or not, is no error of the test. */
async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** Everything that arrives until the receiver closes its side. */
async function answerOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

const stored = async () => (await readReleases(world.database, SITE)).length;

describe('a receiver', () => {
  let receiver: FastifyInstance;
  let port: number;
  beforeEach(async () => {
    receiver = await world.receiver();
    await receiver.listen({ port: 0, host: '127.0.0.1' });
    port = (receiver.server.address() as AddressInfo).port;
  });

  const head = (length: number, more = '') =>
    `POST ${PATH} HTTP/1.1\r\nhost: x\r\n${more}content-length: ${length}\r\n\r\n`;

  test('answers a sender that has closed its half of the connection', async () => {
    const socket = await open(port);
    const answer = answerOf(socket);

    socket.end(Buffer.concat([Buffer.from(head(128, 'connection: close\r\n')), world.release()]));

    expect(await answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(await stored()).toBe(1);
  });

  test('stores nothing of a body whose sender went away in the middle', async () => {
    const socket = await open(port);
    socket.write(Buffer.concat([Buffer.from(head(256)), world.release()])); // the first of two is whole
    const answer = answerOf(socket);
    socket.end();
    expect(await answer).toMatch(/^HTTP\/1\.1 400 /);

    const next = await receiver.inject({ method: 'POST', url: PATH, payload: Buffer.from(world.release()) });

    expect(next.statusCode).toBe(201); // barrier: later than the broken one
    expect(await stored()).toBe(1);
  });

  test('closes senders that trickle headers or bodies, and serves others meanwhile', async () => {
    // Its own limits are 10 and 15 seconds; looked for every 2 s, which stays as it is.
    receiver.server.headersTimeout = 300;
    receiver.server.requestTimeout = 400;
    const slow = [await open(port), await open(port), await open(port)];
    const ends = slow.map(answerOf);
    slow[0]!.write('POST ');
    slow[1]!.write(`POST ${PATH} HTTP/1.1\r\nhost: x\r\nx-a: `);
    slow[2]!.write(Buffer.concat([Buffer.from(head(128)), world.release().subarray(0, 40)]));

    const other = await fetch(`http://127.0.0.1:${port}${PATH}`, { method: 'POST', body: world.release() });

    expect(other.status).toBe(201);
    for (const end of await Promise.all(ends)) expect(end).toMatch(/^HTTP\/1\.1 408 /);
    expect(await stored()).toBe(1);
  });

  test('refuses headers of more than 8 kB with 431', async () => {
    const socket = await open(port);
    const answer = answerOf(socket);

    socket.write(`POST ${PATH} HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(9_000)}\r\n\r\n`);

    expect(await answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('refuses a gzip bomb by its header, before a byte of it is read', async () => {
    const bomb = gzipSync(Buffer.alloc(60_000_000)); // 58 kB: within the limit of a body
    expect(bomb.length).toBeLessThan(65_536);
    const socket = await open(port);
    const answer = once(socket, 'data');

    // The answer comes although the bomb has not been sent.
    socket.write(head(bomb.length, 'content-encoding: gzip\r\n'));

    expect(String((await answer)[0])).toMatch(/^HTTP\/1\.1 415 /);
    socket.write(bomb);
    expect(await stored()).toBe(0);
  });

  test('refuses a body of unknown length as soon as it is too long', async () => {
    const chunked = await open(port);
    const answer = answerOf(chunked);
    chunked.write(`POST ${PATH} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
    for (let i = 0; i < 20; i++) chunked.write(`1000\r\n${'a'.repeat(4_096)}\r\n`);
    chunked.end();

    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(await stored()).toBe(0);
  });

  test('tells what is no HTTP at all so', async () => {
    const socket = await open(port);
    const answer = answerOf(socket);

    socket.write('\x16\x03\x01\x02\x00\x01\x00\x01');

    expect(await answer).toMatch(/^HTTP\/1\.1 400 /);
  });
});

const files = Number(execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim()) || 1_000_000;
/** As many as this machine lets a process have. */
const CONNECTIONS = Math.min(10_000, files - 1_000);
if (CONNECTIONS < 10_000) console.log(`sockets: this machine allows ${CONNECTIONS} connections, not 10,000`);

test(`with ${CONNECTIONS} connections that say nothing it takes releases, and closes in order`, async () => {
  const child = world.command('--json');
  const url = new URL((await ready(child)).url);
  for (let made = 0; made < CONNECTIONS; made += 500)
    await Promise.all(
      Array.from({ length: Math.min(500, CONNECTIONS - made) }, () => open(Number(url.port))),
    );
  for (const [i, socket] of sockets.entries()) if (i % 2 === 0) socket.write('POST ');
  const isAlive = () => sockets.filter((socket) => !socket.closed).length;
  expect(isAlive()).toBe(CONNECTIONS);

  const statuses = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const answer = await fetch(url.href.slice(0, -1) + PATH, { method: 'POST', body: world.release() });
      return answer.status;
    }),
  );

  expect(statuses.filter((status) => status === 201)).toHaveLength(200);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await stored()).toBe(200);
}, 120_000);
