import type { BrowserContext } from '@playwright/test';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const [item, other] = fiveItemsOf('Kitchen');

/**
 * Fakes of the tools. Each has `answer(word)`, which a shopper's click on the tool's own banner would
 * call; the answer stays for the pages that follow, as a tool's own cookie would keep it.
 */
const FAKES: Readonly<Record<string, string>> = {
  tcf: `
    const listeners = [];
    const data = () => ({
      gdprApplies: true, tcfPolicyVersion: 5, cmpStatus: 'loaded',
      eventStatus: word() ? 'useractioncomplete' : 'cmpuishown',
      purpose: { consents: word() === 'yes' ? { 1: true, 5: true, 6: true, 9: true } : {} },
    });
    window.__tcfapi = (command, version, callback) => { listeners.push(callback); callback(data(), true); };
    changed = () => listeners.forEach((callback) => callback(data(), true));`,
  shopify: `
    window.Shopify = { customerPrivacy: {
      analyticsProcessingAllowed: () => word() === 'yes',
      marketingAllowed: () => word() === 'yes',
      saleOfDataAllowed: () => word() === 'yes',
      currentVisitorConsent: () => ({ analytics: word() ?? '' }),
    } };
    changed = () => document.dispatchEvent(new CustomEvent('visitorConsentCollected'));`,
  consentMode: `
    window.dataLayer = window.dataLayer || [];
    function gtag() { dataLayer.push(arguments); }
    const all = (state) => ({ analytics_storage: state, ad_user_data: state, ad_personalization: state });
    gtag('consent', 'default', { ...all('denied'), wait_for_update: 500 });
    changed = () => gtag('consent', 'update', all(word() === 'yes' ? 'granted' : 'denied'));
    if (word()) changed();`,
  wordpress: `
    window.wp_consent_type = 'optin';
    window.wp_has_consent = () => word() === 'yes';
    changed = () => {
      for (const category of ['statistics', 'marketing'])
        document.cookie = 'wp_consent_' + category + '=' + (word() === 'yes' ? 'allow' : 'deny') + '; path=/';
      document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change'));
    };`,
  function: `
    window.inklingConfig = { consent: async () => {
      if (!word()) return undefined;
      return { record: word() === 'yes', release: word() === 'yes' };
    } };
    changed = () => {};`,
};

const install = (context: BrowserContext, fake: string) =>
  context.addInitScript(`{
    let changed;
    const word = () => localStorage.getItem('tool-answer') ?? undefined;
    ${fake}
    window.answer = (given) => { localStorage.setItem('tool-answer', given); changed(); };
  }`);

const answer = (shopper: Shopper, word: 'yes' | 'no') =>
  shopper.page.evaluate(
    (given) => (window as unknown as { answer(given: string): void }).answer(given),
    word,
  );

for (const [tool, fake] of Object.entries(FAKES)) {
  test(`${tool}: nothing before the answer, all after a yes, nothing after a no`, async ({
    page,
    world,
    context,
    outgoing,
  }) => {
    const releasesBefore = (await world.receiver.releases()).length;
    const shopper = new Shopper(page, world);
    await install(context, fake);
    await shopper.open(item.url);
    // Barrier: the readers are here, and the tool has been asked.
    await expect.poll(async () => (await shopper.panel('consentView')).tools).toHaveProperty(tool);
    expect((await shopper.panel('consentView')).recordReason).toBe('pending');
    expect(await shopper.databases()).toEqual([]);
    expect(outgoing.to('/models/')).toEqual([]);
    expect(outgoing.to('/inkling-worker')).toEqual([]);

    await answer(shopper, 'yes');
    // What was seen before the answer waited in memory; a function is asked when something is recorded.
    await page.locator('[data-buy] button[type=submit]').click();
    await shopper.hasRecorded('view', item.id);
    const [choice] = (await shopper.rows('inkling-guard', 'choice')) as [object];
    expect(choice).toMatchObject({
      record: true,
      release: true,
      by: 'tool',
      at: expect.any(Number),
      tools: { [tool]: { record: true, release: true } },
    });
    await shopper.view(other!);
    expect(await shopper.panel('consentView')).toMatchObject({ record: true, release: true });

    await answer(shopper, 'no');
    await page.locator('[data-buy] button[type=submit]').click();
    await expect.poll(() => shopper.databases()).toEqual(['inkling-guard']);
    await shopper.open(item.url);
    await expect.poll(async () => (await shopper.panel('consentView')).recordReason).toBe('tool');
    expect(await shopper.databases()).toEqual(['inkling-guard']);
    expect(await shopper.rows('inkling-guard', 'choice')).toMatchObject([{ record: false, by: 'tool' }]);
    expect(outgoing.to('/v1/')).toEqual([]);
    expect(await world.receiver.releases()).toHaveLength(releasesBefore);
  });
}

test('a tool that refuses from the start leaves no database at all, whatever the shop’s banner says', async ({
  page,
  world,
  context,
  outgoing,
}) => {
  const shopper = new Shopper(page, world);
  await install(context, FAKES.tcf!);
  await shopper.open();
  await answer(shopper, 'no');

  await shopper.open(item.url);
  await page.locator('[data-consent] button[value=release]').click();
  await expect.poll(async () => (await shopper.panel('consentView')).recordReason).toBe('tool');
  await shopper.open(other!.url);
  await expect.poll(async () => (await shopper.panel('consentView')).recordReason).toBe('tool');

  expect(await shopper.databases()).toEqual([]);
  expect(outgoing.to('/v1/')).toEqual([]);
  expect(outgoing.to('/inkling-worker')).toEqual([]);
});

test('GPP: an opt-out stops what the shop’s banner allowed, and the panel says what did', async ({
  page,
  world,
  context,
  outgoing,
}) => {
  const shopper = await Shopper.arrive(page, world, 'release');
  await shopper.view(item);
  await context.addInitScript(() => {
    (window as unknown as { __gpp: unknown }).__gpp = (_: string, callback: (message: object) => void) =>
      callback({ pingData: { signalStatus: 'ready', parsedSections: { usnat: [{ SaleOptOut: 1 }] } } });
  });

  await shopper.open('/profile');

  await expect(
    page.getByText("Turned off by your choice in this shop's privacy settings.").first(),
  ).toBeVisible();
  await expect.poll(() => shopper.databases()).toEqual(['inkling-guard']);
  expect(outgoing.to('/v1/')).toEqual([]);
});

test.describe('when the readers are blocked', () => {
  test.use({ tolerated: /Failed to load resource/ });

  test('a tool stays undecided, and nothing is written', async ({ page, world, context }) => {
    const shopper = new Shopper(page, world);
    await context.route('**/inkling-consent.js', (route) => route.abort('blockedbyclient'));
    await install(context, FAKES.tcf!);
    await shopper.open(item.url);
    await answer(shopper, 'yes');
    await page.locator('[data-consent] button[value=release]').click();

    await shopper.open(other!.url);

    expect(await shopper.panel('consentView')).toMatchObject({ record: false, recordReason: 'pending' });
    expect(await shopper.databases()).not.toContain('inkling');
  });
});
