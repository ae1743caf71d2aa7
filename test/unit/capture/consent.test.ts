import { describe, expect, test } from 'vitest';
import { type ConsentSignals, decideConsent } from '../../../src/capture/consent.ts';
import type { Choice } from '../../../src/contract/records.ts';

const QUIET: ConsentSignals = { gpc: false, dnt: false, secureContext: true, crossSiteFrame: false };
const BOOLEANS = [false, true];
const CHOICES: (Choice | undefined)[] = [
  undefined,
  ...(['site', 'shopper'] as const).flatMap((by) =>
    BOOLEANS.flatMap((record) =>
      BOOLEANS.map((release) => ({ record, release, by, at: 1_750_000_000_000, gpc: false })),
    ),
  ),
];
const SIGNALS: ConsentSignals[] = BOOLEANS.flatMap((gpc) =>
  BOOLEANS.flatMap((dnt) =>
    BOOLEANS.flatMap((secureContext) =>
      BOOLEANS.map((crossSiteFrame) => ({ gpc, dnt, secureContext, crossSiteFrame })),
    ),
  ),
);
const TABLE = CHOICES.flatMap((choice) => SIGNALS.map((signals) => ({ choice, signals })));

describe('every choice under every signal', () => {
  test('the table has all 144 rows', () => {
    expect(TABLE).toHaveLength(144);
  });

  test.each(TABLE)('$choice under $signals', ({ choice, signals }) => {
    const view = decideConsent(choice, signals);

    const isHere = signals.secureContext && !signals.crossSiteFrame;
    const isAsked = signals.gpc || signals.dnt;
    expect(view.record).toBe(isHere && choice?.record === true && (!isAsked || choice.by === 'shopper'));
    expect(view.release).toBe(isHere && choice?.release === true && !isAsked);
  });
});

describe('what decided', () => {
  const choice: Choice = { record: true, release: true, at: 5, by: 'site', gpc: false };

  test('nobody, before any choice', () => {
    expect(decideConsent(undefined, QUIET)).toEqual({
      record: false,
      release: false,
      recordReason: 'none',
      releaseReason: 'none',
    });
  });

  test('the site, when it asked', () => {
    expect(decideConsent(choice, QUIET)).toEqual({
      record: true,
      release: true,
      recordReason: 'site',
      releaseReason: 'site',
      chosenAt: 5,
    });
  });

  test('the shopper over GPC for recording, GPC for release', () => {
    expect(decideConsent({ ...choice, by: 'shopper' }, { ...QUIET, gpc: true })).toMatchObject({
      record: true,
      release: false,
      recordReason: 'shopper',
      releaseReason: 'gpc',
    });
  });

  test.each([
    ['gpc', { gpc: true, dnt: true }],
    ['dnt', { dnt: true }],
    ['insecure-context', { secureContext: false, gpc: true }],
    ['cross-site-frame', { crossSiteFrame: true }],
  ])('%s', (reason, signals) => {
    expect(decideConsent(choice, { ...QUIET, ...signals })).toMatchObject({
      record: false,
      release: false,
      recordReason: reason,
      releaseReason: reason,
    });
  });
});
