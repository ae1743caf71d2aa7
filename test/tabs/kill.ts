import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type LaunchOptions, type Page } from 'puppeteer-core';
import { DAY_MS } from '../../src/contract/config.ts';
import type { Held, VisitOutcome } from './page.ts';
import { startOf } from './rounds.ts';

export interface KillOutcome {
  readonly stopped: VisitOutcome;
  /** What the next start of the browser found on disk. */
  readonly found: Held;
  readonly last: VisitOutcome;
  readonly held: Held;
}

/**
 * A browser killed by the system (SIGKILL, the whole process at once) while a release stands still at a step,
 * started again on the same profile, and visited once more.
 *
 * Shows that a process may die at that moment. It shows nothing about a power cut: what a killed process
 * has handed to the kernel is still written, whether or not it was synced.
 */
export async function playKill(
  options: LaunchOptions,
  url: string,
  { period, stopAt }: { readonly period: number; readonly stopAt: number },
): Promise<KillOutcome> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'inkling-kill-'));
  const open = async () => {
    const browser = await puppeteer.launch({ ...options, userDataDir });
    const page = await browser.newPage();
    await page.goto(url);
    return { browser, page };
  };
  try {
    const first = await open();
    const dueAt = await first.page.evaluate((at) => window.lab.begin(at), startOf(period));
    const stopped = await visit(first.page, { at: dueAt, stopAt, isHeld: true });
    const process = first.browser.process()!;
    const exited = once(process, 'exit');
    process.kill('SIGKILL');
    await exited;

    const second = await open();
    const found = await second.page.evaluate(() => window.lab.held());
    const last = await visit(second.page, { at: dueAt + DAY_MS / 2 });
    const held = await second.page.evaluate(() => window.lab.held());
    await second.browser.close();
    return { stopped, found, last, held };
  } finally {
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

const visit = (page: Page, given: Parameters<typeof window.lab.visit>[0]): Promise<VisitOutcome> =>
  page.evaluate((asked) => window.lab.visit(asked), given);
