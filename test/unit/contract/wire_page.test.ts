import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresUnderTest, postgresMissing, startPostgres } from '../../support/postgres.ts';

// What docs/wire.md tells other back ends reads every vector as it should be read.

interface Vectors {
  readonly valid: readonly { name: string; release: Record<string, unknown>; bytes: string }[];
  readonly invalid: readonly { name: string; rule: string; bytes: string }[];
}

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const page = read('docs/wire.md');
const { valid, invalid } = JSON.parse(read('test/vectors/release.json')) as Vectors;

test('the example of the page is the first vector', () => {
  const example = /```text\n([\s\S]*?)```/.exec(page)![1]!.replaceAll('\n', '');

  expect(example).toBe(valid[0]!.bytes);
});

const noPython = spawnSync('python3', ['--version']).status === 0 ? undefined : 'there is no python3 here';
if (noPython) console.log(`wire: ${noPython}, so its reader is not run`);
describe.skipIf(noPython)('the reader in Python', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-test-'));
  const script = join(folder, 'release.py');
  beforeAll(() => writeFileSync(script, /```python\n(# release\.py\n[\s\S]*?)```/.exec(page)![1]!));
  afterAll(() => rmSync(folder, { recursive: true }));

  const readAll = (hex: string): unknown[] => {
    const body = join(folder, 'body');
    writeFileSync(body, Buffer.from(hex, 'hex'));
    const { stdout, stderr } = spawnSync('python3', [script, body], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  test('tells every field of releases that follow one another', () => {
    expect(readAll(valid.map(({ bytes }) => bytes).join(''))).toEqual(valid.map(({ release }) => release));
  });

  test.each(invalid)('refuses $name by $rule', ({ rule, bytes }) => {
    expect(readAll(bytes)).toContainEqual({ refused: rule });
  });
});

const noPostgres = postgresMissing();
if (noPostgres) console.log(`wire: ${noPostgres}, so its query is not run`);
describe.skipIf(noPostgres)('the query in PostgreSQL', () => {
  const query = /```sql\n(-- release\n[\s\S]*?);\n```/.exec(page)![1]!;
  let server: PostgresUnderTest;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.close());

  test('tells every field, and the rule that is broken', async () => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query('CREATE TABLE bodies (id int, body bytea)');
    for (const [id, { bytes }] of [...valid, ...invalid].entries())
      await client.query('INSERT INTO bodies VALUES ($1, $2)', [id, Buffer.from(bytes, 'hex')]);
    const { rows } = await client.query(query).finally(() => client.end());

    const right = rows.slice(0, valid.length).map((row) => ({
      mechanism: row.mechanism,
      K: row.k,
      epsilonMilli: row.epsilon_milli,
      period: row.period,
      codebookHash: row.codebook_hash,
      nonce: row.nonce,
      embedding: row.embedding,
    }));
    expect(right).toEqual(valid.map(({ release }) => release));
    expect(rows.map(({ refused }) => refused)).toEqual([
      ...valid.map(() => null),
      ...invalid.map(({ rule }) => rule),
    ]);
  });
});
