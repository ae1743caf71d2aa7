// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hasTool } from '../../../../src/capture/consent/presence.ts';
import { watchSignals } from '../../../../src/capture/consent/signals.ts';
import { watchTools } from '../../../../src/capture/consent/tools.ts';
import type { Sayings } from '../../../../src/contract/records.ts';

const page = window as unknown as Record<string, unknown>;
const OURS = [
  '__tcfapi',
  '__gpp',
  'Shopify',
  'dataLayer',
  'wp_has_consent',
  'wp_consent_type',
  'wp_fallback_consent_type',
  'waitfor_consent_hook',
  'inklingConfig',
];
const NO = { record: false, release: false };
const YES = { record: true, release: true };
const OPEN = { record: null, release: null };

const watch = () => {
  let changes = 0;
  const read = watchTools(() => changes++);
  return { read, changes: () => changes };
};
const said = (): Sayings => watch().read();

afterEach(() => {
  for (const name of OURS) delete page[name];
  // biome-ignore lint/suspicious/noDocumentCookie: the WP Consent API keeps its answer there
  document.cookie = 'wp_consent_statistics=; max-age=0';
});

test('without any tool all abstain', () => {
  expect(said()).toEqual({});
  expect(hasTool()).toBe(false);
});

describe('TCF', () => {
  type Callback = (data: unknown, isDone: boolean) => void;
  let tell!: Callback;
  const install = () => {
    page.__tcfapi = (command: string, version: number, callback: Callback) => {
      expect([command, version]).toEqual(['addEventListener', 2]);
      tell = callback;
    };
  };
  const data = (purposes: number[], more: object = {}) => ({
    gdprApplies: true,
    tcfPolicyVersion: 4,
    eventStatus: 'tcloaded',
    purpose: { consents: Object.fromEntries(purposes.map((purpose) => [purpose, true])) },
    ...more,
  });

  test('a stub that has not answered is pending', () => {
    install();

    expect(hasTool()).toBe(true);
    expect(said()).toEqual({ tcf: OPEN });
  });

  test.each<[string, unknown, unknown]>([
    ['all purposes', data([1, 5, 6, 9]), YES],
    ['after the shopper’s answer', data([1, 5, 6, 9], { eventStatus: 'useractioncomplete' }), YES],
    ['version 2.3', data([1, 5, 6, 9], { tcfPolicyVersion: 5 }), YES],
    ['version 2.4', data([1, 5, 6, 9], { tcfPolicyVersion: 6 }), YES],
    ['no statistics', data([1, 5, 6]), { record: true, release: false }],
    ['no purpose 1', data([5, 6, 9]), NO],
    ['no profile', data([1, 6, 9]), NO],
    ['no use of a profile', data([1, 5, 9]), NO],
    ['nothing', data([]), NO],
    ['the question on screen', data([1, 5, 6, 9], { eventStatus: 'cmpuishown' }), OPEN],
    ['another status', data([1, 5, 6, 9], { eventStatus: 'tcloaded2' }), OPEN],
    ['version 2.1', data([1, 5, 6, 9], { tcfPolicyVersion: 2 }), OPEN],
    ['no version', data([1, 5, 6, 9], { tcfPolicyVersion: undefined }), OPEN],
    ['unknown whether it applies', data([1, 5, 6, 9], { gdprApplies: undefined }), OPEN],
    ['that it does not apply', data([], { gdprApplies: false }), undefined],
    ['a purpose that is only truthy', data([], { purpose: { consents: { 1: 1, 5: 1, 6: 1, 9: 1 } } }), NO],
    ['no purposes at all', data([], { purpose: undefined }), OPEN],
    ['no object', null, OPEN],
  ])('%s', (_, message, expected) => {
    install();
    const { read, changes } = watch();
    read();

    tell(message, true);

    expect(read().tcf).toEqual(expected);
    expect(changes()).toBe(1);
  });

  test('a failure of the tool is pending, whatever it had said', () => {
    install();
    const { read } = watch();
    read();
    tell(data([1, 5, 6, 9]), true);

    tell(null, false);

    expect(read()).toEqual({ tcf: OPEN });
  });

  test('a tool that comes later is found at the next look, one that throws is pending', () => {
    const { read } = watch();
    expect(read()).toEqual({});

    page.__tcfapi = () => {
      throw new Error('not mine');
    };

    expect(read()).toEqual({ tcf: OPEN });
    expect(read()).toEqual({ tcf: OPEN });
  });

  test('an answer within the call counts', () => {
    page.__tcfapi = (_: string, __: number, callback: Callback) => callback(data([1, 5, 6]), true);

    expect(said()).toEqual({ tcf: { record: true, release: false } });
  });
});

describe('GPP', () => {
  const tell = (pingData: object): Sayings => {
    page.__gpp = (command: string, callback: (message: object) => void) => {
      expect(command).toBe('addEventListener');
      callback({ eventName: 'signalStatus', pingData });
    };
    return said();
  };
  const ready = (parsedSections: object) => tell({ signalStatus: 'ready', parsedSections }).gpp;

  test.each<[string, object, unknown]>([
    ['opted out of sale', { usnat: [{ SaleOptOut: 1 }] }, NO],
    ['opted out of sharing', { usca: { SharingOptOut: 1 } }, NO],
    ['opted out of targeting', { usva: [{ TargetedAdvertisingOptOut: 1 }] }, NO],
    ['GPC in a section', { usnat: [{ SaleOptOut: 2 }, { Gpc: true }] }, NO],
    [
      'did not opt out',
      { usnat: [{ SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2 }] },
      undefined,
    ],
    ['does not apply', { usnat: [{ SaleOptOut: 0 }] }, undefined],
    ['no section', {}, undefined],
    ['no purpose 1 in Europe', { tcfeuv2: [{ PurposeConsents: [false, true] }] }, NO],
    ['purpose 1 in Europe', { tcfeuv2: [{ PurposeConsents: [true] }] }, undefined],
  ])('%s', (_, sections, expected) => {
    expect(ready(sections)).toEqual(expected);
  });

  test('a signal that is not ready is pending', () => {
    expect(tell({ signalStatus: 'not ready', parsedSections: {} })).toEqual({ gpp: OPEN });
    expect(tell({ signalStatus: 'ready' })).toEqual({ gpp: OPEN });
  });
});

describe('Shopify', () => {
  const install = (analytics: boolean, marketing: boolean, sale: boolean, answer: string) => {
    page.Shopify = {
      customerPrivacy: {
        analyticsProcessingAllowed: () => analytics,
        marketingAllowed: () => marketing,
        saleOfDataAllowed: () => sale,
        currentVisitorConsent: () => ({ analytics: answer }),
      },
    };
  };

  test.each<[boolean, boolean, boolean, string, unknown]>([
    [true, true, true, 'yes', YES],
    [true, true, true, '', YES], // a region where nobody need be asked
    [true, false, true, 'yes', { record: true, release: false }],
    [true, true, false, 'yes', { record: true, release: false }],
    [false, true, true, 'no', NO],
    [false, false, false, '', OPEN],
  ])('analytics %s, marketing %s, sale %s, answered "%s"', (analytics, marketing, sale, answer, expected) => {
    install(analytics, marketing, sale, answer);

    expect(hasTool()).toBe(true);
    expect(said()).toEqual({ shopify: expected });
  });

  test('a shop without the feature abstains, and its event is heard', () => {
    page.Shopify = { shop: 'x' };
    const { read, changes } = watch();
    expect(read()).toEqual({});

    install(true, true, true, 'yes');
    document.dispatchEvent(new Event('visitorConsentCollected'));

    expect(changes()).toBe(1);
    expect(read()).toEqual({ shopify: YES });
  });

  test('a feature of another shape is pending', () => {
    page.Shopify = { customerPrivacy: {} };

    expect(said()).toEqual({ shopify: OPEN });
  });
});

describe('Consent Mode', () => {
  /** As gtag pushes them: arguments objects. */
  function gtag(..._words: unknown[]): void {
    // biome-ignore lint/complexity/noArguments: it is what gtag pushes
    (page.dataLayer as unknown[]).push(arguments);
  }
  const ad = (word: string) => ({ ad_user_data: word, ad_personalization: word });
  const all = (word: string) => ({ analytics_storage: word, ...ad(word) });

  test.each<[string, [string, object][], unknown]>([
    ['a default that denies waits', [['default', all('denied')]], OPEN],
    ['a default that grants', [['default', all('granted')]], YES],
    [
      'an update that grants',
      [
        ['default', all('denied')],
        ['update', all('granted')],
      ],
      YES,
    ],
    [
      'an update that denies',
      [
        ['default', all('granted')],
        ['update', all('denied')],
      ],
      NO,
    ],
    [
      'a default after an update',
      [
        ['update', all('granted')],
        ['default', all('denied')],
      ],
      YES,
    ],
    [
      'recording alone',
      [['update', { ...all('denied'), analytics_storage: 'granted' }]],
      { record: true, release: false },
    ],
    [
      'half of what release needs',
      [['update', { ...all('granted'), ad_user_data: 'denied' }]],
      { record: true, release: false },
    ],
    [
      'version 1, without words for release',
      [['update', { analytics_storage: 'granted' }]],
      { record: true, release: undefined },
    ],
    [
      'one word for release',
      [['update', { analytics_storage: 'granted', ad_user_data: 'granted' }]],
      { record: true, release: undefined },
    ],
    [
      'a default of some regions that grants',
      [['default', { ...all('granted'), region: ['US'] }]],
      undefined,
    ],
    [
      'a default of some regions that denies',
      [
        ['default', { ...all('denied'), region: ['ES'] }],
        ['default', all('granted')],
      ],
      OPEN,
    ],
    [
      'a default that is changed',
      [
        ['default', all('granted')],
        ['default', all('denied')],
      ],
      OPEN,
    ],
    ['other words', [['update', { analytics_storage: 'yes', ad_storage: 'denied' }]], undefined],
  ])('%s', (_, entries, expected) => {
    page.dataLayer = [{ event: 'gtm.js' }];
    for (const entry of entries) gtag('consent', ...entry);

    expect(hasTool()).toBe(true);
    expect(said().consentMode).toEqual(expected);
  });

  test('a later update is heard at once', () => {
    page.dataLayer = [];
    gtag('consent', 'default', all('denied'));
    const { read, changes } = watch();
    expect(read()).toEqual({ consentMode: OPEN });
    const before = changes();

    gtag('consent', 'update', all('granted'));

    expect(changes()).toBe(before + 1);
    expect(read()).toEqual({ consentMode: YES });
  });

  test('a dataLayer that speaks of no consent is no tool', () => {
    page.dataLayer = [{ event: 'view_item' }, undefined, null, 'text', 5];

    expect(hasTool()).toBe(false);
    expect(said()).toEqual({});
  });
});

describe('WP Consent API', () => {
  const install = (allowed: string[], more: object) => {
    page.wp_has_consent = (category: string) => allowed.includes(category);
    Object.assign(page, more);
  };
  const optIn = { wp_consent_type: 'optin' };

  test.each<[string, string[], object, unknown]>([
    ['both', ['statistics', 'marketing'], optIn, YES],
    ['statistics alone, marketing not answered', ['statistics'], optIn, { record: true, release: null }],
    ['nothing answered', [], optIn, OPEN],
    ['the plugin’s own kind', ['statistics', 'marketing'], { wp_fallback_consent_type: 'optout' }, YES],
    ['told to wait', ['statistics', 'marketing'], { waitfor_consent_hook: true }, OPEN],
    ['no banner', ['statistics', 'marketing'], {}, undefined],
  ])('%s', (_, allowed, more, expected) => {
    install(allowed, more);

    expect(hasTool()).toBe(true);
    expect(said().wordpress).toEqual(expected);
  });

  test('a refusal is told apart from a question that is open', () => {
    install([], optIn);
    const { read, changes } = watch();
    read();

    // biome-ignore lint/suspicious/noDocumentCookie: the WP Consent API keeps its answer there
    document.cookie = 'wp_consent_statistics=deny';
    document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change'));

    expect(changes()).toBe(1);
    expect(read()).toEqual({ wordpress: { record: false, release: null } });
  });
});

describe('a function of the site’s own', () => {
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const install = (consent: () => unknown) => {
    page.inklingConfig = { consent };
    return watch();
  };

  test.each<[unknown, unknown]>([
    [{ record: true, release: true }, YES],
    [
      { record: true, release: false },
      { record: true, release: false },
    ],
    [{ record: false, release: false }, NO],
    [{ record: true }, { record: true, release: null }],
    [{ record: 'true', release: 1 }, OPEN],
    [undefined, OPEN],
    [true, OPEN],
  ])('%j at once and by a promise', async (answer, expected) => {
    expect(install(() => answer).read()).toEqual({ function: expected });

    const { read } = install(async () => answer);
    expect(read()).toEqual({ function: OPEN });
    await turns();
    expect(read()).toEqual({ function: expected });
  });

  test('throwing and rejecting are a no', async () => {
    expect(
      install(() => {
        throw new Error('broken');
      }).read(),
    ).toEqual({ function: NO });

    const { read } = install(() => Promise.reject(new Error('broken')));
    read();
    await turns();
    expect(read()).toEqual({ function: NO });
  });

  test('asking again comes to an end, and a change is told once', async () => {
    let record = true;
    const { read, changes } = install(async () => ({ record, release: false }));
    read();
    await turns();
    expect(changes()).toBe(1);
    read();
    await turns();
    expect(changes()).toBe(1);

    record = false;
    read();
    await turns();

    expect(changes()).toBe(2);
    expect(read()).toEqual({ function: NO });
  });
});

describe('the readers', () => {
  beforeEach(() => void vi.stubGlobal('isSecureContext', true));
  afterEach(() => void vi.unstubAllGlobals());

  const signals = (load: () => Promise<{ watchTools: typeof watchTools }>) => {
    let changes = 0;
    return { read: watchSignals(() => changes++, load), changes: () => changes };
  };
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

  test('are fetched once, when there is a tool', async () => {
    let loads = 0;
    const { read, changes } = signals(async () => {
      loads++;
      return { watchTools };
    });
    expect(read().tools).toEqual({});
    expect(loads).toBe(0);

    page.inklingConfig = { consent: () => YES };
    expect(read().tools).toEqual({ unread: OPEN });
    read();
    await settled();

    expect([loads, changes()]).toEqual([1, 1]);
    expect(read().tools).toEqual({ function: YES });
  });

  test('that do not come leave the tool undecided', async () => {
    page.inklingConfig = { consent: () => YES };
    const { read } = signals(() => Promise.reject(new Error('blocked')));
    read();
    await settled();

    expect(read().tools).toEqual({ unread: OPEN });
  });

  test('a page that cannot be looked at is taken for one with a tool', () => {
    Object.defineProperty(page, 'dataLayer', {
      configurable: true,
      get() {
        throw new Error('mine');
      },
    });

    expect(hasTool()).toBe(true);
  });
});
