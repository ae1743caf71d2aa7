import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { unpack } from './pack.ts';
import { serve } from './served.ts';
import type { StartContestant, Task } from './task.ts';

/** The process of a row: `node_row.ts TASK-FILE CONTESTANT ASSETS`; answers the messages of node_remote.ts until it is told to end. */
const [, , taskFile, contestant, assets] = process.argv as [string, string, string, string, string];
const { buffer } = new Uint8Array(await readFile(taskFile));
const { start } = (await import(`./contestants/${contestant}.ts`)) as { start: StartContestant };
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const served = {
  ...serve(start, unpack<Task>(buffer), assets),
  async heapBytes() {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
};

process.on('message', async ({ id, method, args }: { id: number; method: keyof typeof served; args: [] }) => {
  try {
    process.send!({ id, value: await (served[method] as (...given: unknown[]) => unknown)(...args) });
  } catch (error) {
    process.send!({ id, error: String(error) });
  }
});
process.send!({ id: 0 });
