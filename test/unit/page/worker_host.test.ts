import { expect, test } from 'vitest';
import { BACKENDS, type Backend } from '../../../src/contract/config.ts';
import { InklingError } from '../../../src/contract/error.ts';
import { WorkerHost } from '../../../src/page/worker_host.ts';
import type { WorkerClient } from '../../../src/threads/spawn.ts';

type Answer = (method: string) => unknown;

/** A host whose workers answer as told, and which notes who was started and stopped. */
const hostOf = (answers: Partial<Record<Backend, Answer>>, usable: readonly Backend[] = BACKENDS) => {
  const log: string[] = [];
  const host = new WorkerHost({
    backends: BACKENDS,
    isUsable: async (backend) => usable.includes(backend),
    async spawn(backend) {
      log.push(`spawn ${backend}`);
      return {
        call: async (method: string) => {
          log.push(`${backend} ${method}`);
          return answers[backend]?.(method) ?? backend;
        },
        stop: () => void log.push(`stop ${backend}`),
      } as unknown as WorkerClient;
    },
    startOptions: async () => ({}) as never,
    onReady: () => void log.push('ready'),
  });
  return { host, log };
};
const lost = new InklingError('backend-unavailable', 'device lost');
const failing =
  (...methods: string[]): Answer =>
  (method) => {
    if (methods.includes(method)) throw lost;
    return undefined;
  };

test('starts one worker, on the best backend that is usable, for calls at the same time', async () => {
  const { host, log } = hostOf({}, ['wasm', 'cpu']);
  expect(log).toEqual([]);

  const answers = await Promise.all([host.call('cohort'), host.call('cohort'), host.start()]);

  expect(answers.slice(0, 2)).toEqual(['wasm', 'wasm']);
  expect(log.filter((line) => line.startsWith('spawn'))).toEqual(['spawn wasm']);
  expect(log).toContain('ready');
});

test('a worker that does not start makes room for the next', async () => {
  const { host, log } = hostOf({ webgpu: failing('start') });

  expect(await host.call('cohort')).toBe('wasm');
  expect(log.slice(0, 4)).toEqual(['spawn webgpu', 'webgpu start', 'stop webgpu', 'spawn wasm']);
});

test('a lost device is replaced by the next backend, and the call is made again', async () => {
  const { host, log } = hostOf({ webgpu: failing('recommend') });
  await host.call('cohort');

  expect(await host.call('recommend', { count: 1 })).toBe('wasm');
  expect(log).toContain('stop webgpu');
  expect(await host.call('cohort')).toBe('wasm');
});

test('a call that waits while another finds the worker wanting is answered by the next one', async () => {
  let stopped: (reason: InklingError) => void = () => undefined;
  const waiting = new Promise((_, reject) => {
    stopped = reject;
  });
  const { host, log } = hostOf({
    webgpu: (method) => {
      if (method === 'rank') return waiting;
      if (method === 'recommend') throw lost;
      return undefined;
    },
  });
  await host.start();
  const ranked = host.call('rank', ['a']);

  expect(await host.call('recommend', { count: 1 })).toBe('wasm');
  stopped(new InklingError('worker-stopped', 'the worker was stopped')); // as spawn.ts tells whoever waits

  expect(await ranked).toBe('wasm');
  expect(log.filter((line) => line.startsWith('spawn'))).toEqual(['spawn webgpu', 'spawn wasm']);
});

test('two calls that fail together replace the worker once', async () => {
  const { host, log } = hostOf({ webgpu: failing('recommend', 'rank') });

  const answers = await Promise.all([host.call('recommend', { count: 1 }), host.call('rank', ['a'])]);

  expect(answers).toEqual(['wasm', 'wasm']);
  expect(log.filter((line) => line.startsWith('spawn'))).toEqual(['spawn webgpu', 'spawn wasm']);
});

test('a call is made again once, not for ever', async () => {
  const { host, log } = hostOf({ webgpu: failing('rank'), wasm: failing('rank'), cpu: failing('rank') });

  await expect(host.call('rank', [])).rejects.toMatchObject({ code: 'backend-unavailable' });
  expect(log.filter((line) => line.endsWith(' rank'))).toHaveLength(2);
});

test('an error that has nothing to do with the backend is passed on', async () => {
  const corrupt = new InklingError('model-corrupt', 'hash differs');
  const { host, log } = hostOf({
    webgpu: (method) => {
      if (method === 'rank') throw corrupt;
    },
  });

  await expect(host.call('rank', [])).rejects.toBe(corrupt);
  expect(log).not.toContain('stop webgpu');
});

test('when none starts every call says why the last did not', async () => {
  const { host } = hostOf({ webgpu: failing('start'), wasm: failing('start'), cpu: failing('start') });

  await expect(host.call('cohort')).rejects.toBe(lost);
  await expect(host.call('cohort')).rejects.toBe(lost);
});

test('when none is usable every call says so', async () => {
  const { host } = hostOf({}, []);

  await expect(host.call('cohort')).rejects.toMatchObject({ code: 'backend-unavailable' });
});
