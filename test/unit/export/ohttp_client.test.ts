import { readFileSync } from 'node:fs';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import { describe, expect, test } from 'vitest';
import { decodeRequest, encodeResponse } from '../../../src/contract/binary_http.ts';
import {
  ENCAPSULATED_REQUEST_BYTES,
  parseKeyConfig,
  requestInfo,
  serializeKeyConfig,
} from '../../../src/contract/oblivious.ts';
import { createOhttpClient } from '../../../src/export/ohttp_client.ts';
import { createSeal } from '../../../src/export/ohttp_seal.ts';
import { openRequest } from '../../../src/receiver/ohttp_gateway.ts';
import { gatewayKey } from '../../../src/receiver/ohttp_keys.ts';
import { Prng } from '../../../src/simulate/prng.ts';

const vector = JSON.parse(readFileSync('test/vectors/oblivious_http.json', 'utf8'));
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (given: Uint8Array) => Buffer.from(given).toString('hex');
const rfcKey = gatewayKey(1, bytes(vector.privateKey));
const rfcPin = Buffer.from(vector.keyConfig, 'hex').toString('base64url');
const URL_OF_RELEASES = 'https://receiver.example/v1/sites/demo/releases';

async function rfcEphemeral(): Promise<CryptoKeyPair> {
  const kem = new DhkemX25519HkdfSha256();
  return {
    privateKey: await kem.deserializePrivateKey(bytes(vector.ephemeralPrivateKey)),
    publicKey: await kem.deserializePublicKey(bytes(vector.ephemeralPublicKey)),
  };
}

describe('the example of RFC 9458', () => {
  test('the key configuration is read, and belongs to the gateway’s private key', () => {
    const config = parseKeyConfig(bytes(vector.keyConfig));

    expect(config).toEqual(rfcKey.config);
    expect(parseKeyConfig(serializeKeyConfig(config))).toEqual(config);
    // One suite of the two is spoken: that is what is written.
    expect(hex(serializeKeyConfig(config))).toBe(
      vector.keyConfig.replace(/00080001000100010003$/, '000400010001'),
    );
  });

  test('HPKE is told what the request is for', () => {
    expect(hex(requestInfo(bytes(vector.encapsulatedRequest.slice(0, 14))))).toBe(vector.info);
  });

  test('the client seals the request byte for byte', async () => {
    const seal = await createSeal(parseKeyConfig(bytes(vector.keyConfig)), await rfcEphemeral());

    expect(hex((await seal(bytes(vector.request))).body)).toBe(vector.encapsulatedRequest);
  });

  test('the gateway opens the request and seals the response byte for byte', async () => {
    const opened = await openRequest(bytes(vector.encapsulatedRequest), [rfcKey]);
    if (typeof opened === 'string') throw new Error(opened);

    expect(hex(opened.message)).toBe(vector.request);
    expect(hex(opened.seal(bytes(vector.response), bytes(vector.responseNonce)))).toBe(
      vector.encapsulatedResponse,
    );
  });

  test('the client opens the response', async () => {
    const seal = await createSeal(parseKeyConfig(bytes(vector.keyConfig)), await rfcEphemeral());
    const { open } = await seal(bytes(vector.request));

    expect(hex(await open(bytes(vector.encapsulatedResponse)))).toBe(vector.response);
  });

  test('a response without room for nonce and tag is too short; one that has it is decrypted', async () => {
    const seal = await createSeal(parseKeyConfig(bytes(vector.keyConfig)), await rfcEphemeral());
    const { open } = await seal(bytes(vector.request));

    await expect(open(new Uint8Array(31))).rejects.toThrow(
      'encapsulated response has 31 bytes, which is too short',
    );
    await expect(open(new Uint8Array(32))).rejects.toMatchObject({ name: 'OperationError' });
  });
});

describe('the client', () => {
  const release = Uint8Array.from({ length: 128 }, (_, i) => 255 - i);

  test('says what a direct POST would, in as many bytes whatever the shop and the release', async () => {
    const client = await createOhttpClient(rfcPin);
    for (const url of [URL_OF_RELEASES, 'http://127.0.0.1:8787/v1/sites/a/releases']) {
      const { body } = await client.seal(url, release);
      const opened = await openRequest(body, [rfcKey]);
      if (typeof opened === 'string') throw new Error(opened);
      const { host, pathname, protocol } = new URL(url);

      expect(body).toHaveLength(ENCAPSULATED_REQUEST_BYTES);
      expect(decodeRequest(opened.message)).toEqual({
        ...{ method: 'POST', scheme: protocol.slice(0, -1), authority: host, path: pathname },
        ...{ headers: [], body: release },
      });
    }
  });

  test('seals every attempt anew: nothing but the key’s number and suite is the same twice', async () => {
    const client = await createOhttpClient(rfcPin);
    const [first, second] = [
      await client.seal(URL_OF_RELEASES, release),
      await client.seal(URL_OF_RELEASES, release),
    ];

    expect(first.body.subarray(0, 7)).toEqual(second.body.subarray(0, 7));
    expect(hex(first.body.subarray(7, 39))).not.toBe(hex(second.body.subarray(7, 39)));
    expect(hex(first.body.subarray(39))).not.toBe(hex(second.body.subarray(39)));
  });

  test('opens the answer to its own request and no other, whole and unaltered', async () => {
    const client = await createOhttpClient(rfcPin);
    const [mine, other] = [
      await client.seal(URL_OF_RELEASES, release),
      await client.seal(URL_OF_RELEASES, release),
    ];
    const opened = await openRequest(mine.body, [rfcKey]);
    if (typeof opened === 'string') throw new Error(opened);
    const answer = opened.seal(encodeResponse({ status: 201, headers: [], body: new Uint8Array() }, 512));

    expect(await mine.open(answer)).toBe(201);
    await expect(other.open(answer)).rejects.toThrow();
    const prng = new Prng(9458);
    for (let trial = 0; trial < 40; trial++) {
      const damaged = Uint8Array.from(answer);
      damaged[prng.integer(damaged.length)]! ^= 1 << prng.integer(8);
      await expect(mine.open(damaged)).rejects.toThrow();
    }
    for (const length of [0, 31, 32, answer.length - 1])
      await expect(mine.open(answer.slice(0, length))).rejects.toThrow();
  });

  test.each([
    ['is no base64', '§', 'key configuration is not base64url'],
    ['is cut off', rfcPin.slice(0, 20), 'must be at least 41'],
    ['names another KEM', pinWith((key) => key.set([0x00, 0x10], 1)), 'KEM 16, must be 32'],
    ['offers other suites only', pinWith((key) => key.set([0, 2], 37)), 'does not offer'],
    ['has bytes too many', `${rfcPin}AA`, 'must be 45'],
  ])('refuses a pinned key that %s', async (_what, pin, why) => {
    await expect(createOhttpClient(pin)).rejects.toThrow(why);
  });
});

/** The key configuration of one suite, changed. */
function pinWith(change: (key: Uint8Array) => void): string {
  const key = serializeKeyConfig(rfcKey.config);
  change(key);
  return Buffer.from(key).toString('base64url');
}

test('a pin is read in base64url, "-" and "_" included', async () => {
  const keys = Array.from({ length: 50 }, (_, i) => gatewayKey(i, new Uint8Array(32).fill(i + 1)));
  const pins = keys.map(({ config }) => Buffer.from(serializeKeyConfig(config)).toString('base64url'));
  const at = pins.findIndex((pin) => pin.includes('-') && pin.includes('_'));

  const { seal } = await createOhttpClient(pins[at]!);
  const { body } = await seal(URL_OF_RELEASES, new Uint8Array(128));

  expect(await openRequest(body, [keys[at]!])).toMatchObject({ message: expect.any(Uint8Array) });
});
