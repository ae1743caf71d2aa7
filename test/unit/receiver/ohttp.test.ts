import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeResponse, encodeRequest } from '../../../src/contract/binary_http.ts';
import { ENCAPSULATED_RESPONSE_BYTES, parseKeyConfig } from '../../../src/contract/oblivious.ts';
import { parseRelease } from '../../../src/contract/release.ts';
import { createOhttpClient } from '../../../src/export/ohttp_client.ts';
import { createSeal } from '../../../src/export/ohttp_seal.ts';
import { loadKeys, rotateKeys } from '../../../src/receiver/ohttp_keys.ts';
import { pinOf } from '../../../src/receiver/run_ohttp_keys.ts';
import { readReleases } from '../../support/receiver.ts';
import { PATH, SITE, World } from './world.ts';

const OHTTP = { 'content-type': 'message/ohttp-req' };
const TARGET = `https://receiver.example${PATH}`;

let world: World;
let keyFile: string;
beforeEach(async () => {
  world = await World.create();
  keyFile = join(world.folder, 'receiver.ohttp-keys');
});
afterEach(() => world.destroy());

const gateway = () => world.receiver({ ohttpKeys: keyFile });
const pin = async (index = 0) => pinOf((await loadKeys(keyFile))[index]!);
const post = (receiver: FastifyInstance, payload: Uint8Array, headers: Record<string, string> = OHTTP) =>
  receiver.inject({ method: 'POST', url: '/v1/ohttp', payload: Buffer.from(payload), headers });

/** The inner status of a release sent through the gateway, as its client reads it. */
async function statusOf(receiver: FastifyInstance, release: Uint8Array, pinned?: string): Promise<number> {
  const sealed = await (await createOhttpClient(pinned ?? (await pin()))).seal(TARGET, release);
  const answer = await post(receiver, sealed.body);
  expect(answer.headers['content-type']).toBe('message/ohttp-res');
  expect(answer.rawPayload).toHaveLength(ENCAPSULATED_RESPONSE_BYTES);
  return sealed.open(answer.rawPayload);
}

/** The answer to an inner request of the caller's own making. */
async function exchange(
  receiver: FastifyInstance,
  { method, path, body = new Uint8Array() }: { method: string; path: string; body?: Uint8Array },
) {
  const key = parseKeyConfig(Buffer.from(await pin(), 'base64url'));
  const request = { method, scheme: 'https', authority: 'elsewhere.example', path, headers: [], body };
  const { body: sealed, open } = await (await createSeal(key))(encodeRequest(request));
  const { status, body: answer } = decodeResponse(await open((await post(receiver, sealed)).rawPayload));
  return { status, text: Buffer.from(answer).toString() };
}

describe('through the gateway', () => {
  test('a release is stored as if it had come directly, and answered as the routes answer', async () => {
    const receiver = await gateway();
    const release = world.release(3);

    expect(await statusOf(receiver, release)).toBe(201);
    expect(await statusOf(receiver, release)).toBe(200); // sent again: known
    expect(await statusOf(receiver, world.release(1, { period: 1 }))).toBe(410);
    expect(await statusOf(receiver, new Uint8Array(127))).toBe(400);
    expect(await readReleases(world.database, SITE)).toMatchObject([
      { row: 3, nonce: Buffer.from(parseRelease(release).nonce) },
    ]);
  });

  test('a release is erased by its nonce', async () => {
    const receiver = await gateway();
    const release = world.release(5);
    await statusOf(receiver, release);
    const nonce = Buffer.from(parseRelease(release).nonce).toString('hex');

    expect((await exchange(receiver, { method: 'DELETE', path: `${PATH}/${nonce}` })).status).toBe(204);
    expect(await readReleases(world.database, SITE)).toEqual([]);
  });

  test.each([
    ['GET', PATH],
    ['GET', '/metrics'],
    ['POST', '/v1/ohttp'],
    ['POST', `${PATH}?a=b`],
    ['DELETE', `/v1/sites/${SITE}/counts`],
    ['POST', '//elsewhere.example/v1/sites/demo/releases'],
  ])('%s %s is answered with 404: only releases and their erasure pass', async (method, path) => {
    const { status, text } = await exchange(await gateway(), { method, path });

    expect([status, JSON.parse(text).error]).toEqual([404, 'ohttp']);
  });

  test('what is inside and no binary HTTP is answered inside', async () => {
    const receiver = await gateway();
    const key = parseKeyConfig(Buffer.from(await pin(), 'base64url'));
    const { body, open } = await (await createSeal(key))(Uint8Array.of(2, 1, 1));

    const answer = decodeResponse(await open((await post(receiver, body)).rawPayload));
    expect(answer.status).toBe(400);
  });
});

describe('the gateway', () => {
  test('answers in the clear what it cannot open, and counts it', async () => {
    const receiver = await gateway();
    const { body } = await (await createOhttpClient(await pin())).seal(TARGET, world.release());
    const otherKey = Uint8Array.of(body[0]! + 1, ...body.subarray(1));
    const damaged = Uint8Array.from(body, (byte, i) => (i === 100 ? byte ^ 1 : byte));
    const lowOrder = Uint8Array.from(body, (byte, i) => (i >= 7 && i < 39 ? 0 : byte));

    const unknown = await post(receiver, otherKey);
    expect(unknown.statusCode).toBe(400);
    expect(unknown.headers['content-type']).toMatch('application/problem+json');
    expect(unknown.json().type).toBe('https://iana.org/assignments/http-problem-types#ohttp-key');
    for (const bytes of [damaged, lowOrder, body.subarray(0, 40), Uint8Array.of(0)]) {
      const answer = await post(receiver, bytes);
      expect([answer.statusCode, answer.json().error]).toEqual([400, 'ohttp-undecryptable']);
    }
    expect((await post(receiver, body, { 'content-type': 'text/plain' })).statusCode).toBe(415);
    expect((await post(receiver, new Uint8Array(5_000))).statusCode).toBe(413);
    expect((await post(receiver, body, { ...OHTTP, 'sec-gpc': '1' })).statusCode).toBe(403);
    expect((await receiver.inject('/metrics')).body).toMatch(
      /rule="ohttp-key"} 1\n.*"ohttp-undecryptable"} 4/s,
    );
    expect(await readReleases(world.database, SITE)).toEqual([]);
    expect(await statusOf(receiver, world.release())).toBe(201); // barrier: the same one, whole, is taken
  });

  test('publishes its keys for engineers, the one to pin first', async () => {
    await rotateKeys(keyFile);
    await rotateKeys(keyFile);
    const answer = await (await gateway()).inject('/v1/ohttp-keys');
    const keys = [answer.rawPayload.subarray(2, 43), answer.rawPayload.subarray(45, 86)];

    expect(answer.headers['content-type']).toBe('application/ohttp-keys');
    expect(answer.rawPayload).toHaveLength(86);
    expect([0, 43].map((at) => answer.rawPayload.readUInt16BE(at))).toEqual([41, 41]);
    expect(keys.map((key) => key.toString('base64url'))).toEqual([await pin(0), await pin(1)]);
  });

  test('is not there without keys', async () => {
    const receiver = await world.receiver();

    expect((await post(receiver, new Uint8Array(567))).statusCode).toBe(404);
    expect((await receiver.inject('/v1/ohttp-keys')).statusCode).toBe(404);
  });
});

describe('the key file', () => {
  test('is made for its owner alone, and keeps its key', async () => {
    const first = await pin();

    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(await pin()).toBe(first);
    expect(await readFile(keyFile, 'utf8')).not.toContain(first);
  });

  test('holds two keys when rotated: the one that pages pin now, and the one before', async () => {
    const pins = [await pin()];
    for (let turn = 0; turn < 3; turn++) pins.unshift(pinOf((await rotateKeys(keyFile))[0]!));

    expect((await loadKeys(keyFile)).map(pinOf)).toEqual(pins.slice(0, 2));
    expect(new Set(pins.map((text) => Buffer.from(text, 'base64url')[0])).size).toBe(4); // numbers differ
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    const receiver = await gateway();
    expect(await statusOf(receiver, world.release(), pins[0])).toBe(201);
    expect(await statusOf(receiver, world.release(), pins[1])).toBe(201);
    const { body } = await (await createOhttpClient(pins[2]!)).seal(TARGET, world.release());
    expect((await post(receiver, body)).statusCode).toBe(400);
  });

  test('is refused when others may read it', async () => {
    await pin();
    await chmod(keyFile, 0o640);

    await expect(loadKeys(keyFile)).rejects.toThrow('has mode 640, must be 600');
  });

  test.each([
    ['no JSON', '{', 'is not a file of gateway keys'],
    ['another format', '{"format":"x","keys":[]}', 'format is not inkling-ohttp-keys/1'],
    ['no keys', '{"format":"inkling-ohttp-keys/1","keys":[]}', 'there are 0 keys, must be from 1 to 2'],
    ['a short key', '{"format":"inkling-ohttp-keys/1","keys":[{"id":1,"privateKey":"AA"}]}', '32 bytes'],
  ])('is refused with %s', async (_what, text, why) => {
    await writeFile(keyFile, text, { mode: 0o600 });

    await expect(loadKeys(keyFile)).rejects.toThrow(why);
  });
});
