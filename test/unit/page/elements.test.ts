// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadElements } from '../../../src/page/elements.ts';

const start = () => {
  const loaded: string[] = [];
  loadElements(async (name) => loaded.push(name));
  return loaded;
};

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '';
});
afterEach(() => void vi.useRealTimers());

test('loads what the page holds, and nothing else', () => {
  document.body.innerHTML = '<inkling-panel></inkling-panel>';

  expect(start()).toEqual(['panel']);
});

test('loads an element that comes later, once', async () => {
  const loaded = start();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(loaded).toEqual([]);

  document.body.innerHTML = '<main><inkling-recommendations></inkling-recommendations></main>';
  await vi.advanceTimersByTimeAsync(1_000);
  document.body.append(document.createElement('inkling-recommendations'));
  await vi.advanceTimersByTimeAsync(1_000);

  expect(loaded).toEqual(['recommendations']);
});
