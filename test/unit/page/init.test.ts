// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import { PANEL_PORT } from '../../../src/contract/page_api.ts';
import { init } from '../../../src/page/init.ts';
import { drainStub, type StubCall } from '../../../src/page/stub.ts';

const owner = window as { inkling?: unknown };
const BASE = 'https://shop.example/inkling.js';

afterEach(() => {
  delete owner.inkling;
});

test('the handle is window.inkling, and the document is told', () => {
  let found: unknown;
  document.addEventListener('inkling:ready', () => (found = owner.inkling), { once: true });

  const handle = init({}, BASE);

  expect(found).toBe(handle);
  expect(handle[PANEL_PORT].inkling.recommend).toBe(handle.recommend);
});

test('a second copy on the page goes quiet', () => {
  const first = init({}, BASE);

  expect(init({ site: 'other' }, BASE)).toBe(first);
});

test('an element that happens to be called inkling is not taken for a copy', () => {
  owner.inkling = document.createElement('div');

  const handle = init({}, BASE);

  expect(owner.inkling).toBe(handle);
});

test.each([
  [{ site: 'two words' }],
  [{ epsilon: 0 }],
  [{ codebook: 'sha256-short' }],
  [{ model: 'http://[broken' }],
  [undefined],
])('%j never throws, and every call rejects with an InklingError', async (options) => {
  const handle = init(options, BASE);

  await expect(handle.recommend()).rejects.toMatchObject({ name: 'InklingError' });
});

test('calls made before the script had loaded are answered, nonsense included', async () => {
  const order: string[] = [];
  const call = (method: string, ...args: unknown[]): StubCall => [
    method,
    args,
    () => order.push(`${method} done`),
    (reason) => order.push(`${method} ${(reason as { code: string }).code}`),
  ];
  owner.inkling = { q: [call('record', {}), call('nonsense'), call('constructor')] };

  init({ site: 'two words' }, BASE);
  await expect.poll(() => order.length).toBe(3);

  expect(order.sort()).toEqual([
    'constructor invalid-argument',
    'nonsense invalid-argument',
    'record invalid-argument',
  ]);
});

test('the stub’s calls run in the order in which they were made', () => {
  const made: string[] = [];
  const handle = { record: async (kind: string) => void made.push(kind) };
  const stub = {
    q: [
      ['record', ['first']],
      ['record', ['second']],
    ] as StubCall[],
  };

  drainStub(stub, handle as never);
  stub.q.push(['record', ['by a page that kept the stub']]);

  expect(made).toEqual(['first', 'second', 'by a page that kept the stub']);
});
