import { describe, expect, test } from 'vitest';
import { type ConsentSignals, decideConsent, sumUp } from '../../../../src/capture/consent/decide.ts';
import {
  allowsRelease,
  type Choice,
  type Saying,
  type Sayings,
  type Tool,
} from '../../../../src/contract/records.ts';

const NOW = 1_000;

const QUIET: ConsentSignals = {
  gpc: false,
  dnt: false,
  secureContext: true,
  crossSiteFrame: false,
  tools: {},
};
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
      BOOLEANS.map((crossSiteFrame) => ({ gpc, dnt, secureContext, crossSiteFrame, tools: {} })),
    ),
  ),
);
const TABLE = CHOICES.flatMap((choice) => SIGNALS.map((signals) => ({ choice, signals })));

describe('every choice under every signal', () => {
  test('the table has all 144 rows', () => {
    expect(TABLE).toHaveLength(144);
  });

  test.each(TABLE)('$choice under $signals', ({ choice, signals }) => {
    const view = decideConsent(choice, signals, NOW);

    const isHere = signals.secureContext && !signals.crossSiteFrame;
    const isAsked = signals.gpc || signals.dnt;
    expect(view.record).toBe(isHere && choice?.record === true && (!isAsked || choice.by === 'shopper'));
    expect(view.release).toBe(isHere && choice?.release === true && !isAsked);
  });
});

describe('what decided', () => {
  const choice: Choice = { record: true, release: true, at: 5, by: 'site', gpc: false };

  test('nobody, before any choice', () => {
    expect(decideConsent(undefined, QUIET, NOW)).toEqual({
      record: false,
      release: false,
      recordReason: 'none',
      releaseReason: 'none',
    });
  });

  test('the site, when it asked', () => {
    expect(decideConsent(choice, QUIET, NOW)).toEqual({
      record: true,
      release: true,
      recordReason: 'site',
      releaseReason: 'site',
      chosenAt: 5,
    });
  });

  test('the shopper over GPC for recording, GPC for release', () => {
    expect(decideConsent({ ...choice, by: 'shopper' }, { ...QUIET, gpc: true }, NOW)).toMatchObject({
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
    expect(decideConsent(choice, { ...QUIET, ...signals }, NOW)).toMatchObject({
      record: false,
      release: false,
      recordReason: reason,
      releaseReason: reason,
    });
  });
});

describe('every choice under every word of two tools', () => {
  const WORDS = [true, false, null, undefined];
  const HANDS: (Choice | undefined)[] = [
    ...CHOICES,
    ...BOOLEANS.flatMap((record) =>
      BOOLEANS.map((release) => ({ record, release, by: 'tool' as const, at: 1, gpc: false })),
    ),
  ];
  const rows = HANDS.flatMap((choice) =>
    BOOLEANS.flatMap((gpc) =>
      WORDS.flatMap((tcf) => WORDS.map((wordpress) => ({ choice, gpc, tcf, wordpress }))),
    ),
  );

  test.each(rows)('$choice, gpc $gpc, tcf $tcf, wordpress $wordpress', ({ choice, gpc, tcf, wordpress }) => {
    const tools = {
      tcf: { record: tcf, release: tcf },
      wordpress: { record: wordpress, release: wordpress },
    };

    const view = decideConsent(choice, { ...QUIET, gpc, tools }, NOW);

    const words = [tcf, wordpress];
    const isSilent = words.every((word) => word === undefined);
    const isFree = !words.includes(false) && !words.includes(null) && !(isSilent && choice?.by === 'tool');
    expect(view.record).toBe(isFree && choice?.record === true && (!gpc || choice.by === 'shopper'));
    expect(view.release).toBe(isFree && choice?.release === true && !gpc);
    // Memory only, or nothing: a no drops what waits, an open question keeps it.
    const isRefused = words.includes(false) || choice?.record === false || (gpc && choice?.by !== 'shopper');
    if (!view.record) expect(/none|pending/.test(view.recordReason), view.recordReason).toBe(!isRefused);
  });

  test('each tool alone decides as any other does', () => {
    const names: Tool[] = ['tcf', 'gpp', 'shopify', 'consentMode', 'wordpress', 'function', 'unread'];
    const choice: Choice = { record: true, release: true, by: 'site', at: 1, gpc: false };

    for (const name of names)
      for (const [word, reason] of [
        [false, 'tool'],
        [null, 'pending'],
        [true, 'site'],
        [undefined, 'site'],
      ] as const) {
        const tools: Sayings = { [name]: { record: word, release: word } satisfies Saying };
        const view = decideConsent(choice, { ...QUIET, tools }, NOW);

        expect(view).toMatchObject({
          record: reason === 'site',
          recordReason: reason,
          releaseReason: reason,
        });
        expect(sumUp(tools, 'record')).toBe(word);
      }
  });

  test('a yes that is not stored yet is pending, not on', () => {
    const tools = { tcf: { record: true, release: true } };

    expect(decideConsent(undefined, { ...QUIET, tools }, NOW)).toMatchObject({
      record: false,
      release: false,
      recordReason: 'pending',
      tools,
    });
  });
});

describe('a pause and a lock', () => {
  const choice: Choice = { record: true, release: true, at: 5, by: 'shopper', gpc: false };
  const held = (more: Partial<Choice>, signals: Partial<ConsentSignals> = {}) =>
    decideConsent({ ...choice, ...more }, { ...QUIET, ...signals }, NOW);

  test('hold off both switches, whatever was chosen, and a pause ends by itself', () => {
    expect(held({ pausedUntil: NOW + 1 })).toMatchObject({
      record: false,
      release: false,
      recordReason: 'paused',
      releaseReason: 'paused',
      pausedUntil: NOW + 1,
    });
    expect(held({ locked: true })).toMatchObject({ record: false, release: false, recordReason: 'locked' });
    expect(held({ pausedUntil: NOW })).toMatchObject({
      record: true,
      release: true,
      recordReason: 'shopper',
    });
    expect(held({ pausedUntil: NOW })).not.toHaveProperty('pausedUntil');
  });

  test('a lock is told whatever else says no, so that the panel hides; a no is told before a pause', () => {
    expect(held({ locked: true, record: false }, { gpc: true }).recordReason).toBe('locked');
    expect(held({ pausedUntil: NOW + 1, release: false }).releaseReason).toBe('shopper');
  });

  test('nothing may leave meanwhile, as the worker sees it', () => {
    expect(allowsRelease(choice, NOW)).toBe(true);
    expect(allowsRelease({ ...choice, pausedUntil: NOW + 1 }, NOW)).toBe(false);
    expect(allowsRelease({ ...choice, locked: true }, NOW)).toBe(false);
    expect(allowsRelease({ ...choice, release: false }, NOW)).toBe(false);
    expect(allowsRelease(undefined, NOW)).toBe(false);
  });
});
