import { expect } from './outgoing.ts';
import type { Shopper } from './shopper.ts';

const MINUTE_MS = 60_000;

/** Jumps to when this period's release falls due, past the wait of a page, and waits until it was sent. */
export async function sendDueRelease(shopper: Shopper): Promise<void> {
  const { dueAt } = await shopper.ask('release');
  await shopper.jump(dueAt! - (await shopper.now()) + 1);
  await shopper.open();
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('due');
  await shopper.jump(MINUTE_MS);
  await expect.poll(async () => (await shopper.ask('release')).state).toBe('sent');
}
