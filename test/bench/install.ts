import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Installs what only a benchmark needs into a folder of its own, unless it is there.
 * @param dependencies exact versions
 */
export async function installPackages(
  folder: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const wanted = JSON.stringify({ private: true, dependencies }, null, 2);
  const record = join(folder, 'package.json');
  const isInstalled = await Promise.all([
    readFile(record, 'utf8').then((text) => text === wanted),
    readFile(join(folder, 'node_modules', '.package-lock.json')).then(() => true),
  ]).catch(() => [false]);
  if (isInstalled.every(Boolean)) return;
  await writeFile(record, wanted);
  await promisify(execFile)(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'],
    { cwd: folder, shell: process.platform === 'win32' },
  );
}
