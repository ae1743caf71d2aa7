import { createRequire } from 'node:module';
import { join } from 'node:path';
import { firstThatStarts, isExecutable, onPath, readRecord, save, starts } from './browser.mjs';
import { run, SetupError, step } from './progress.mjs';
import { asRoot, installSystemPackages } from './system.mjs';

/** Where the path that was found is written for tests and screenshots (scripts/chromium.ts). */
export const CHROMIUM_RECORD = join('node_modules', '.cache', 'inkling', 'chromium');

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
];
const ADVICE = `Install Chrome or Chromium, or say where it is:
    Debian, Ubuntu   sudo apt-get install -y chromium
    Fedora           sudo dnf install -y chromium
    macOS            brew install --cask chromium
    anywhere         CHROMIUM_PATH=/path/to/chrome npm test`;

/**
 * Finds a Chromium that starts, or installs one, and records its path.
 * @param {string} root
 */
export async function findOrInstallChromium(root) {
  const record = join(root, CHROMIUM_RECORD);
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!(await starts(given)))
      throw new SetupError(
        `CHROMIUM_PATH is ${given}, which does not start`,
        'Correct it, or unset it to let setup look.',
      );
    return save(record, given);
  }
  if (isExecutable(readRecord(record))) return;
  const found =
    (await firstThatStarts(installedCandidates())) ?? (await firstThatStarts(playwrightCandidate(root)));
  if (found) return save(record, found);
  await step('installing Chromium', async () => {
    let output = '';
    for (const remedy of remedies(root)) {
      output = (await remedy()) || output;
      const installed =
        (await firstThatStarts(installedCandidates())) ?? (await firstThatStarts(playwrightCandidate(root)));
      if (installed) return save(record, installed);
    }
    throw new SetupError('no Chromium was found, and none could be installed', ADVICE, output);
  });
}

/**
 * Ways to get a Chromium, tried in turn; each returns what it printed.
 * @param {string} root
 * @returns {(() => Promise<string>)[]}
 */
function remedies(root) {
  const playwright = async (/** @type {string[]} */ args) => {
    const cli = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
    // A firewall that drops packets would otherwise hold the download for minutes.
    const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000' };
    const limits = { limitMs: 6 * 60_000, silenceMs: 60_000 };
    return (await run(process.execPath, [cli, ...args], { cwd: root, env, ...limits })).output;
  };
  const download = () => playwright(['install', 'chromium']);
  if (!asRoot()) return [download];
  return [
    download,
    async () => {
      await installSystemPackages({ apt: ['chromium'], dnf: ['chromium'], apk: ['chromium'] });
      return '';
    },
    // Ubuntu's "chromium" is a snap that needs a running snapd: there the download lacks only libraries.
    () => playwright(['install-deps', 'chromium']),
  ];
}

/** @returns {string[]} */
function installedCandidates() {
  return [...onPath(NAMES), ...usualPlaces()];
}

/** @returns {string[]} */
function usualPlaces() {
  if (process.platform === 'darwin') {
    const applications = ['/Applications', join(process.env.HOME ?? '', 'Applications')];
    return applications.flatMap((folder) =>
      ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
        join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      ),
    );
  }
  if (process.platform === 'win32') {
    const folders = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA];
    return folders
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        join(folder, 'Chromium', 'Application', 'chrome.exe'),
        join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]);
  }
  return ['/usr/lib/chromium/chromium', '/snap/bin/chromium', '/opt/google/chrome/chrome'];
}

/**
 * The browser that Playwright downloaded, whether or not it is there.
 * @param {string} root
 * @returns {string[]}
 */
function playwrightCandidate(root) {
  const { chromium } = createRequire(join(root, 'package.json'))('@playwright/test');
  return [chromium.executablePath()];
}
