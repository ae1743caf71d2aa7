import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCodebook } from '../../../src/contract/codebook.ts';
import { DAY_MS } from '../../../src/contract/config.ts';
import { serializeRelease } from '../../../src/contract/release.ts';
import {
  EXAMPLE_CODEBOOK,
  EXAMPLE_NONCE,
  EXAMPLE_PERIOD,
  EXAMPLE_RELEASE,
  EXAMPLE_SITE,
} from '../../../src/receiver/openapi_examples.ts';
import { createReceiver } from '../../../src/receiver/server.ts';
import { World } from './world.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { name: string; in: string; examples: Examples }[];
  readonly requestBody?: { content: Content };
  readonly responses: Readonly<Record<string, { content?: Content }>>;
  readonly 'x-inkling-examples': readonly { name: string; status: number }[];
}
type Examples = Readonly<Record<string, { value: unknown }>>;
type Content = Readonly<Record<string, { schema: object; examples: Examples }>>;
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const NOW = (EXAMPLE_PERIOD + 0.5) * 28 * DAY_MS;
const TOKEN = 'a-token-for-the-tests-only';
const root = (path: string) => new URL(`../../../${path}`, import.meta.url).pathname;

let world: World;
let receiver: FastifyInstance;
let url: string;
let text: string;
let document: Document;
beforeAll(async () => {
  world = await World.create();
  const ohttpKeys = join(world.folder, 'ohttp-keys');
  await writeFile(ohttpKeys, JSON.stringify(await keysOfRfc9458()), { mode: 0o600 });
  receiver = await createReceiver({
    ...{ database: world.database, modelsDir: root('models'), live: ['base'], site: EXAMPLE_SITE },
    ...{ ohttpKeys, readToken: TOKEN, now: () => NOW },
  });
  await receiver.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(receiver.server.address() as AddressInfo).port}`;
  text = await (await fetch(`${url}/openapi.json`)).text();
  document = JSON.parse(text);
});
afterAll(async () => {
  await receiver.close();
  await world.destroy();
});

/** The key of the RFC's example, so that its request opens here. */
async function keysOfRfc9458(): Promise<object> {
  const vectors = JSON.parse(await readFile(root('test/vectors/oblivious_http.json'), 'utf8'));
  const privateKey = Buffer.from(vectors.privateKey, 'hex').toString('base64url');
  return { format: 'inkling-ohttp-keys/1', keys: [{ id: 1, privateKey }] };
}

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

test('the document breaks no rule of OpenAPI 3.1', async () => {
  const config = await createConfig({
    extends: ['recommended-strict'],
    // A probe has no answer of 400 and above to describe; who reads it needs no word from its server.
    rules: { 'operation-4xx-response': 'off', 'info-contact': 'off' },
  });

  const problems = await lintFromString({ source: text, absoluteRef: '/openapi.json', config });

  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
    [],
  );
});

test('a document that breaks one is told', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const broken = text.replace('"operationId":"getCounts"', '"operationId":"getCohorts"');

  const problems = await lintFromString({ source: broken, absoluteRef: '/openapi.json', config });

  expect(problems.map(({ ruleId }) => ruleId)).toContain('operation-operationId-unique');
});

test('docs/openapi.json is the one that is served (npm run docs:openapi writes it)', async () => {
  expect(JSON.parse(await readFile(root('docs/openapi.json'), 'utf8'))).toEqual(document);
});

test('the example is a release of models/base', async () => {
  const folder = root('models/base');
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const codebook = parseCodebook(
    JSON.parse(await readFile(join(folder, manifest.files.codebook.path), 'utf8')),
  );
  const bytes = serializeRelease({
    ...{ mechanism: 1, K: codebook.K, epsilonMilli: 2_000, period: EXAMPLE_PERIOD },
    codebookHash: Buffer.from(manifest.files.codebook.sha256, 'hex').subarray(0, 16),
    nonce: Buffer.from(EXAMPLE_NONCE, 'hex'),
    embedding: codebook.rows[14]!.embedding,
  });

  expect(manifest.files.codebook.sha256).toBe(EXAMPLE_CODEBOOK);
  expect(Buffer.from(bytes).toString('base64')).toBe(EXAMPLE_RELEASE);
});

describe('examples', () => {
  test('every operation has at least one of an answer under 300', () => {
    const without = operations().filter(
      ({ operation }) => !operation['x-inkling-examples'].some(({ status }) => status < 300),
    );

    expect(without.map(({ operation }) => operation.operationId)).toEqual([]);
  });

  test('all are answered as they say when they are replayed, and fit their schemas', async () => {
    const wrong: unknown[] = [];
    let replayed = 0;
    for (const { path, method, operation } of operations())
      for (const { name, status } of operation['x-inkling-examples']) {
        const answer = await replay(path, method, operation, name);
        const content = operation.responses[status]?.content;
        const [type, entry] = Object.entries(content ?? {})[0] ?? [];
        const got = await bodyOf(answer, type);
        const problems = [
          ...(answer.status === status ? [] : [`status ${answer.status}, must be ${status}`]),
          ...(type === (answer.headers.get('content-type')?.split(';')[0] ?? undefined)
            ? []
            : [`type ${answer.headers.get('content-type')}, must be ${type}`]),
          ...(entry ? misfits(entry.schema, got) : []),
          ...(entry && name in entry.examples ? misfits(entry.schema, entry.examples[name]!.value) : []),
        ];
        if (problems.length > 0) wrong.push({ id: operation.operationId, name, problems, got });
        replayed++;
      }

    expect(wrong).toEqual([]);
    expect(replayed).toBeGreaterThanOrEqual(operations().length);
  });
});

/** Sends the request of an example as a client would. */
function replay(path: string, method: string, operation: Operation, name: string): Promise<Response> {
  const query = new URLSearchParams();
  let target = path;
  for (const { name: parameter, in: place, examples } of operation.parameters ?? []) {
    const value = examples[name]?.value;
    if (value === undefined) continue;
    if (place === 'path') target = target.replace(`{${parameter}}`, encodeURIComponent(String(value)));
    else query.set(parameter, String(value));
  }
  const [type, entry] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const isLocked = operation.security.length > 0;
  return fetch(`${url}${target}?${query}`, {
    method: method.toUpperCase(),
    headers: {
      ...(isLocked && { authorization: `Bearer ${TOKEN}` }),
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(entry && { body: bodyFor(type!, entry.examples[name]!.value) }),
  });
}

const bodyFor = (type: string, value: unknown): string | Buffer<ArrayBuffer> =>
  type === 'application/json' ? JSON.stringify(value) : Buffer.from(String(value), 'base64');

/** As the document writes it: JSON parsed, text as it is, bytes as base64. */
async function bodyOf(answer: Response, type = ''): Promise<unknown> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (/[/+]json$/.test(type)) return JSON.parse(bytes.toString());
  return /^text\//.test(type) ? bytes.toString() : bytes.toString('base64');
}

function misfits(schema: object, value: unknown): string[] {
  const validate = new Ajv2020({ strict: false, allErrors: true, logger: false }).compile(schema);
  return validate(value)
    ? []
    : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

test('the page at /api tells every operation, and runs no script', async () => {
  const answer = await fetch(`${url}/api`);
  const page = await answer.text();

  for (const { path, method } of operations()) expect(page).toContain(`${method.toUpperCase()} ${path}`);
  expect(page).not.toContain('<script');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});

describe('with a read token', () => {
  test('operations answer 401 without it exactly where the document asks for it', async () => {
    const answers = [];
    for (const { path, method, operation } of operations()) {
      const { status } = await replay(
        path,
        method,
        { ...operation, security: [] },
        operation['x-inkling-examples'][0]!.name,
      );
      answers.push([operation.operationId, status === 401]);
    }

    expect(answers).toEqual(
      operations().map(({ operation }) => [operation.operationId, operation.security.length > 0]),
    );
  });

  test('another one is refused, and HEAD is no way round', async () => {
    const sites = (init: RequestInit) => fetch(`${url}/v1/sites`, init);

    expect((await sites({ headers: { authorization: `Bearer ${TOKEN}x` } })).status).toBe(401);
    expect((await sites({ method: 'HEAD' })).status).toBe(401);
    expect((await sites({ headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  });

  test('one that could be guessed is refused at the start', async () => {
    await expect(world.receiver({ readToken: 'short' })).rejects.toThrow(/has 5 characters, must be 16/);
  });
});
