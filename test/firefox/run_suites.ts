import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'puppeteer-core';
import { bundleSuites } from './bundle.ts';
import { SUITES } from './suites.ts';
import type { TestResult } from './vitest.ts';

/** Suite by suite, as they end. @param grep only suites of whose name it is a part */
export async function* runSuites(page: Page, grep: string): AsyncGenerator<[string, TestResult[]]> {
  const suites = SUITES.filter((suite) => suite.includes(grep));
  if (suites.length === 0) return;
  yield* runBundle(page, suites, false);
}

/** The suites would notice an await of something foreign inside a transaction: one is planted for them to find. */
export async function runPlanted(page: Page, grep: string): Promise<TestResult[]> {
  const name = 'an await of something foreign inside a transaction is noticed';
  if (!name.includes(grep)) return [];
  for await (const [, results] of runBundle(page, ['store/release_store'], true)) {
    const found = results.find((result) => result.name.includes('writes ledger and outbox'));
    // The transaction was gone when the first row was to be written.
    if (found?.state === 'failed' && found.error!.includes('IndexedDB cannot be used here'))
      return [{ name, state: 'passed' }];
  }
  return [
    { name, state: 'failed', error: 'the suite passed with an await of crypto.subtle in its transaction' },
  ];
}

async function* runBundle(
  page: Page,
  suites: readonly string[],
  isPlanted: boolean,
): AsyncGenerator<[string, TestResult[]]> {
  const code = await bundleSuites(suites, isPlanted);
  const server = createServer((request, response) => {
    const isScript = request.url === '/suites.js';
    response.writeHead(200, {
      'content-type': `${isScript ? 'text/javascript' : 'text/html'}; charset=utf-8`,
    });
    response.end(isScript ? code : '<!doctype html><script type="module" src="/suites.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    for (const suite of suites) yield [suite, await page.evaluate((name) => window.runSuite(name), suite)];
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
