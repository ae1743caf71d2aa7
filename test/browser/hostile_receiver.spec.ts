import { startShop } from '../../scripts/demo.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { type HostileReceiver, MISBEHAVIOURS, startHostileReceiver } from '../support/hostile_receiver.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const MINUTE_MS = 60_000;
const HALF_DAY_MS = 12 * 60 * MINUTE_MS;
/** Half a day for each way to misbehave, for the good answer at the end, and one to spare. */
const ROOM_MS = (Object.keys(MISBEHAVIOURS).length + 2) * HALF_DAY_MS;
const [item] = fiveItemsOf('Garden');

test.describe('a receiver that redirects, sets cookies and returns a new codebook', () => {
  test.use({ tolerated: /Failed to load resource|redirect/i });

  test('gets the same bytes each time, no cookie back, and changes nothing in the browser', async ({
    page,
    context,
    outgoing,
  }) => {
    test.setTimeout(180_000);
    const receiver: HostileReceiver = await startHostileReceiver();
    const shop = await startShop({ port: 0, receiverUrl: receiver.url });
    try {
      const shopper = new Shopper(page, { shopUrl: shop.url, receiverUrl: receiver.url, close: shop.close });
      await shopper.open();
      await shopper.answer('release');
      await shopper.view(item);
      await shopper.forYou();
      let { dueAt, periodEndsAt } = await shopper.ask('release');
      // Due so late that the attempts would run into the next period: that one's due time then, or a later one's.
      while (periodEndsAt - dueAt! < ROOM_MS) {
        await shopper.jump(periodEndsAt - (await shopper.now()) + 1);
        await shopper.open();
        ({ dueAt, periodEndsAt } = await shopper.ask('release'));
      }
      const { codebookHash } = await shopper.panel('status');
      await shopper.jump(dueAt! - (await shopper.now()) + 1);
      let attempts = 0;
      for (const [how, behave] of Object.entries(MISBEHAVIOURS)) {
        receiver.behave = behave;
        const before = receiver.requests.length;
        await shopper.open();
        await shopper.ask('release'); // the visit's wait is drawn
        await shopper.jump(HALF_DAY_MS); // past the visit's wait, and the longest between attempts
        attempts++;
        await expect.poll(() => receiver.requests.length, { message: how }).toBeGreaterThan(before);
        await expect
          .poll(() => shopper.rows('inkling', 'outbox'))
          .toMatchObject([{ attempts, isUnanswered: true }]);
        // Chromium itself sends once more what a kept-alive connection broke under, POST or not.
        const resends = /garbage|hangs up/.test(how) ? 1 : 0;
        expect(receiver.requests.length - before, how).toBeLessThanOrEqual(1 + resends);
      }
      expect(await shopper.ask('release')).toMatchObject({
        state: 'sending',
        problems: ['receiver-unreachable'],
      });
      await shopper.open('/profile');
      await page.getByRole('tab', { name: 'What left' }).click();
      const panel = page.locator('inkling-panel');
      await expect(
        panel.getByText('The receiver does not answer; what was drawn waits.').first(),
      ).toBeVisible();

      receiver.behave = (answer) => answer.writeHead(201, { 'access-control-allow-origin': '*' }).end();
      await shopper.open();
      await shopper.ask('release'); // the visit's wait is drawn
      await shopper.jump(HALF_DAY_MS);
      await expect.poll(() => shopper.ask('release')).toMatchObject({ state: 'sent', problems: [] });

      const [released] = (await shopper.panel('ledger')).entries.flatMap(({ release }) => release ?? []);
      expect(new Set(receiver.requests.map(({ method, path, body }) => `${method} ${path} ${body}`))).toEqual(
        new Set([`POST /v1/sites/demo/releases ${released!.bytes}`]),
      );
      expect(receiver.requests.filter(({ headers }) => headers.cookie !== undefined)).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      expect(outgoing.to('/elsewhere')).toEqual([]);
      await shopper.forYou();
      expect((await shopper.panel('status')).codebookHash).toBe(codebookHash);
    } finally {
      await Promise.all([shop.close(), receiver.close()]);
    }
  });
});
