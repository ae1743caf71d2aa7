import { describe, expect, test } from 'vitest';
import type { Budget, OutboxEntry, Spend } from '../../../src/contract/records.ts';
import { type ReleaseFacts, statusAt } from '../../../src/export/release_status.ts';
import { contextOf, day, PERIOD } from './world.ts';

const NOW = day(20);
const spend = (state: Spend['state'], period = PERIOD): Spend => ({
  period,
  epsilonMilli: 2000,
  state,
  at: day(10),
});
const budget = (spends: readonly Spend[], fields: Partial<Budget> = {}): Budget => ({
  since: day(0),
  highWater: day(10),
  due: { period: PERIOD, at: day(9) },
  spends,
  ...fields,
});
const waiting = (fields: Partial<OutboxEntry> = {}): OutboxEntry => ({
  period: PERIOD,
  url: 'https://receiver.example/',
  bytes: new Uint8Array(128),
  createdAt: day(10),
  attempts: 1,
  nextAttemptAt: day(10),
  ...fields,
});
const status = (fields: Partial<ReleaseFacts>) =>
  statusAt(NOW, {
    config: contextOf().config,
    codebook: 'c0'.repeat(32),
    budget: budget([]),
    outbox: [],
    waitMs: 7_000,
    problems: [],
    ...fields,
  });

describe('the state', () => {
  test.each<[string, Partial<ReleaseFacts>]>([
    ['due', {}],
    ['due', { budget: budget([spend('reserved')]) }],
    ['off', { codebook: undefined }],
    ['off', { budget: undefined }],
    ['waiting', { budget: budget([], { due: { period: PERIOD, at: day(25) } }) }],
    ['sent', { budget: budget([spend('committed')]) }],
    ['sending', { budget: budget([spend('committed')]), outbox: [waiting()] }],
    ['given-up', { budget: budget([spend('committed')]), outbox: [waiting({ givenUp: 'refused' })] }],
  ])('is %s', (state, fields) => {
    expect(status(fields).state).toBe(state);
  });

  test('is that of this period, whatever became of an earlier one', () => {
    const outbox = [waiting({ period: PERIOD - 1, givenUp: 'unreachable' })];
    const budgetOfBoth = budget([spend('committed', PERIOD - 1), spend('committed')]);

    expect(status({ budget: budgetOfBoth, outbox }).state).toBe('sent');
  });
});

describe('the wait', () => {
  const sent = budget([spend('committed')]);
  const earlier = waiting({ period: PERIOD - 1 });
  const givenUp = waiting({ period: PERIOD - 2, givenUp: 'unreachable' });

  test.each<[string, Partial<ReleaseFacts>]>([
    ['a release is due', {}],
    ['bytes are on their way, of whatever period', { budget: sent, outbox: [givenUp, earlier] }],
  ])('is told when %s', (_name, fields) => {
    expect(status(fields).waitMs).toBe(7_000);
  });

  test.each<[string, Partial<ReleaseFacts>]>([
    ['nothing is due or on its way', { budget: sent }],
    ['all there is was given up', { budget: sent, outbox: [givenUp] }],
    ['nothing may leave', { codebook: undefined, outbox: [earlier] }],
  ])('is not told when %s', (_name, fields) => {
    expect(status(fields)).not.toHaveProperty('waitMs');
  });
});

test('a due time is told when one was drawn for this period', () => {
  expect(status({}).dueAt).toBe(day(9));
  expect(status({ budget: budget([], { due: { period: PERIOD - 1, at: day(-9) } }) })).not.toHaveProperty(
    'dueAt',
  );
});

describe('what was given up is told', () => {
  const given = waiting({ period: PERIOD - 1, givenUp: 'refused' });
  const told = (spends: readonly Spend[] | undefined, outbox: readonly OutboxEntry[] = [given]) =>
    status({ budget: spends && budget(spends), outbox }).problems;

  test('until a later period’s release was acknowledged', () => {
    expect(told([spend('committed', PERIOD - 1), spend('committed')])).toEqual([]);
    // A third one, waiting, changes nothing.
    expect(
      told([spend('committed'), spend('committed', PERIOD + 1)], [given, waiting({ period: PERIOD + 1 })]),
    ).toEqual([]);
  });

  test.each<[string, readonly Spend[] | undefined, readonly OutboxEntry[]]>([
    ['there is no budget', undefined, [given]],
    ['nothing was drawn since', [spend('committed', PERIOD - 1)], [given]],
    ['only its own and earlier ones were', [spend('committed', PERIOD - 2)], [given]],
    ['the later one is only debited', [spend('reserved')], [given]],
    ['the later one waits', [spend('committed')], [given, waiting()]],
    ['its own spend has no row any more', [spend('committed', PERIOD - 1)], [given, waiting()]],
  ])('while %s', (_name, spends, outbox) => {
    expect(told(spends, outbox)).toEqual(['receiver-refused']);
  });
});
