#!/usr/bin/env node
/**
 * Makes a fresh clone ready for `npm start` or `npm test`; finds nothing to do in well under a
 * second otherwise. Runs before anything is installed, hence only Node built-ins.
 *
 *   node scripts/setup.mjs start   packages, native database
 *   node scripts/setup.mjs test    the same, and what tests use: Chromium, and Firefox and PostgreSQL where they can be had
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOrInstallChromium } from './setup/chromium.mjs';
import { findOrInstallFirefox } from './setup/firefox.mjs';
import { findOrInstallPostgres } from './setup/postgres.mjs';
import { fail, finish, run, SetupError, step } from './setup/progress.mjs';
import { asRoot, installSystemPackages } from './setup/system.mjs';

// Not import.meta.dirname: an old Node must get as far as being told that it is old.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MIN_NODE = [20, 19];
const COMPILERS = {
  apt: ['python3', 'make', 'g++'],
  dnf: ['python3', 'make', 'gcc-c++'],
  apk: ['python3', 'make', 'g++'],
};
const COMPILER_ADVICE = `the native database (better-sqlite3) needs a C++ compiler where no prebuilt file fits:
    Debian, Ubuntu   apt-get install -y python3 make g++
    Fedora           dnf install -y python3 make gcc-c++
    macOS            xcode-select --install
    Windows          the Node installer's "tools for native modules"
  then run the same command again.`;

await main(process.argv[2] ?? 'start');

/** @param {string} goal */
async function main(goal) {
  try {
    if (goal !== 'start' && goal !== 'test')
      throw new SetupError(`"${goal}" is unknown`, 'Use "start" or "test".');
    checkNode();
    await installPackages();
    await checkNativeDatabase();
    if (goal === 'test') {
      await findOrInstallChromium(ROOT);
      await findOrInstallFirefox(ROOT);
      await findOrInstallPostgres();
    }
    finish();
  } catch (error) {
    fail(error);
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [minMajor = 0, minMinor = 0] = MIN_NODE;
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old`,
    `Inkling needs Node ${MIN_NODE.join('.')} or newer: https://nodejs.org/en/download`,
  );
}

async function installPackages() {
  if (isInstalled()) return;
  const install = () => npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  await step('installing packages (npm ci)', async () => {
    let result = await install();
    // The only package that may want to compile. Compilers are small; try once more with them.
    if (result.code !== 0 && /node-gyp|gyp ERR|better-sqlite3/.test(result.output)) {
      if (!asRoot() || !(await installSystemPackages(COMPILERS)))
        throw new SetupError('npm ci failed', COMPILER_ADVICE, essence(result.output));
      result = await install();
    }
    if (result.code !== 0)
      throw new SetupError('npm ci failed', adviceOn(result.output), essence(result.output));
  });
}

/** @param {string} output */
function adviceOn(output) {
  if (/are in sync/.test(output))
    return 'package.json and package-lock.json do not fit together: run `npm install` and commit the lock file.';
  return 'Usually the package registry cannot be reached: check the network (and `npm config get registry`), then run the same command again.';
}

/**
 * What npm says first; its usage and the place of its log follow.
 * @param {string} output
 */
function essence(output) {
  const lines = output.split('\n').filter((line) => line.startsWith('npm error '));
  return lines.length > 0 ? lines.slice(0, 12).join('\n') : output;
}

/**
 * Whether node_modules holds what package-lock.json asks for, by npm's own record of what it
 * installed: so an install by hand counts, and an interrupted one does not.
 */
function isInstalled() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readPackages(record);
  return Object.entries(readPackages(join(ROOT, 'package-lock.json'))).every(([path, wanted]) => {
    if (path === '') return true; // the project itself
    const found = installed[path];
    // Optional packages of other platforms are rightly absent.
    if (!found) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch (error) {
    throw new SetupError(
      `${path} cannot be read`,
      'Restore it (git checkout package-lock.json, or delete node_modules).',
      String(error),
    );
  }
}

/** better-sqlite3 is compiled for one version of Node: after a change of Node it must be built again. */
async function checkNativeDatabase() {
  const opens = async () =>
    (
      await run(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:').close()"], {
        cwd: ROOT,
      })
    ).code === 0;
  if (await opens()) return;
  await step('building the native database (better-sqlite3)', async () => {
    const rebuild = () => npm(['rebuild', 'better-sqlite3', '--loglevel=error']);
    let result = await rebuild();
    if (result.code !== 0 && asRoot() && (await installSystemPackages(COMPILERS))) result = await rebuild();
    if (result.code !== 0 || !(await opens()))
      throw new SetupError('better-sqlite3 does not load', COMPILER_ADVICE, result.output);
  });
}

/**
 * The npm that runs us, or the one on PATH.
 * @param {string[]} args
 */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script && /\.c?js$/.test(script)) return run(process.execPath, [script, ...args], { cwd: ROOT });
  return run('npm', args, { cwd: ROOT, shell: process.platform === 'win32' });
}
