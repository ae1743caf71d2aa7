import { vi } from 'vitest';
import { clearDevice } from '../../../src/export/clear.ts';
import { GuardStore } from '../../../src/store/guard_store.ts';
import { ReleaseStore } from '../../../src/store/release_store.ts';
import { DUE, type World, worldWithDueRelease } from './world.ts';

/** The page died here. */
export class Crash extends Error {}

/**
 * Puts a step before, inside and after everything that a release does to storage and network: `before`
 * a call nothing has happened, `inside` a transaction its callback has run but nothing is
 * committed, `after` it is committed but the page has not heard.
 */
export function instrument(step: (name: string) => void | Promise<void>): () => void {
  const calls: [object, string, boolean][] = [
    [GuardStore.prototype, 'choice', false],
    [GuardStore.prototype, 'standing', false],
    [GuardStore.prototype, 'updateBudget', true],
    [GuardStore.prototype, 'updateAllowed', true],
    [ReleaseStore.prototype, 'appendOnce', true],
    [ReleaseStore.prototype, 'has', false],
    [ReleaseStore.prototype, 'outbox', false],
    [ReleaseStore.prototype, 'updateOutgoing', true],
    [ReleaseStore.prototype, 'remove', false],
  ];
  for (const [prototype, name, isTransaction] of calls) {
    const original = (prototype as Record<string, (...args: unknown[]) => Promise<unknown>>)[name]!;
    vi.spyOn(prototype as Record<string, typeof original>, name).mockImplementation(async function (
      this: unknown,
      ...args: unknown[]
    ) {
      await step(`${name}: before`);
      const last = args.at(-1);
      if (isTransaction && typeof last === 'function') {
        args[args.length - 1] = (...given: unknown[]) => {
          const result: unknown = last(...given);
          void step(`${name}: inside`); // a crash throws synchronously, and the transaction aborts
          return result;
        };
      }
      const result = await original.apply(this, args);
      await step(`${name}: after`);
      return result;
    });
  }
  const send = globalThis.fetch;
  vi.stubGlobal('fetch', async (...args: Parameters<typeof fetch>) => {
    await step('fetch: before');
    const response = await send(...args);
    await step('fetch: after');
    return response;
  });
  return () => {
    vi.restoreAllMocks();
    vi.stubGlobal('fetch', send);
  };
}

/** The names of the steps of one undisturbed release, in order. */
export async function stepsOfARelease(): Promise<string[]> {
  const world = await worldWithDueRelease();
  const names: string[] = [];
  const restore = instrument((name) => {
    names.push(name);
  });
  await world.release(DUE);
  restore();
  return names;
}

/** A release that ends at a step, once the page has come to it. */
export async function releaseUntil(world: World, last: string, at: number): Promise<void> {
  const restore = instrument((name) => {
    if (name === last) throw new Crash(name);
  });
  await world.release(at).catch(() => undefined);
  restore();
}

export const clearElsewhere = async (world: World) => {
  await clearDevice(await world.visit());
};
