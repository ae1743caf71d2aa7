import { writeFile } from 'node:fs/promises';
import puppeteer, { type Browser, type LaunchOptions } from 'puppeteer-core';
import { firefoxPath } from '../../scripts/firefox.ts';
import { runRounds } from './rounds.ts';
import { runPlanted, runSuites } from './run_suites.ts';
import type { TestResult } from './vitest.ts';

/**
 * The suites of store and release, and rounds with the built worker, in a real Firefox by WebDriver BiDi. Writes
 * `{ passed, failed, skipped }` to the file that INKLING_REPORT names (scripts/test.ts).
 *
 *   tsx test/firefox/run.ts [part of a test's name]
 */
const grep = process.argv[2] ?? '';
const tally = { passed: 0, failed: 0, skipped: 0 };
const executablePath = firefoxPath();

if (executablePath === undefined) {
  console.log('test: no Firefox is known (install one, then node scripts/setup.mjs test): its tests skip');
  tally.skipped = 1;
} else await runIn({ browser: 'firefox', executablePath, headless: true, protocolTimeout: 600_000 });

if (process.env.INKLING_REPORT) await writeFile(process.env.INKLING_REPORT, JSON.stringify(tally));
process.exitCode = tally.failed > 0 ? 1 : 0;

async function runIn(options: LaunchOptions): Promise<void> {
  const startedAt = performance.now();
  const browser: Browser = await puppeteer.launch(options);
  try {
    console.log(`  Firefox ${(await browser.version()).replace(/^firefox\//i, '')}`);
    const page = await browser.newPage();
    for await (const [suite, results] of runSuites(page, grep)) count(suite, results);
    count('a planted fault', await runPlanted(page, grep));
    count('real workers', await runRounds(page, options, grep));
  } finally {
    await browser.close();
  }
  console.log(`  Firefox: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

function count(suite: string, results: readonly TestResult[]): void {
  const of = (state: TestResult['state']) => results.filter((result) => result.state === state);
  tally.passed += of('passed').length;
  tally.failed += of('failed').length;
  if (results.length === 0) return;
  const mark = of('failed').length > 0 ? '✘' : '✓';
  const leftOut = of('left out').length > 0 ? `, ${of('left out').length} only in Node` : '';
  console.log(`  ${mark} [firefox] ${suite}: ${of('passed').length} passed${leftOut}`);
  for (const { name, error } of of('failed')) console.log(`    ✘ ${name}\n${error}`);
}
