import { join } from 'node:path';
import { firstThatStarts, isExecutable, onPath, readRecord, save, starts } from './browser.mjs';
import { SetupError, step } from './progress.mjs';
import { asRoot, installSystemPackages } from './system.mjs';

/** Where the path that was found is written for the tests (scripts/firefox.ts); empty when there is none. */
export const FIREFOX_RECORD = join('node_modules', '.cache', 'inkling', 'firefox');

const USUAL_PLACES = ['/usr/lib/firefox-esr/firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox'];

/**
 * Finds a Firefox that starts, installs one when root, and records its path. Without one the tests that
 * run in Firefox skip, so finding none is no failure; after a failed install it is not tried again.
 * @param {string} root
 */
export async function findOrInstallFirefox(root) {
  const record = join(root, FIREFOX_RECORD);
  const given = process.env.FIREFOX_PATH;
  if (given) {
    if (!(await starts(given)))
      throw new SetupError(
        `FIREFOX_PATH is ${given}, which does not start`,
        'Correct it, or unset it to let setup look.',
      );
    return save(record, given);
  }
  const known = readRecord(record);
  if (isExecutable(known)) return;
  const look = () => firstThatStarts([...onPath(['firefox-esr', 'firefox']), ...USUAL_PLACES]);
  const found = await look();
  if (found) return save(record, found);
  if (known === undefined && asRoot())
    await step('installing Firefox', async () => {
      await installSystemPackages({ apt: ['firefox-esr'], dnf: ['firefox'], apk: ['firefox-esr'] });
    });
  const installed = await look();
  if (!installed) console.log('setup: no Firefox, so the tests that run in it skip');
  save(record, installed ?? '');
}
