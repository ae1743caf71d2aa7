import { expect, test } from 'vitest';
import { createDwell } from '../../../src/capture/dwell.ts';

const withClock = (isVisible = true) => {
  const clock = { ms: 1_000 };
  return { clock, dwell: createDwell(() => clock.ms, isVisible) };
};

test('counts only the time that the page was visible', () => {
  const { clock, dwell } = withClock();
  dwell.begin('a');

  clock.ms += 2_000;
  dwell.setVisible(false);
  clock.ms += 60_000;
  dwell.setVisible(true);
  clock.ms += 3_000;

  expect(dwell.end()).toEqual({ itemId: 'a', dwellMs: 5_000 });
});

test('a visit that begins in a background tab counts from when it is shown', () => {
  const { clock, dwell } = withClock(false);
  dwell.begin('a');

  clock.ms += 10_000;
  dwell.setVisible(true);
  clock.ms += 1_500;

  expect(dwell.end()).toEqual({ itemId: 'a', dwellMs: 1_500 });
});

test('each visit is told once', () => {
  const { clock, dwell } = withClock();
  dwell.begin('a');
  clock.ms += 4_000;

  expect(dwell.end()).toBeDefined();
  expect(dwell.end()).toBeUndefined();
});

test('the next visit starts from zero', () => {
  const { clock, dwell } = withClock();
  dwell.begin('a');
  clock.ms += 4_000;
  dwell.end();
  clock.ms += 7_000; // a page without an item

  dwell.begin('b');
  clock.ms += 2_000;

  expect(dwell.end()).toEqual({ itemId: 'b', dwellMs: 2_000 });
});

test('a glance is told as what it is, and a tab left open as no more than half an hour', () => {
  const { clock, dwell } = withClock();
  dwell.begin('a');
  clock.ms += 999;
  expect(dwell.end()).toEqual({ itemId: 'a', dwellMs: 999 });

  dwell.begin('a');
  clock.ms += 86_400_000;
  expect(dwell.end()).toEqual({ itemId: 'a', dwellMs: 1_800_000 });
});
