import type { Page } from '@playwright/test';
import { fiveItemsOf } from '../support/demo_items.ts';
import { sendDueRelease } from '../support/due_release.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';
import { unfold } from '../support/unfold.ts';

// On paper, and in the colours of the system.

const SECTIONS = ['About you', 'History', 'What left', 'Controls'] as const;

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('on paper and in forced colours all that is unfolded can be read, and nothing is pressed on paper', async ({
  page,
  world,
}) => {
  test.setTimeout(180_000);
  const shopper = await Shopper.arrive(page, world, 'release');
  for (const item of fiveItemsOf('Garden').slice(0, 2)) await shopper.view(item);
  await sendDueRelease(shopper);
  await shopper.open('/profile');
  const panel = page.locator('inkling-panel');

  for (const tab of SECTIONS) {
    await page.emulateMedia({ media: 'screen', forcedColors: 'none', colorScheme: 'light' });
    await panel.getByRole('tab', { name: tab }).click();
    const section = panel.getByRole('tabpanel', { name: tab });
    await expect(section).not.toBeEmpty();
    await expect(panel.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    if (tab === 'About you') await section.getByRole('button', { name: /^Garden/ }).click();
    await unfold(section);
    const onScreen = await wordsOf(page);
    // Barrier: on the screen there are controls.
    expect(await section.getByRole('button').count()).toBeGreaterThan(0);

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const button of await section.getByRole('button').all())
      expect(await button.getAttribute('aria-expanded'), tab).not.toBeNull(); // an interest's name and share
    for (const role of ['checkbox', 'searchbox', 'combobox', 'textbox'] as const)
      expect(await section.getByRole(role).count(), `${tab} ${role}`).toBe(0);
    await expect(panel.getByRole('tablist')).toBeHidden();
    const onPaper = await wordsOf(page);
    expect(onPaper.size, tab).toBeGreaterThan(onScreen.size / 3);
    expect(await unreadable(page, 'white'), `${tab} on paper`).toEqual([]);

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ media: 'screen', forcedColors: 'active', colorScheme });
      expect(await unreadable(page, 'Canvas'), `${tab}, forced, ${colorScheme}`).toEqual([]);
      expect(await invisibleFocus(page), `${tab}, forced, ${colorScheme}`).toEqual([]);
    }
  }
});

/** Every piece of text of the section that is seen. */
async function wordsOf(page: Page): Promise<Set<string>> {
  const texts = await page.evaluate(() => {
    const section = document.querySelector('inkling-panel')!.shadowRoot!.querySelector('#section')!;
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode as Text;
      if (data.trim() && parentElement!.checkVisibility()) found.push(data.trim());
    }
    return found;
  });
  return new Set(texts);
}

/** Text that is cut off, and text or drawings with less contrast to the ground than AA asks: 4.5, of drawings 3. */
const unreadable = (page: Page, ground: string): Promise<string[]> =>
  page.evaluate((base) => {
    const section = document.querySelector('inkling-panel')!.shadowRoot!.querySelector('#section')!;
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const probe = document.createElement('i');
    probe.style.setProperty('forced-color-adjust', 'none');
    document.body.append(probe);
    const resolve = (color: string): number[] => {
      probe.style.color = color;
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = getComputedStyle(probe).color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (rgb: number[]) =>
      rgb
        .slice(0, 3)
        .map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i]!, 0);
    const contrast = (over: number[], b: number[]) => {
      const a = over.slice(0, 3).map((value, i) => value * (over[3]! / 255) + b[i]! * (1 - over[3]! / 255));
      const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
      return (light + 0.05) / (dark + 0.05);
    };
    const groundOf = (element: Element): number[] => {
      for (let at: Element | null = element; at && section.contains(at); at = at.parentElement) {
        const color = resolve(getComputedStyle(at).backgroundColor);
        if (color[3] === 255 && base !== 'white') return color; // backgrounds are not printed
      }
      return resolve(base);
    };
    const broken: string[] = [];
    for (const element of section.querySelectorAll<HTMLElement>('*')) {
      if (!element.checkVisibility() || element.closest('.hidden')) continue;
      const style = getComputedStyle(element);
      const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue!.trim());
      const name = `${element.localName}.${element.getAttribute('class') ?? ''} ${element.textContent!.trim().slice(0, 30)}`;
      if (isText && contrast(resolve(style.color), groundOf(element)) < 4.5)
        broken.push(`${name}: ${style.color}`);
      if (
        base === 'white' &&
        isText &&
        style.overflow !== 'visible' &&
        element.scrollHeight > element.clientHeight + 1
      )
        broken.push(`${name}: cut off`);
      const drawn = element.matches('.fill, .drawn, .drawing rect')
        ? style.fill
        : element.matches('.line')
          ? style.stroke
          : '';
      if (drawn && contrast(resolve(drawn), groundOf(element)) < 3) broken.push(`${name}: drawn in ${drawn}`);
    }
    probe.remove();
    return broken;
  }, ground);

/** What has the focus and does not show it. */
async function invisibleFocus(page: Page): Promise<string[]> {
  const panel = page.locator('inkling-panel');
  await panel.getByRole('tab', { selected: true }).focus();
  const broken: string[] = [];
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.querySelector('inkling-panel')!.shadowRoot!.activeElement;
      if (!element) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        name: element.textContent!.trim().slice(0, 30),
        isShown: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
      };
    });
    if (seen && !seen.isShown) broken.push(seen.name);
  }
  return broken;
}
