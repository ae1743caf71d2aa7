import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Remote } from './remote.ts';
import type { RowSpec } from './rows.ts';

/** A process of its own for a row, so that no two share tfjs's one engine or a heap. */
export async function openNodeRow(
  { contestant }: RowSpec,
  taskFile: string,
  assets: string,
): Promise<Remote> {
  const script = fileURLToPath(new URL('node_row.ts', import.meta.url));
  const child = fork(script, [taskFile, contestant, assets], {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`its process ended with code ${code}`);
  });
  ended.catch(() => undefined); // whoever asks is told
  let calls = 0;
  const answerOf = (id: number) =>
    Promise.race([
      ended,
      new Promise((resolve, reject) => {
        child.on('message', function answered(message: { id: number; value?: unknown; error?: string }) {
          if (message.id !== id) return;
          child.off('message', answered);
          if (message.error === undefined) resolve(message.value);
          else reject(new Error(message.error));
        });
      }),
    ]);
  const call = (method: string, ...args: unknown[]) => {
    const id = ++calls;
    const answer = answerOf(id);
    child.send({ id, method, args });
    return answer;
  };
  await answerOf(0);
  return {
    call: call as Remote['call'],
    heapBytes: () => call('heapBytes') as Promise<number>,
    fetchedBytes: async () => undefined,
    close: async () => void child.kill(),
  };
}
