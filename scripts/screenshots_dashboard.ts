import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from '@playwright/test';
import { createReceiver } from '../src/receiver/server.ts';
import { CROWD_NOW, sendCrowd } from './crowd.ts';
import { DEMO_MODEL, DEMO_SITE, MODELS_FOLDER } from './demo.ts';

const SHOPPERS = 20_000;

/** The receiver's dashboard with what simulated shoppers released over three periods. */
export async function takeDashboard(
  browser: Browser,
  folder: string,
  looks: readonly { readonly name: string; readonly context: BrowserContextOptions }[],
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'inkling-dashboard-'));
  const database = join(scratch, 'receiver.sqlite');
  try {
    await sendCrowd(database, SHOPPERS);
    const receiver = await createReceiver({
      ...{ database, modelsDir: MODELS_FOLDER, live: [DEMO_MODEL], site: DEMO_SITE, now: () => CROWD_NOW },
    });
    try {
      const url = await receiver.listen({ port: 0, host: '127.0.0.1' });
      for (const { name, context } of looks) {
        const opened = await browser.newContext({ ...context, reducedMotion: 'reduce', timezoneId: 'UTC' });
        const page = await opened.newPage();
        await page.goto(url);
        await page.locator('.chart canvas').waitFor();
        await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
        await page.screenshot({ path: join(folder, `dashboard-${name}.png`), fullPage: name === 'light' });
        console.log(`  docs/screenshots/dashboard-${name}.png`);
        await opened.close();
      }
    } finally {
      await receiver.close();
    }
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** Says what would be squares in the pictures. */
export function warnOfMissingFonts(): void {
  const { stdout = '', error } = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  if (!error && stdout.trim() === '')
    console.error('  no font here has Chinese: the pictures in zh-CN will show squares (fonts-noto-cjk has)');
}
