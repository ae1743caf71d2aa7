import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.ts';
import { expect, test } from '../support/outgoing.ts';
import { playKill } from '../tabs/kill.ts';
import { startLab } from '../tabs/lab.ts';

/** By their number: what is on disk there, and what must come of it. */
const STEPS = [1, 3, 5, 6, 7, 9];
const SHORT = [3];

test('a browser killed in the middle of a release finds what it had booked, and sends the same bytes', async ({
  world,
}) => {
  const steps = process.env.INKLING_LONG === '1' ? STEPS : SHORT;
  test.setTimeout(steps.length * 120_000);
  const lab = await startLab(world.receiverUrl);
  const options = {
    executablePath: chromiumPath(),
    args: [...CHROMIUM_ARGS, '--no-sandbox'],
  };
  for (const stopAt of steps) {
    const period = 7_000 + stopAt;
    const { stopped, found, last, held } = await playKill(options, `${lab.url}/tabs/`, { period, stopAt });

    // Nothing that was committed before the kill is lost.
    expect(stopped.stoppedAt).toBe(stopped.steps[stopAt]);
    const committed = stopped.steps.filter((step) => step.endsWith('committed'));
    expect(found.budget?.spends).toMatchObject([
      { period, state: committed.length >= 3 ? 'committed' : 'reserved' },
    ]);
    expect(found.ledger).toHaveLength(committed.length >= 2 ? 2 : 0);
    // And the release is completed: one draw, the one in the ledger.
    expect(last.state).toBe('sent');
    const arrived = (await world.receiver.releases()).filter((release) => release.period === period);
    expect(arrived).toHaveLength(1);
    const posts = world.receiver.requests.filter(({ body }) => body.readUInt16LE(10) === period);
    const draws = new Set(posts.map(({ body }) => body.toString('hex')));
    expect(held.ledger.map(({ release }) => release?.bytes)).toEqual([undefined, ...draws]);
    if (found.ledger.length > 0) expect(held.ledger).toEqual(found.ledger);
    expect(held.outbox).toEqual([]);
  }
  await lab.close();
});
