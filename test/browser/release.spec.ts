import { RELEASE_BYTES } from '../../src/contract/release.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const MINUTE_MS = 60_000;
const RELEASES = '/v1/sites/demo/releases';
const items = fiveItemsOf('Garden');

interface Counts {
  readonly releases: number;
  readonly rows: readonly number[];
}

test('one release a period leaves, when it is due and not before, and clearing leaves the guard alone', async ({
  page,
  world,
  outgoing,
}) => {
  const shopper = new Shopper(page, world);
  const counted = async (period: number): Promise<number> => {
    const answer = await fetch(`${world.receiverUrl}/v1/sites/demo/counts?period=${period}`);
    return ((await answer.json()) as Counts).releases;
  };
  /** Jumps past this visit's random wait, after which the page lets a due release go. */
  const waitOut = () => shopper.jump(MINUTE_MS);
  await shopper.open();
  await shopper.answer('release');
  for (const item of items) await shopper.view(item);

  // Not due yet: the status says so on a page whose wait is over, and nothing has left.
  const first = await shopper.ask('release');
  await waitOut();
  expect((await shopper.ask('release')).state).toBe('waiting');
  expect(outgoing.to('/v1/')).toEqual([]);
  const before = await counted(first.period);

  // Due: exactly one POST of 128 bytes.
  await shopper.jump(first.dueAt! - (await shopper.now()) + 1);
  await shopper.open();
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
  expect(outgoing.to('/v1/')).toEqual([]);
  await waitOut();
  const [post] = await outgoing.wait(RELEASES);
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('sent');
  expect(post!.method).toBe('POST');
  expect(post!.body).toHaveLength(RELEASE_BYTES);
  expect(await counted(first.period)).toBe(before + 1);

  // What left stands in the ledger, byte for byte, and the page may know the row that was drawn.
  const ledger = await shopper.panel('ledger');
  const entry = ledger.entries.at(-1)!.release!;
  expect(entry.bytes).toBe(post!.body.toString('hex'));
  expect(ledger.intact).toBe(true);
  expect(await shopper.ask('cohort')).toMatchObject({ row: entry.row, K: 16, period: first.period });

  // More pages in the period send nothing. Barrier: each page's wait is over and its worker has answered.
  for (const item of items.slice(0, 2)) {
    await shopper.view(item);
    await waitOut();
    expect((await shopper.ask('release')).state).toBe('sent');
  }
  expect(outgoing.to('/v1/')).toHaveLength(1);

  // The next period sends one more.
  await shopper.jump(first.periodEndsAt - (await shopper.now()) + 1);
  await shopper.open();
  const second = await shopper.ask('release');
  expect(second.period).toBe(first.period + 1);
  await shopper.jump(second.dueAt! - (await shopper.now()) + 1);
  await shopper.open();
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
  await waitOut();
  await outgoing.wait(RELEASES, 2);
  await expect.poll(() => counted(second.period)).toBe(1);
  const nonces = outgoing.to(RELEASES).map(({ body }) => body.subarray(28, 44).toString('hex'));
  expect(new Set(nonces).size).toBe(2);

  // Clear, by the shopper's hand: zero rows everywhere but the guard, which is shown.
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');
  await panel.getByRole('button', { name: 'Delete everything on this device' }).click();
  await panel.getByRole('button', { name: 'Delete it' }).click();
  await expect(panel.getByText('The database now holds 0 rows')).toBeVisible();
  const { rows, guard } = await shopper.panel('storage');
  const held = Object.entries(rows).filter(([, count]) => count > 0);
  expect(held).toEqual([
    ['inkling-guard/choice', 1],
    ['inkling-guard/budget', 1],
  ]);
  expect(guard!.budget!.spends.map(({ period }) => period)).toEqual([first.period, second.period]);
  for (const store of ['interactions', 'items', 'ledger', 'outbox', 'profile', 'settings']) {
    expect(await shopper.rows('inkling', store), store).toEqual([]);
  }

  // The cleared period is not released again.
  await shopper.open();
  await waitOut();
  expect((await shopper.ask('release')).state).toBe('sent');
  expect(outgoing.to('/v1/')).toHaveLength(2);
});
