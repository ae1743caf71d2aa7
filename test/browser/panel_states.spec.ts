import type { BrowserContext, Page } from '@playwright/test';
import type { LanguageCode } from '../../src/ui/language.ts';
import { controlWords } from '../../src/ui/words/control_words.ts';
import { factsWords } from '../../src/ui/words/facts_words.ts';
import { historyWords } from '../../src/ui/words/history_words.ts';
import { ledgerWords } from '../../src/ui/words/ledger_words.ts';
import { nounsFor } from '../../src/ui/words/nouns.ts';
import { panelWords } from '../../src/ui/words/panel_words.ts';
import { pauseWords } from '../../src/ui/words/pause_words.ts';
import { releaseWords } from '../../src/ui/words/release_words.ts';
import { takeAwayWords } from '../../src/ui/words/take_away_words.ts';
import { tasteWords } from '../../src/ui/words/taste_words.ts';
import { timelineWords } from '../../src/ui/words/timeline_words.ts';
import { violations, WCAG_22_AA } from '../support/axe.ts';
import { sendDueRelease } from '../support/due_release.ts';
import { answer } from '../support/faults.ts';
import { bringBack, longHistory } from '../support/long_history.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';
import { unfold } from '../support/unfold.ts';

// Every state that the panel and the row can be in, of a device that is full, breaks no rule of WCAG 2.2 AA.

// A colour on its way from one theme to the other has the contrast of neither.
test.use({ contextOptions: { reducedMotion: 'reduce' }, tolerated: /status of 404/ });

/** All that the panel says, of a shop, in one language. */
function wordsOf(code: LanguageCode) {
  const nouns = nounsFor(code, 'shop');
  return {
    ...{ panel: panelWords[code](nouns), control: controlWords[code](nouns), facts: factsWords[code] },
    ...{ history: historyWords[code](nouns), timeline: timelineWords[code](nouns), taste: tasteWords[code] },
    ...{ ledger: ledgerWords[code](nouns), release: releaseWords[code](nouns), pause: pauseWords[code] },
    takeAway: takeAwayWords[code](nouns),
  };
}

for (const [locale, code] of [
  ['en-GB', 'en'],
  ['zh-CN', 'zh'],
] as const) {
  test.describe(`${locale}, light and dark`, () => {
    test.use({ locale });

    test('no state of panel and row breaks a rule of WCAG 2.2 AA', async ({ page, context, world }) => {
      test.setTimeout(240_000);
      const shopper = new Shopper(page, world);
      const words = wordsOf(code);
      const panel = page.locator('inkling-panel');
      const broken: string[] = [];
      const looked: string[] = [];
      const look = async (state: string, within: string | undefined = 'inkling-panel') => {
        looked.push(state);
        const found = await violations(page, WCAG_22_AA, within);
        await page.emulateMedia({ colorScheme: 'dark' });
        found.push(...(await violations(page, ['color-contrast'], within)));
        await page.emulateMedia({ colorScheme: 'light' });
        broken.push(...found.map((sentence) => `${state}: ${sentence}`));
      };
      const press = (name: string | RegExp) => panel.getByRole('button', { name }).first().click();
      const section = async (name: keyof typeof words.panel.sections) => {
        await panel.getByRole('tab', { name: words.panel.sections[name] }).click();
        await expect(panel.getByRole('tabpanel', { name: words.panel.sections[name] })).not.toBeEmpty();
        await expect(panel.getByRole('status', { name: words.panel.loading })).toHaveCount(0);
      };

      await shopper.open('/profile');
      await expect(panel.getByText(words.panel.nothingYetOff).first()).toBeVisible();
      await look('before any choice');
      await shopper.open();
      await shopper.answer('release');
      await shopper.open('/profile');
      await expect(panel.getByText(words.panel.nothingYetOn)).toBeVisible();
      await look('nothing done yet');
      await section('history');
      await look('an empty history');
      await section('left');
      await look('nothing sent');

      await bringBack(page, longHistory(world.shopUrl, await shopper.now()));
      await sendDueRelease(shopper);
      await shopper.forYou();
      await look('the shop with its row', 'body');
      const answered = await hold(context, '**/inkling-panel-answers.js');
      await shopper.open('/profile');
      await expect(panel.getByRole('status', { name: words.panel.loading })).toBeVisible();
      await look('loading');
      await answered();

      await page.reload();
      await panel.locator('[data-interest] .head').first().click();
      await panel.locator('[data-interest] .head').nth(1).click();
      await press(words.taste.tastes.never);
      await expect(panel.getByRole('columnheader', { name: words.taste.after }).first()).toBeVisible();
      await expect(panel.getByText(words.taste.checked).first()).toBeVisible();
      await unfold(panel);
      await press(words.panel.clear.everything);
      await look('interests unfolded, questions open, the form of facts');
      await press(words.panel.clear.keep);

      await section('history');
      await press(words.timeline.pictures);
      await press(new RegExp(`^${words.history.history.notMe}`));
      await press(new RegExp(`^${words.history.history.deleteOne}`));
      await look('5,000 entries: pictures, a mark, one on its way out');
      await press(words.timeline.select);
      await press(words.timeline.selectPage);
      await look('some selected');
      await press(words.timeline.done);
      await panel.getByRole('searchbox', { name: words.timeline.search }).fill('zzzz');
      await expect(panel.getByText(words.timeline.nothingFound)).toBeVisible();
      await look('nothing found');

      await section('left');
      await unfold(panel);
      await press(words.ledger.check);
      await press(words.release.copy);
      await press(words.release.erase.ask);
      await look('a release, all of it, and the question before erasing');

      await section('controls');
      await unfold(panel);
      await panel.getByRole('checkbox', { name: words.takeAway.parts.done }).check();
      await press(words.takeAway.deleteParts);
      await press(words.panel.clear.forget);
      await bring(page, '{"format":"inkling-device/2"}', words.takeAway.choose);
      await expect(panel.getByText(words.takeAway.trouble.version).first()).toBeVisible();
      await look('controls: questions open, a file refused');
      await press(words.pause.hour);
      await expect(panel.getByRole('button', { name: words.pause.goOn })).toBeVisible();
      await look('paused');
      await shopper.open();
      await expect(page.getByRole('button', { name: words.pause.openPanel })).toBeVisible();
      await look('the shop, paused', 'body');
      await page.getByRole('button', { name: words.pause.openPanel }).click();
      await expect(page.getByRole('dialog').getByRole('tab').first()).toBeVisible();
      await look('the dialog', 'dialog');
      const lock = (on: boolean) =>
        page.evaluate(
          (is) => (window as unknown as { inkling: { lock(on: boolean): unknown } }).inkling.lock(is),
          on,
        );
      await lock(true);
      await expect(panel.getByText(words.panel.locked)).toBeVisible();
      await look('locked', 'dialog');
      await lock(false);

      const missing = async (glob: string, sentence: string, name: keyof typeof words.panel.sections) => {
        const mend = await answer(context, glob, (route) => route.fulfill({ status: 404 }));
        await shopper.open('/profile');
        await panel.getByRole('tab', { name: words.panel.sections[name] }).click();
        await expect(panel.getByText(sentence).first()).toBeVisible();
        await look(`${glob} is missing`);
        await mend();
      };
      await shopper.open('/profile');
      await press(words.pause.goOn);
      await missing('**/models/demo/manifest.json', words.panel.problems['model-missing'], 'about');
      await missing('**/inkling-panel-answers.js', words.panel.errors['file-unavailable'], 'about');
      await missing('**/inkling-panel-sections-*.js', words.panel.partMissing, 'history');

      await shopper.open('/profile');
      await press(words.panel.clear.everything);
      await press(words.panel.clear.confirm);
      await expect(panel.getByRole('button', { name: words.panel.close })).toBeVisible();
      await look('everything deleted');

      expect(broken).toEqual([]);
      expect(looked).toHaveLength(20);
    });
  });
}

/** Holds requests back until it is told to let them go. */
async function hold(context: BrowserContext, glob: string): Promise<() => Promise<void>> {
  let letGo = () => {};
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const mend = await answer(context, glob, async (route) => {
    await gone;
    await route.continue();
  });
  return async () => {
    letGo();
    await mend();
  };
}

async function bring(page: Page, text: string, button: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.locator('inkling-panel').getByRole('button', { name: button }).click(),
  ]);
  await chooser.setFiles({
    name: 'inkling-device.json',
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  });
}
