import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { importAsset } from '../../../src/assets/asset.ts';
import { decodeRequest, encodeResponse } from '../../../src/contract/binary_http.ts';
import { ENCAPSULATED_REQUEST_BYTES } from '../../../src/contract/oblivious.ts';
import { openRelay } from '../../../src/export/relay.ts';
import { openRequest } from '../../../src/receiver/ohttp_gateway.ts';
import { gatewayKey } from '../../../src/receiver/ohttp_keys.ts';
import { pinOf } from '../../../src/receiver/run_ohttp_keys.ts';
import { contextOf, day, World } from './world.ts';

vi.mock('../../../src/assets/asset.ts');

const RELAY = 'https://relay.example/ohttp';
const DUE = day(2);
const vector = JSON.parse(readFileSync('test/vectors/oblivious_http.json', 'utf8'));
const key = gatewayKey(1, Uint8Array.from(Buffer.from(vector.privateKey, 'hex')));
const relayed = (more: object = {}) => contextOf({}, { relay: RELAY, relayKey: pinOf(key), ...more });

/** Answers of the relay: an inner status, an outer one around it, or an outer one with a body of its own. */
type Answer = { inner: number; around?: number } | { outer: number; body?: Uint8Array<ArrayBuffer> };
let world: World;
let answer: Answer;
let sent: { url: string; init: RequestInit; release: string }[];

beforeEach(async () => {
  vi.mocked(importAsset).mockImplementation(() => import('../../../src/export/ohttp_client.ts') as never);
  world = new World();
  await world.begin();
  await world.setDue(DUE);
  answer = { inner: 201 };
  sent = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const opened = await openRequest(init.body as Uint8Array, [key]);
    if (typeof opened === 'string') throw new Error(opened);
    sent.push({ url, init, release: Buffer.from(decodeRequest(opened.message).body).toString('hex') });
    if ('outer' in answer) return new Response(answer.body ?? null, { status: answer.outer });
    const inside = encodeResponse({ status: answer.inner, headers: [], body: new Uint8Array() }, 512);
    return new Response(Uint8Array.from(opened.seal(inside)), { status: answer.around ?? 200 });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

const ledger = async () =>
  (await (await world.visit()).store.ledger()).flatMap(({ release }) => release ?? []);

test('a release goes to the relay, sealed for the receiver, and the ledger names both', async () => {
  expect((await world.release(DUE, relayed())).state).toBe('sent');
  const [row] = await ledger();

  expect(sent).toMatchObject([{ url: RELAY, release: row!.bytes }]);
  const { body, headers, ...init } = sent[0]!.init;
  expect((body as Uint8Array).length).toBe(ENCAPSULATED_REQUEST_BYTES);
  expect(headers).toEqual({ 'content-type': 'message/ohttp-req' });
  expect(init).toMatchObject({
    ...{ method: 'POST', credentials: 'omit', referrerPolicy: 'no-referrer' },
    ...{ redirect: 'error', cache: 'no-store' },
  });
  expect(row).toMatchObject({ receiver: 'https://receiver.example/v1/sites/demo/releases', relay: RELAY });
});

test.each([
  [{ inner: 200 }, 'sent', []],
  [{ inner: 410 }, 'given-up', ['receiver-refused']],
  [{ inner: 503 }, 'sending', ['receiver-unreachable']],
  // The relay's own word, which nobody sealed, ends nothing: not "stored", and not "refused".
  [{ outer: 201 }, 'sending', ['receiver-unreachable']],
  [{ inner: 201, around: 502 }, 'sending', ['receiver-unreachable']],
  [{ outer: 400 }, 'sending', ['receiver-unreachable']],
  [{ outer: 200, body: new Uint8Array(544) }, 'sending', ['receiver-unreachable']],
  [{ outer: 200, body: new Uint8Array() }, 'sending', ['receiver-unreachable']],
] as const)('the answer %j leaves the release %s', async (given, state, problems) => {
  answer = given as Answer;

  expect(await world.release(DUE, relayed())).toMatchObject({ state, problems });
});

test('a retry seals the same release anew', async () => {
  answer = { outer: 502 };
  await world.release(DUE, relayed());
  answer = { inner: 201 };
  expect((await world.release(DUE + 3_600_000, relayed())).state).toBe('sent');

  const [first, second] = sent;
  expect(second!.release).toBe(first!.release);
  expect(second!.init.body).not.toEqual(first!.init.body);
});

test.each([
  ['the client does not come', () => vi.mocked(importAsset).mockRejectedValue(new TypeError('network')), {}],
  ['the pinned key is damaged', () => undefined, { relayKey: 'AAAA' }],
  ['no key is pinned', () => undefined, { relayKey: undefined }],
  ['a key is pinned and no relay named', () => undefined, { relay: undefined }],
])('when %s nothing is drawn and nothing sent, not directly either', async (_what, breakIt, options) => {
  breakIt();

  expect(await world.release(DUE, relayed(options))).toMatchObject({
    state: 'off',
    problems: ['relay-unusable'],
  });
  expect(sent).toEqual([]);
  expect(await ledger()).toEqual([]);
  // Barrier: it was due, and with everything in place it goes, once.
  vi.mocked(importAsset).mockImplementation(() => import('../../../src/export/ohttp_client.ts') as never);
  expect((await world.release(DUE + 3_600_000, relayed())).state).toBe('sent');
  expect(sent).toHaveLength(1);
});

test('bytes drawn for a relay stay when the shop has none any more, or another', async () => {
  answer = { outer: 502 };
  await world.release(DUE, relayed());
  await world.release(DUE + 3_600_000, contextOf());
  await world.release(DUE + 7_200_000, relayed({ relay: 'https://other.example/' }));
  expect(sent.map(({ url }) => url)).toEqual([RELAY]);

  answer = { inner: 201 };
  expect((await world.release(DUE + 10_800_000, relayed())).state).toBe('sent');
});

test('the client is asked for on every visit, due or not, and never without a relay or consent', async () => {
  await world.release(day(1), relayed());
  expect(importAsset).toHaveBeenCalledTimes(1);
  expect(vi.mocked(importAsset).mock.calls[0]).toMatchObject([
    { assetsUrl: 'https://shop.example/' },
    'inkling-ohttp.js',
  ]);
  expect(sent).toEqual([]);

  await world.release(day(1.1), contextOf());
  await world.consent(false);
  await world.release(day(1.2), relayed());
  expect(importAsset).toHaveBeenCalledTimes(1);
});

test.each([{ relay: RELAY }, { relayKey: pinOf(key) }, {}])(
  'with %j alone there is no relay, and nothing is loaded for one',
  async (options) => {
    expect(await openRelay(contextOf({}, options).config)).toBeUndefined();
    expect(importAsset).not.toHaveBeenCalled();
  },
);
