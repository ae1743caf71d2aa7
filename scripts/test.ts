import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleAll, ROOT } from './bundle.ts';

const USAGE = `npm test [-- options]
  --unit       only the unit tests and audits (vitest)
  --browser    only the browser tests (Playwright)
  --firefox    only what runs in Firefox (puppeteer)
  --grep TEXT  only tests whose name matches
  --long       also what takes many minutes`;

const values = readOptions();

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Where the runners write what they counted. */
const REPORTS = join(ROOT, '.cache', 'test');
const isUnitOnly = values.unit && !values.browser && !values.firefox;
const all = values.unit === values.browser && values.browser === values.firefox;

if (values.help) console.log(USAGE);
else process.exitCode = await runTests();

function readOptions() {
  try {
    return parseArgs({
      options: {
        unit: { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        firefox: { type: 'boolean', default: false },
        long: { type: 'boolean', default: false },
        grep: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`test: ${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function runTests(): Promise<number> {
  if (!existsSync(join(ROOT, '..', 'shared')))
    console.log('test: no ../shared beside this folder, the tests that read its fixtures skip');
  await mkdir(REPORTS, { recursive: true });
  const tallies: Tally[] = [];
  if (all || values.unit) tallies.push(await runUnitTests());
  const isBuilt = isUnitOnly || (await build());
  if (!isBuilt) tallies.push({ passed: 0, failed: 1, skipped: 0 });
  if (isBuilt && (all || values.browser)) tallies.push(await runBrowserTests());
  if (isBuilt && (all || values.firefox)) tallies.push(await runFirefoxTests());
  const sum = (count: keyof Tally) => tallies.reduce((total, tally) => total + tally[count], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  if (passed + failed === 0) console.log('\ntest: no test ran');
  // The last line, alone: others read it.
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

async function runUnitTests(): Promise<Tally> {
  const report = join(REPORTS, 'unit.json');
  const grep = values.grep === undefined ? [] : ['-t', values.grep];
  const code = await runNode(report, 'node_modules/vitest/vitest.mjs', [
    ...['run', '--config', 'test/vitest.config.ts', ...grep],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ]);
  const result = await readReport<{
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: readonly { status: string; assertionResults: readonly { status: string }[] }[];
  }>(report);
  if (!result) return broken('vitest', code);
  // A file that does not even load has no test to count, and must count all the same.
  const unloaded = result.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = result.numFailedTests + unloaded;
  return {
    passed: result.numPassedTests,
    // Vitest also fails for errors outside of any test.
    failed: failed === 0 && code !== 0 && result.numPassedTests > 0 ? 1 : failed,
    // With --grep everything else counts as skipped, which says nothing.
    skipped: values.grep === undefined ? result.numPendingTests + result.numTodoTests : 0,
  };
}

/** Browsers are given the built files. @returns whether they could be built */
async function build(): Promise<boolean> {
  try {
    await bundleAll({ log: (line) => console.log(`  ${line}`) });
    return true;
  } catch (error) {
    console.error(`test: the build failed: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

async function runFirefoxTests(): Promise<Tally> {
  const report = join(REPORTS, 'firefox.json');
  const grep = values.grep === undefined ? [] : [values.grep];
  const code = await runNode(report, 'node_modules/tsx/dist/cli.mjs', ['test/firefox/run.ts', ...grep], {
    INKLING_REPORT: report,
  });
  return (await readReport<Tally>(report)) ?? broken('Firefox', code);
}

async function runBrowserTests(): Promise<Tally> {
  const report = join(REPORTS, 'browser.json');
  const grep = values.grep === undefined ? [] : ['--grep', values.grep];
  const code = await runNode(
    report,
    'node_modules/@playwright/test/cli.js',
    [
      'test',
      '--config',
      'test/playwright.config.ts',
      '--reporter=list,json',
      '--pass-with-no-tests',
      ...grep,
    ],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  );
  const result = await readReport<{
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: readonly unknown[];
  }>(report);
  if (!result) return broken('Playwright', code);
  const { expected, unexpected, flaky, skipped } = result.stats;
  return { passed: expected, failed: unexpected + flaky + result.errors.length, skipped };
}

function broken(runner: string, code: number): Tally {
  console.error(`test: ${runner} ended with code ${code} and without a report`);
  return { passed: 0, failed: 1, skipped: 0 };
}

/** Runs a script of a package to its end, its output streamed to ours. @returns its exit code */
async function runNode(
  report: string,
  script: string,
  args: readonly string[],
  extra: Record<string, string> = {},
): Promise<number> {
  await rm(report, { force: true });
  const env = { ...process.env, ...extra, ...(values.long ? { INKLING_LONG: '1' } : {}) };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, script), ...args], {
      cwd: ROOT,
      env,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function readReport<Report>(path: string): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Report;
  } catch {
    return undefined; // the runner did not get as far
  }
}
