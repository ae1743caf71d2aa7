import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../scripts/bundle.ts';
import { type Accepted, compare, type Survivor, survivorsOf } from './survivors.ts';

const USAGE = `npm run test:mutation [-- options]
  --room NAME        privacy or export; both by default
  --file PATTERNS    only files of src/ROOM/ that match, for example accountant.ts,krr.ts
  --concurrency N    tests at a time, 2 by default
Fails for a mutant that no test notices and test/mutation/accepted.json does not list with a reason.`;

const ROOMS = ['privacy', 'export'];
const { values } = parseArgs({
  options: {
    room: { type: 'string' },
    file: { type: 'string', default: '**/*.ts' },
    concurrency: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else if (values.room !== undefined && !ROOMS.includes(values.room)) {
  console.error(`test:mutation: room is ${values.room}, must be ${ROOMS.join(' or ')}`);
  process.exitCode = 1;
} else process.exitCode = await main(values.room ? [values.room] : ROOMS);

async function main(rooms: readonly string[]): Promise<number> {
  const accepted = JSON.parse(
    await readFile(new URL('accepted.json', import.meta.url), 'utf8'),
  ) as Accepted[];
  await mkdir(join(ROOT, '.cache', 'mutation'), { recursive: true });
  const survivors: Survivor[] = [];
  let [mutants, killed] = [0, 0];
  for (const room of rooms) {
    const code = await stryker(room);
    if (code !== 0) return code;
    const report = survivorsOf(
      JSON.parse(await readFile(join(ROOT, '.cache', 'mutation', `${room}.json`), 'utf8')),
    );
    mutants += report.mutants;
    killed += report.killed;
    survivors.push(...report.survivors);
  }
  const { unlisted, stale } = compare(survivors, accepted);
  console.log(`\n${mutants} mutants, ${killed} noticed, ${survivors.length} not`);
  const isWhole = values.file === '**/*.ts' && rooms.length === ROOMS.length;
  if (isWhole) for (const row of stale) console.log(`listed, and noticed by now: ${JSON.stringify(row)}`);
  for (const row of unlisted) console.log(`not listed: ${JSON.stringify(row)}`);
  if (unlisted.length > 0)
    console.log('\nLet a test notice it, or say in test/mutation/accepted.json why none can or need.');
  return unlisted.length > 0 || (isWhole && stale.length > 0) ? 1 : 0;
}

/** @returns its exit code; Stryker itself does not judge survivors */
function stryker(room: string): Promise<number> {
  const args = ['run', 'test/mutation/stryker.config.mjs', '--concurrency', values.concurrency];
  const patterns = values.file.split(',').map((pattern) => `src/${room}/${pattern}`);
  const only = ['--mutate', patterns.join(',')];
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js'), ...args, ...only],
      {
        cwd: ROOT,
        env: { ...process.env, INKLING_MUTATED_ROOM: room },
        stdio: 'inherit',
      },
    );
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
