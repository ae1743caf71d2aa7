import { describe, expect, test } from 'vitest';
import type { ConsentSignals } from '../../../src/capture/consent/decide.ts';
import type { Choice } from '../../../src/contract/records.ts';
import { ConsentStore, type GuardDoor } from '../../../src/page/consent_store.ts';

const QUIET: ConsentSignals = {
  gpc: false,
  dnt: false,
  secureContext: true,
  crossSiteFrame: false,
  tools: {},
};

/** A guard database in memory that counts how often it was written. */
const guard = (choice?: Choice) => {
  const state = { choice, isThere: choice !== undefined, writes: 0 };
  const door: GuardDoor = async () => ({
    choice: async () => state.choice,
    async setChoice(next) {
      state.choice = next;
      state.isThere = true;
      state.writes++;
    },
  });
  return { state, door };
};
const store = (choice?: Choice, signals: Partial<ConsentSignals> = {}) => {
  const { state, door } = guard(choice);
  const said = { ...QUIET, ...signals };
  return { state, said, consent: new ConsentStore(() => said, door) };
};
const choiceOf = (record: boolean, release: boolean, by: Choice['by']): Choice => ({
  record,
  release,
  by,
  at: 1,
  gpc: false,
});

test('looking writes nothing', async () => {
  const { state, consent } = store();

  expect(await consent.view()).toMatchObject({ record: false, recordReason: 'none' });
  expect(state).toMatchObject({ isThere: false, writes: 0 });
});

test('a choice is stored with its time, its hand and what the browser said', async () => {
  const { state, consent } = store(undefined, { gpc: true });

  await consent.choose({ record: true }, 'shopper', 77);

  expect(state.choice).toEqual({ record: true, release: false, by: 'shopper', at: 77, gpc: true });
});

test('a refusal is remembered as well', async () => {
  const { state, consent } = store();

  await consent.choose({ record: false, release: false }, 'site', 77);

  expect(state.choice).toMatchObject({ record: false, release: false, by: 'site' });
});

test('a banner that repeats itself on every page keeps the first proof', async () => {
  const { state, consent } = store();
  await consent.choose({ record: true, release: true }, 'site', 77);

  await consent.choose({ record: true, release: true }, 'site', 99);

  expect(state.writes).toBe(1);
  expect(state.choice?.at).toBe(77);
});

test('nothing said about a switch changes nothing', async () => {
  const { state, consent } = store();

  await consent.choose({}, 'site', 77);

  expect(state).toMatchObject({ isThere: false, writes: 0 });
});

test('an omitted switch keeps its value', async () => {
  const { consent } = store(choiceOf(true, true, 'site'));

  expect(await consent.choose({ release: false }, 'site', 77)).toMatchObject({
    record: true,
    release: false,
  });
});

test('what another tab chose is seen at the next look', async () => {
  const { state, consent } = store(choiceOf(true, true, 'site'));
  expect((await consent.view()).record).toBe(true);

  state.choice = choiceOf(false, false, 'shopper');

  expect((await consent.view()).record).toBe(false);
});

test('a signal that changes is seen at once, without the database', async () => {
  const { said, consent } = store(choiceOf(true, true, 'site'));
  await consent.view();

  said.gpc = true;

  expect(consent.viewNow()).toMatchObject({ record: false, release: false, recordReason: 'gpc' });
});

test.each([
  ['an insecure context', { secureContext: false }],
  ['a cross-site frame', { crossSiteFrame: true }],
])('%s stores no choice', async (_, signals) => {
  const { state, consent } = store(undefined, signals);

  expect((await consent.choose({ record: true }, 'shopper', 77)).record).toBe(false);
  expect(state.isThere).toBe(false);
});

describe('the shopper’s hand', () => {
  test('outweighs a banner that says yes afterwards', async () => {
    const { consent } = store(choiceOf(false, false, 'shopper'));

    expect(await consent.choose({ record: true, release: true }, 'site', 77)).toMatchObject({
      record: false,
      release: false,
    });
  });

  test('does not outweigh a banner that says no', async () => {
    const { consent } = store(choiceOf(true, true, 'shopper'));

    expect(await consent.choose({ record: false }, 'site', 77)).toMatchObject({
      record: false,
      release: true,
    });
  });

  test('lifts GPC for recording, never for release', async () => {
    const { consent } = store(undefined, { gpc: true });

    expect(await consent.choose({ record: true, release: true }, 'shopper', 77)).toMatchObject({
      record: true,
      release: false,
    });
  });

  test('lifts GPC only for the switch that it turned', async () => {
    const { consent } = store(choiceOf(true, true, 'site'), { gpc: true });

    expect((await consent.choose({ release: true }, 'shopper', 77)).record).toBe(false);
  });

  test('is needed under GPC: a banner does not lift it', async () => {
    const { consent } = store(undefined, { gpc: true });

    expect((await consent.choose({ record: true, release: true }, 'site', 77)).record).toBe(false);
  });
});

describe('a pause and a lock', () => {
  const LATER = Date.now() + 3_600_000;

  test('are stored beside the choice, which stays as it is, and go again', async () => {
    const { state, consent } = store(choiceOf(true, true, 'shopper'));

    expect(await consent.rest({ pausedUntil: LATER })).toMatchObject({
      record: false,
      recordReason: 'paused',
    });
    expect(state.choice).toEqual({ ...choiceOf(true, true, 'shopper'), pausedUntil: LATER });
    expect(await consent.rest({ locked: true })).toMatchObject({ recordReason: 'locked' });
    expect(state.choice).toMatchObject({ pausedUntil: LATER, locked: true });
    expect(await consent.rest({ locked: false })).toMatchObject({ recordReason: 'paused' });
    expect(await consent.rest({ pausedUntil: 0 })).toMatchObject({ record: true, release: true });
    expect(state.choice).toEqual(choiceOf(true, true, 'shopper'));
  });

  test('before any choice there is nothing that could rest: nothing is written', async () => {
    const { state, consent } = store();

    expect(await consent.rest({ locked: true })).toMatchObject({ record: false, recordReason: 'none' });
    expect(state).toMatchObject({ isThere: false, writes: 0 });
  });

  test('the site’s word ends neither; the shopper’s hand on a switch ends a pause and no lock', async () => {
    const { state, consent } = store(choiceOf(true, false, 'site'));
    await consent.rest({ pausedUntil: LATER, locked: true });

    await consent.choose({ record: true, release: true }, 'site', 77);
    expect(state.choice).toMatchObject({ release: true, pausedUntil: LATER, locked: true });
    await consent.choose({ record: true }, 'shopper', 78);
    expect(state.choice).toMatchObject({ record: true, locked: true });
    expect(state.choice).not.toHaveProperty('pausedUntil');
    expect(consent.viewNow().recordReason).toBe('locked');
  });
});
