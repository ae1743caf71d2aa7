import { pino } from 'pino';
import { DEMO_MODEL, DEMO_SITE, MODELS_FOLDER, startShop } from '../../scripts/demo.ts';
import { ENCAPSULATED_REQUEST_BYTES, ENCAPSULATED_RESPONSE_BYTES } from '../../src/contract/oblivious.ts';
import { parseRelease } from '../../src/contract/release.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { startReceiver } from '../support/receiver.ts';
import { RELAY_ADDRESS, startRelay } from '../support/relay.ts';
import { Shopper } from '../support/shopper.ts';

const MINUTE_MS = 60_000;
/** Chromium asks there, of its own accord, which fields of a form it may fill in; the watch refuses it. */
const OF_THE_BROWSER = 'content-autofill.googleapis.com:443';
const [item] = fiveItemsOf('Garden');

test('through relay and gateway a release arrives, and the receiver learns neither address nor browser', async ({
  page,
  outgoing,
}) => {
  test.setTimeout(120_000);
  const logged: string[] = [];
  // Of every level, and told that requests arrive: what the receiver can log, it logs here.
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const receiver = await startReceiver({
    ...{ modelsDir: MODELS_FOLDER, live: [DEMO_MODEL], site: DEMO_SITE },
    ...{ hasGateway: true, log },
  });
  const relay = await startRelay(`${receiver.url}/v1/ohttp`);
  const attributes = { relay: relay.url, 'relay-key': receiver.ohttpKey! };
  const shop = await startShop({ port: 0, receiverUrl: receiver.url, attributes });
  try {
    const shopper = new Shopper(page, { shopUrl: shop.url, receiverUrl: receiver.url, close: shop.close });
    await shopper.open();
    await shopper.answer('release');
    await shopper.view(item);
    const { dueAt } = await shopper.ask('release');
    // The client came with the first visit, long before anything is due.
    expect(outgoing.to('/inkling-ohttp.js').length).toBeGreaterThan(0);
    expect(relay.requests).toEqual([]);
    await shopper.jump(dueAt! - (await shopper.now()) + 1);
    await shopper.open();
    await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
    await shopper.jump(MINUTE_MS);
    await expect.poll(async () => (await shopper.ask('release')).state).toBe('sent');

    // From the browser: the relay alone hears, a preflight and one POST of constant length.
    const beyond = outgoing.beyond(shop.url).filter(({ url }) => url.host !== OF_THE_BROWSER);
    expect(beyond.map(({ method, url }) => `${method} ${url.href}`)).toEqual([
      `OPTIONS ${relay.url}`,
      `POST ${relay.url}`,
    ]);
    const [, post] = beyond;
    expect(post!.body).toHaveLength(ENCAPSULATED_REQUEST_BYTES);
    expect(post!.headers['content-type']).toBe('message/ohttp-req');
    expect(post!.headers).not.toHaveProperty('cookie');
    expect(post!.headers).not.toHaveProperty('referer');

    // At the relay: nothing of the 128 bytes, nor of the receiver's address.
    const { entries } = await shopper.panel('ledger');
    const [released] = entries.flatMap(({ release }) => release ?? []);
    expect(relay.requests.at(-1)!.body).toEqual(post!.body);
    const nonce = parseRelease(Buffer.from(released!.bytes, 'hex')).nonce;
    expect(post!.body.includes(Buffer.from(nonce))).toBe(false);
    expect(post!.body.includes('INK1')).toBe(false);

    // At the receiver: the relay's address and headers, and not a word of the browser's.
    const userAgent = await page.evaluate(() => navigator.userAgent);
    expect(relay.requests.at(-1)!.headers['user-agent']).toBe(userAgent); // barrier: the browser did say it
    const [arrived, ...more] = receiver.requests;
    expect(more).toEqual([]);
    expect(arrived).toMatchObject({ method: 'POST', path: '/v1/ohttp', address: RELAY_ADDRESS });
    expect(arrived!.headers.map(([name]) => name.toLowerCase()).sort()).toEqual(
      ['connection', 'content-length', 'content-type', 'host'].sort(),
    );
    // Its log is about itself: no line of any level is about a request.
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.filter((line) => /"(req|res|reqId)"|remoteAddress|user-agent/i.test(line))).toEqual([]);
    expect(JSON.stringify([arrived!.headers, logged])).not.toMatch(/Mozilla|Chrom|sec-ch|accept-lang/i);
    expect(await receiver.releases()).toMatchObject([{ nonce: Buffer.from(nonce), row: released!.row }]);

    // The panel names both ends, and the key as `inkling ohttp-keys` prints it.
    expect(released).toMatchObject({ relay: relay.url, receiver: `${receiver.url}/v1/sites/demo/releases` });
    await shopper.open('/profile');
    await page.getByRole('tab', { name: 'What left' }).click();
    await expect(page.locator('inkling-panel').getByText(relay.url).first()).toBeVisible();
    const answers = relay.answers.filter((length) => length > 0);
    expect(answers).toEqual([ENCAPSULATED_RESPONSE_BYTES]);
  } finally {
    await Promise.all([shop.close(), relay.close(), receiver.close()]);
  }
});
