import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('@duckdb/node-api');
  vi.doUnmock('pg');
  vi.resetModules();
});

const absent = () => {
  throw new Error('Cannot find package');
};

test('without its engine a command says which package to install', async () => {
  vi.doMock('@duckdb/node-api', absent);
  const { openDuckdb } = await import('../../../src/training/duckdb.ts');

  await expect(openDuckdb()).rejects.toMatchObject({
    code: 'store-unavailable',
    message: expect.stringContaining('npm install @duckdb/node-api'),
  });
});

test('so does preparation on PostgreSQL', async () => {
  vi.doMock('pg', absent);
  const { PostgresEngine } = await import('../../../src/training/prepare/postgres_engine.ts');

  await expect(
    PostgresEngine.open('postgres://127.0.0.1/none', { memory: '64MB', spill: '' }),
  ).rejects.toThrow('npm install pg');
});
