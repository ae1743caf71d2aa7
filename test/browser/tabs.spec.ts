import type { BrowserContext, Page } from '@playwright/test';
import { DAY_MS } from '../../src/contract/config.ts';
import { parseRelease } from '../../src/contract/release.ts';
import { Prng } from '../../src/simulate/prng.ts';
import { test as base, expect, type Outgoing, type World } from '../support/outgoing.ts';
import { type LabServer, startLab } from '../tabs/lab.ts';
import type { Held, Lab, Visit } from '../tabs/page.ts';
import { type Ask, measure, playRound, startOf } from '../tabs/rounds.ts';

const IS_LONG = process.env.INKLING_LONG === '1';
const WORKER_ROUNDS = IS_LONG ? 200 : 20;
const TAB_ROUNDS = IS_LONG ? 10 : 1;
const TABS = 10;
const RELEASES = '/v1/sites/demo/releases';

const test = base.extend<object, { lab: LabServer }>({
  lab: [
    async ({ world }, use) => {
      const lab = await startLab(world.receiverUrl);
      await use(lab);
      await lab.close();
    },
    { scope: 'worker' },
  ],
});

test(`workers ended at seeded moments, ${WORKER_ROUNDS} rounds: one release a period, always the same bytes`, async ({
  page,
  world,
  lab,
  outgoing,
}) => {
  test.setTimeout(IS_LONG ? 1_800_000 : 180_000);
  await page.goto(`${lab.url}/tabs/`);
  const ask = asking(page);
  const undisturbed = await measure(ask);

  const stops: string[] = [];
  for (let number = 0; number < WORKER_ROUNDS; number++) {
    const round = await playRound(ask, number, undisturbed);
    stops.push(...round.stops);
    expect(round.last.map(({ state }) => state)).toEqual(['sent', 'sent']);
    await expectOneRelease(round.period, round.held, { world, outgoing });
  }

  // The barrier: workers were ended, and at most of the steps that there are.
  expect(stops.length).toBeGreaterThan(WORKER_ROUNDS);
  expect(new Set(stops).size).toBeGreaterThanOrEqual(5);
  const attempts = outgoing.to(RELEASES).length;
  console.log(`  ${WORKER_ROUNDS} rounds: ${stops.length} workers ended, ${attempts} requests`);
});

test(`ten tabs at once, closed and crashed, ${TAB_ROUNDS} rounds: one release a period, always the same bytes`, async ({
  context,
  page,
  world,
  lab,
  outgoing,
}) => {
  test.setTimeout(TAB_ROUNDS * 120_000);
  await page.goto(`${lab.url}/tabs/`);
  const ask = asking(page);
  const { steps } = await measure(ask);

  let ended = 0;
  for (let round = 0; round < TAB_ROUNDS; round++) {
    const prng = new Prng(7_000 + round);
    const period = 3_000 + round;
    const dueAt = await ask((lab, at) => lab.begin(at), startOf(period));
    const tabs = await openTabs(context, `${lab.url}/tabs/`, TABS);
    const endings = tabs.map((tab, i) => async () => {
      const visit: Visit = {
        at: dueAt + i,
        ...(i < 6 && { stopAt: prng.integer(steps.length), isHeld: true }),
      };
      const { stoppedAt } = await asking(tab)((lab, given) => lab.visit(given), visit);
      if (stoppedAt !== undefined) ended++;
      // A crash takes the whole process of the tab, hence also its neighbours in it.
      if (stoppedAt !== undefined && i % 3 === 0) await crash(tab);
      await tab.close();
    });
    // A neighbour's crash ends a visit without an answer, which is what the round is about.
    await Promise.allSettled(endings.map((end) => end()));
    await Promise.all(tabs.map((tab) => tab.close()));

    const last = await ask((lab, at) => lab.visit({ at }), dueAt + DAY_MS / 2);
    expect(last.state).toBe('sent');
    await expectOneRelease(period, await ask((lab) => lab.held(), undefined), { world, outgoing });
  }
  expect(ended).toBeGreaterThan(0);
  console.log(`  ${TAB_ROUNDS} rounds of ${TABS} tabs: ${ended} ended in the middle of a release`);
});

test('thirteen periods in a row: twelve releases, and the panel says that the thirteenth is skipped', async ({
  page,
  world,
  lab,
  outgoing,
}) => {
  const FIRST = 4_000;
  await page.goto(`${lab.url}/tabs/`);
  const ask = asking(page);
  await ask((lab, at) => lab.begin(at), startOf(FIRST));

  const states: unknown[] = [];
  for (let period = FIRST; period < FIRST + 13; period++) {
    const { dueAt, periodEndsAt } = await ask((lab, at) => lab.status(at), startOf(period));
    const at = dueAt ?? periodEndsAt - 1;
    states.push((await ask((lab, given) => lab.visit({ at: given }), at)).state);
  }
  expect(states).toEqual([...Array(12).fill('sent'), 'spent']);
  const periods = outgoing.to(RELEASES).map(({ body }) => parseRelease(body).period);
  expect(periods).toEqual(Array.from({ length: 12 }, (_, i) => FIRST + i));
  const stored = (await world.receiver.releases()).filter(
    ({ period }) => period >= FIRST && period < FIRST + 13,
  );
  expect(stored).toHaveLength(12);

  await page.evaluate(
    (at) => localStorage.setItem('inkling-demo-clock', String(at - Date.now())),
    startOf(FIRST + 12) + 27 * DAY_MS,
  );
  await page.goto(`${lab.url}/profile`);
  await page.getByRole('tab', { name: 'What left' }).click();
  await expect(page.getByText('The limit for a year is used up')).toBeVisible();
  await expect(page.getByText('is skipped')).toBeVisible();
  expect(outgoing.to(RELEASES)).toHaveLength(12);
});

for (const days of [-400, 400]) {
  test(`a clock moved by ${days} days and back gives no second release of a period`, async ({
    page,
    lab,
    outgoing,
  }) => {
    const PERIOD = days < 0 ? 5_000 : 5_100;
    await page.goto(`${lab.url}/tabs/`);
    const ask = asking(page);
    const dueAt = await ask((lab, at) => lab.begin(at), startOf(PERIOD));
    expect((await ask((lab, at) => lab.visit({ at }), dueAt)).state).toBe('sent');

    const away = await ask((lab, at) => lab.status(at), dueAt + days * DAY_MS);
    await ask((lab, at) => lab.visit({ at }), away.dueAt ?? dueAt + days * DAY_MS);
    const sent = outgoing.to(RELEASES).map(({ body }) => parseRelease(body).period);
    for (const later of [0, 1, 2]) await ask((lab, at) => lab.visit({ at }), dueAt + later * 60_000);

    // Set forward it is believed, and the far period has its one release; set back it brings nothing back.
    expect(sent).toEqual(days < 0 ? [PERIOD] : [PERIOD, away.period]);
    expect(outgoing.to(RELEASES)).toHaveLength(sent.length);
    const { budget } = await ask((lab) => lab.held(), undefined);
    // Four hundred days on, the first has left the year.
    expect(budget!.spends.map(({ period }) => period)).toEqual(sent.slice(-1));
  });
}

test('storage evicted in the middle of a release: what was drawn is gone, and nothing leaves before a new choice', async ({
  page,
  lab,
  outgoing,
}) => {
  await page.goto(`${lab.url}/tabs/`);
  const ask = asking(page);
  const { steps } = await measure(ask);
  const before = outgoing.to(RELEASES).length;
  const sendAt = steps.indexOf('send');
  for (let stopAt = 0; stopAt < sendAt; stopAt++) {
    const at = startOf(6_000 + stopAt);
    const dueAt = await ask((lab, given) => lab.begin(given), at);
    await ask((lab, given) => lab.visit(given), { at: dueAt, stopAt } satisfies Visit);
    await ask((lab) => lab.evict(), undefined);

    const { state } = await ask((lab, given) => lab.visit({ at: given }), dueAt + DAY_MS);
    expect(state).toBe('off');
    expect(await ask((lab) => lab.held(), undefined)).toEqual({ ledger: [], outbox: [] });
  }
  expect(outgoing.to(RELEASES)).toHaveLength(before);
});

/** At the receiving end, on the wire and in the databases: one draw, in the ledger as it left. */
async function expectOneRelease(
  period: number,
  held: Held,
  { world, outgoing }: { world: World; outgoing: Outgoing },
): Promise<void> {
  const left = outgoing.to(RELEASES).filter(({ body }) => parseRelease(body).period === period);
  const draws = [...new Set(left.map(({ body }) => body.toString('hex')))];
  expect(draws, `draws that left in period ${period}`).toHaveLength(1);
  expect(held.ledger.map(({ release }) => release?.bytes)).toEqual([undefined, ...draws]);
  expect(held.outbox).toEqual([]);
  expect(held.budget?.spends).toMatchObject([{ period, state: 'committed' }]);
  const stored = (await world.receiver.releases()).filter((release) => release.period === period);
  expect(stored).toHaveLength(1);
}

/** Runs a function in the page, with the laboratory there. */
function asking(page: Page): Ask {
  return (work, given) =>
    page.evaluate(
      ([source, value]) =>
        (
          new Function('lab', 'given', `return (${source})(lab, given)`) as (
            lab: Lab,
            given: unknown,
          ) => never
        )(window.lab, value),
      [String(work), given] as const,
    );
}

const openTabs = (context: BrowserContext, url: string, count: number): Promise<Page[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const tab = await context.newPage();
      await tab.goto(url);
      return tab;
    }),
  );

/** Ends the process of the tab, with whatever it was doing. */
async function crash(tab: Page): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  const crashed = tab.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined); // nobody is left to answer
  await crashed;
}
