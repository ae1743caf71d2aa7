import { expect, test } from 'vitest';
import { clearDevice } from '../../src/export/clear.ts';
import { ReleaseStore } from '../../src/store/release_store.ts';
import { judgeWholePath, walkWholePath } from './audit/whole_path.ts';

test('300 releases through the whole path are, byte for byte, what the injected words say', async () => {
  const result = await walkWholePath({ browsers: 25, seed: 1 });

  expect(judgeWholePath(result).filter(({ pass }) => !pass)).toEqual([]);
  // The receiver was down now and then: there were retries, and they sent the same bytes.
  expect(result.releases).toBe(300);
  expect(result.requests).toBeGreaterThan(400);
}, 300_000);

test('a clear that gives budget back is caught as a second release of a period', async () => {
  const result = await walkWholePath({
    browsers: 1,
    seed: 2,
    async sabotage(databases) {
      await clearDevice(databases);
      await databases.guard.updateBudget((budget) => ({ ...budget!, spends: [] }));
    },
  });

  expect(result.doubles).toBeGreaterThan(0);
  expect(judgeWholePath(result).filter(({ pass }) => !pass)).not.toEqual([]);
});

test('one bit that was changed on its way is caught as unexplained', async () => {
  const result = await walkWholePath({
    browsers: 1,
    seed: 3,
    async sabotage({ store }) {
      const releases = new ReleaseStore(store);
      for (const { period } of await releases.outbox())
        await releases.updateOutgoing(period, (row) => {
          const bytes = row.bytes.slice();
          bytes[127]! ^= 1;
          return { ...row, bytes };
        });
    },
  });

  expect(result.unexplained).toBeGreaterThan(0);
  expect(result.doubles).toBeGreaterThan(0);
});
