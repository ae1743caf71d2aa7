// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchBehaviour } from '../../../src/capture/behaviour/watch_behaviour.ts';
import type { ConsentSignals } from '../../../src/capture/consent/decide.ts';
import { parseConfig } from '../../../src/contract/config.ts';
import { InklingError } from '../../../src/contract/error.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';
import type { Item } from '../../../src/contract/item.ts';
import { type InklingHandle, PANEL_PORT } from '../../../src/contract/page_api.ts';
import type { Choice } from '../../../src/contract/records.ts';
import type { WorkerStatus } from '../../../src/contract/worker_api.ts';
import type { DOORS } from '../../../src/page/doors.ts';
import { Events } from '../../../src/page/events.ts';
import type { Files } from '../../../src/page/files.ts';
import { createHandle } from '../../../src/page/handle.ts';
import { createHost } from '../../../src/page/host.ts';
import { createPage } from '../../../src/page/page.ts';
import { Vocabulary } from '../../../src/store/vocabulary.ts';
import type { WorkerClient } from '../../../src/threads/spawn.ts';

/** One browser: what several tabs share. */
const browser = (choice?: Choice) => ({
  choice,
  rows: [] as string[],
  items: [] as Item[],
  isStoreThere: false,
  erased: 0,
  workerFails: false,
  fetched: [] as string[],
  asked: [] as string[],
  holdout: undefined as WorkerStatus['holdout'],
});
type Browser = ReturnType<typeof browser>;

/** One page in it, wired as in a shop but for storage, worker and capture. */
const open = (shared: Browser, signals: Partial<ConsentSignals> = {}, options: object = {}) => {
  const said: { -readonly [Name in keyof ConsentSignals]: ConsentSignals[Name] } = {
    gpc: false,
    dnt: false,
    secureContext: true,
    crossSiteFrame: false,
    tools: {},
    ...signals,
  };
  const told: string[] = [];
  const idle: (() => void)[] = [];
  const opened: InklingHandle[] = [];
  let changed!: () => void;
  let capture!: Parameters<typeof DOORS.capture>[0];
  const events = new Events();
  for (const type of ['ready', 'change', 'consent', 'release', 'clear', 'problem'] as const)
    events.on(type, () => told.push(type));
  const spawn = () =>
    ({
      async call(method: string, ...args: unknown[]) {
        shared.asked.push(method);
        if (shared.workerFails) throw new InklingError('backend-unavailable', 'refused');
        if (method === 'clear' || method === 'forget') shared.rows = [];
        if (method === 'forget') shared.choice = undefined;
        if (method === 'start' || method === 'status')
          return { problems: [], ...(shared.holdout && { holdout: shared.holdout }) };
        if (method === 'releaseStatus') return { state: 'waiting' };
        return args[0];
      },
      stop() {},
    }) as unknown as WorkerClient;
  const files: Omit<Files, 'consent'> & { consent?: never } = {
    host: { createHost: (options) => createHost(options, { isUsable: async () => true, spawn }) },
    markup: { readPage: () => ({ items: [] }), itemsOf: () => [] },
    sources: { sources: { platforms: [] } },
    debug: { open: (given) => void opened.push(given) },
    behaviour: { watchBehaviour },
    ...{ panel: {}, recommendations: {}, 'panel-sections-en': {}, 'panel-sections-zh': {} },
  };
  const doors: typeof DOORS = {
    guard: async () => ({
      choice: async () => shared.choice,
      async setChoice(choice) {
        shared.choice = choice;
      },
    }),
    signals(onChange) {
      changed = onChange;
      return () => said;
    },
    async openStore() {
      shared.isStoreThere = true;
      return {
        async append(rows, items = []) {
          shared.items.push(...items);
          shared.rows.push(...rows.map((row) => `${row.kind} ${'target' in row ? row.target : row.itemId}`));
        },
        close() {},
        words: new Vocabulary(),
      };
    },
    async eraseWithoutWorker() {
      shared.erased++;
      shared.isStoreThere = false;
      shared.rows = [];
    },
    capture(options) {
      capture = options;
      return () => {};
    },
    async load({ assetsUrl }, name) {
      if (name === 'consent') throw new Error('no tool here');
      if (name !== 'host') shared.fetched.push(`${assetsUrl}inkling-${name}.js`);
      return files[name as keyof Files] as never;
    },
    whenIdle: (work) => void idle.push(work),
  };
  const handle = createHandle(
    createPage(parseConfig(options, 'https://shop.example/'), events, doors),
    events,
  );
  const click = (itemId: string): void => {
    const interaction: Interaction = { kind: 'view', itemId, at: Date.now() };
    if (!capture.isDouble?.(interaction)) capture.onInteraction(interaction);
  };
  const runIdle = async () => {
    for (const work of idle.splice(0)) work();
    await settled();
  };
  return {
    handle,
    port: handle[PANEL_PORT],
    said,
    told,
    say(tools: ConsentSignals['tools']) {
      said.tools = tools;
      changed();
    },
    click,
    show: (item: Item) => capture.onItem(item),
    runIdle,
    opened,
    load: async () => [
      await capture.loadMarkup?.(),
      await capture.loadSources?.(),
      await capture.loadBehaviour?.(),
    ],
  };
};

const YES: Choice = { record: true, release: true, at: 1, by: 'site', gpc: false };
/** Real channels deliver between tabs on their own time: give them turns, not a duration. */
const settled = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(1_000);
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(1_000);
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

describe('before any choice', () => {
  test('neither a row nor a database nor a worker comes to be', async () => {
    const shared = browser();
    const { click, runIdle, port, said } = open(shared);
    click('a');
    await settled();
    await runIdle();

    expect(shared).toMatchObject({ isStoreThere: false, choice: undefined, rows: [], asked: [] });
    expect(await port.consentView()).toMatchObject({ record: false, recordReason: 'none' });
    expect(said.gpc).toBe(false);
  });

  test('what was seen meanwhile is written once the answer is yes', async () => {
    const shared = browser();
    const { click, handle } = open(shared);
    click('a');
    await settled();

    expect(await handle.consent({ record: true })).toEqual({ record: true, release: false });
    await settled();

    expect(shared.rows).toEqual(['view a']);
  });

  test('what was seen meanwhile is gone once the answer is no', async () => {
    const shared = browser();
    const { click, handle } = open(shared);
    click('a');
    await handle.consent({ record: false });
    await handle.consent({ record: true });
    await settled();

    click('b');
    await settled();

    expect(shared.rows).toEqual(['view b']);
  });
});

describe('recording', () => {
  test('by API resolves when the interaction is written, and counts a double once', async () => {
    const shared = browser(YES);
    const { handle, click } = open(shared);

    await handle.record({ kind: 'view', itemId: 'a' });
    click('a'); // the shop’s markup says the same
    await settled();

    expect(shared.rows).toEqual(['view a']);
  });

  test('an interaction that makes no sense is refused', async () => {
    const { handle } = open(browser(YES));

    await expect(handle.record({ kind: 'view' })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(handle.record(null as never)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('relations are written like interactions, and wait for the same consent', async () => {
    const shared = browser();
    const { handle } = open(shared);
    await handle.relate({ kind: 'follow_brand', target: 'Lux' });
    await settled();
    expect(shared).toMatchObject({ isStoreThere: false, rows: [] });

    await handle.consent({ record: true });
    await settled();
    await handle.relate({ kind: 'review_read', target: 'a' });
    expect(shared.rows).toEqual(['follow_brand Lux', 'review_read a']);
    await handle.consent({ record: false });
    await handle.relate({ kind: 'review_read', target: 'b' });
    await settled();

    expect(shared).toMatchObject({ rows: [], isStoreThere: false });
    await handle.consent({ record: true });
    await handle.relate({ kind: 'follow_brand', target: 'Lux', on: false });
    expect(shared.rows).toEqual(['unfollow undefined']);
    await expect(handle.relate({ kind: 'friend' as never, target: 'a' })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  test('under GPC only the shopper’s hand turns it on, and release stays off', async () => {
    const shared = browser();
    const { handle, port, click } = open(shared, { gpc: true });
    expect(await handle.consent({ record: true, release: true })).toEqual({ record: false, release: false });
    click('a');
    await settled();
    expect(shared.rows).toEqual([]);

    expect(await port.choose({ record: true, release: true })).toMatchObject({
      record: true,
      release: false,
      releaseReason: 'gpc',
    });
    click('b');
    await settled();

    expect(shared.rows).toEqual(['view b']);
  });

  test('GPC turned on in the middle of a page stops it', async () => {
    const shared = browser(YES);
    const { click, said } = open(shared);
    click('a');
    await settled();
    expect(shared.rows).toEqual(['view a']);

    said.gpc = true;
    click('b');
    await settled();

    expect(shared.rows).toEqual(['view a']);
  });

  test('the last moment of a page is written', async () => {
    const shared = browser(YES);
    const { click } = open(shared);
    click('a');
    await settled();

    click('b');
    dispatchEvent(new Event('pagehide'));
    await Promise.resolve();

    expect(shared.rows).toEqual(['view a', 'view b']);
  });
});

describe('withdrawal', () => {
  test('deletes without a worker when none runs', async () => {
    const shared = browser(YES);
    const { click, handle } = open(shared);
    click('a');
    await settled();

    await handle.consent({ record: false, release: false });

    expect(shared).toMatchObject({ erased: 1, rows: [], asked: [] });
    expect(shared.choice).toMatchObject({ record: false });
  });

  test('lets a running worker delete', async () => {
    const shared = browser(YES);
    const { handle, runIdle } = open(shared);
    await settled();
    await runIdle();

    await handle.consent({ record: false });

    expect(shared.asked).toContain('clear');
    expect(shared.erased).toBe(0);
  });

  test('in one tab stops the other', async () => {
    const shared = browser(YES);
    const [here, there] = [open(shared), open(shared)];
    there.click('a');
    await settled();
    expect(shared.rows).toEqual(['view a']);

    await here.handle.consent({ record: false });
    there.click('b');
    await settled();

    expect(shared.rows).toEqual([]);
    await vi.waitFor(() => expect(there.told).toContain('consent'));
  });
});

describe('the worker', () => {
  test('is started at idle when recording is allowed, and told of what was written', async () => {
    const shared = browser(YES);
    const { click, runIdle, told } = open(shared);
    await settled();
    expect(shared.asked).toEqual([]);
    await runIdle();
    expect(shared.asked).toEqual(['start', 'releaseStatus']);

    click('a');
    await settled();

    expect(shared.asked.at(-1)).toBe('refresh');
    expect(told).toEqual(expect.arrayContaining(['ready', 'change']));
  });

  test('is asked only after what waited was written', async () => {
    const shared = browser(YES);
    const { click, handle } = open(shared);
    click('a');

    await handle.recommend({ count: 3 });

    expect(shared.rows).toEqual(['view a']);
    expect(shared.asked).toEqual(['start', 'refresh', 'recommend']);
  });

  test('that cannot run rejects what needs it, and deletes nonetheless', async () => {
    const shared = browser(YES);
    shared.workerFails = true;
    const { handle, port, click } = open(shared);
    click('a');
    await settled();
    expect(shared.rows).toEqual(['view a']);

    await expect(handle.recommend()).rejects.toMatchObject({ code: 'backend-unavailable' });
    expect(await handle.clear()).toMatchObject({ rows: {}, guard: { choice: { record: true } } });

    expect(shared.rows).toEqual([]);
    await expect(port.forget()).rejects.toBeInstanceOf(InklingError);
  });
});

describe('deleting everything', () => {
  test('goes on recording afterwards, as the choice stands', async () => {
    const shared = browser(YES);
    const { handle, click, told } = open(shared);
    click('a');
    await handle.clear();
    click('b');
    await settled();

    expect(shared.rows).toEqual(['view b']);
    expect(told).toContain('clear');
  });

  test('with the budget too forgets the choice: all is pending again', async () => {
    const shared = browser(YES);
    const { port, click } = open(shared);
    await port.forget();
    click('a');
    await settled();

    expect(shared.rows).toEqual([]);
    expect((await port.consentView()).recordReason).toBe('none');
  });
});

describe('the handle', () => {
  test('with a bad configuration is there, and every call says what is wrong', async () => {
    const wrong = new InklingError('invalid-argument', 'site must be short');
    const handle = createHandle(wrong, new Events());

    for (const call of [
      () => handle.consent({ record: true }),
      () => handle.record({ kind: 'view', itemId: 'a' }),
      () => handle.recommend(),
      () => handle.rank(['a']),
      () => handle.cohort(),
      () => handle.release(),
      () => handle.clear(),
      () => handle[PANEL_PORT].profile(),
      () => handle[PANEL_PORT].status(),
    ])
      await expect(call()).rejects.toBe(wrong);
    expect(handle.on('change', () => {})).toBeTypeOf('function');
  });

  test.each([[{ record: 'false' }], [{ release: 1 }], [null], ['yes']])(
    'consent(%j) is refused',
    async (choice) => {
      const shared = browser();
      const { handle } = open(shared);

      await expect(handle.consent(choice as never)).rejects.toMatchObject({ code: 'invalid-argument' });
      expect(shared.choice).toBeUndefined();
    },
  );

  test('a callback that throws stops nobody, and an ended one is not called', async () => {
    const { handle } = open(browser());
    const heard: string[] = [];
    handle.on('consent', () => {
      throw new Error('the shop’s own');
    });
    const end = handle.on('consent', () => heard.push('ended'));
    handle.on('consent', () => heard.push('kept'));

    end();
    await handle.consent({ record: true });

    expect(heard).toContain('kept');
    expect(heard).not.toContain('ended');
  });

  test('no demo clock outside the test build', () => {
    expect(open(browser()).port).not.toHaveProperty('demoClock');
  });
});

test('what a page says of items is kept as what the site is configured to offer, unless its markup says more', async () => {
  const shared = browser(YES);
  const { show, port } = open(shared, {}, { preset: 'course' });

  show({ id: 'a', name: 'A' });
  show({ id: 'b', name: 'B', preset: 'content' });
  await settled();

  expect(port.preset).toBe('course');
  expect(shared.items.map(({ id, preset }) => [id, preset])).toEqual([
    ['a', 'course'],
    ['b', 'content'],
  ]);
});

describe('what understands more than the drop-in', () => {
  test('is fetched from beside the script, unless nothing will be recorded', async () => {
    const shared = browser();
    await open(shared).load();
    const refused = open(browser({ ...YES, record: false }));
    await settled();

    await expect(refused.load()).rejects.toMatchObject({ code: 'not-consented' });
    expect(shared.fetched).toEqual([
      'https://shop.example/inkling-markup.js',
      'https://shop.example/inkling-sources.js',
      'https://shop.example/inkling-behaviour.js',
    ]);
  });
});

describe('the hold-out', () => {
  const shop = window as { dataLayer?: unknown[]; shopLayer?: unknown[] };
  const held = { share: 0.1, isHeldOut: true };
  beforeEach(() => {
    delete shop.dataLayer;
    delete shop.shopLayer;
  });

  test("the shop's dataLayer is told the group once a page, when there is a coin", async () => {
    const shared = browser(YES);
    const { click, runIdle } = open(shared, {}, { holdout: 0.1 });
    await settled();
    await runIdle();
    expect(shop.dataLayer).toBeUndefined();

    shared.holdout = held;
    for (const item of ['a', 'b', 'c']) {
      click(item);
      await settled();
    }

    expect(shop.dataLayer).toEqual([{ event: 'inkling_variant', inkling_variant: 'holdout' }]);
  });

  test('a tag manager that keeps its dataLayer under another name is told there', async () => {
    const shared = { ...browser(YES), holdout: held };
    const script = Object.assign(document.createElement('script'), {
      type: 'text/plain',
      src: 'https://www.googletagmanager.com/gtm.js?id=GTM-1&l=shopLayer',
    });
    document.head.append(script);
    const { runIdle } = open(shared, {}, { holdout: 0.1 });
    await settled();
    await runIdle();
    script.remove();

    expect(shop.shopLayer).toEqual([{ event: 'inkling_variant', inkling_variant: 'holdout' }]);
    expect(shop.dataLayer).toBeUndefined();
  });

  test('who is shown recommendations is told of as well, so that the groups can be compared', async () => {
    const shared = { ...browser(YES), holdout: { share: 0.1, isHeldOut: false } };
    shop.dataLayer = [];
    const { runIdle } = open(shared, {}, { holdout: 0.1 });
    await settled();
    await runIdle();

    expect(shop.dataLayer).toEqual([{ event: 'inkling_variant', inkling_variant: 'shown' }]);
  });

  test.each([
    ['unless it is configured', YES, {}],
    ['before consent', undefined, { holdout: 0.1 }],
    ['after a refusal', { ...YES, record: false }, { holdout: 0.1 }],
  ])('nothing is told %s', async (_, choice, options) => {
    const shared = { ...browser(choice), holdout: held };
    const { runIdle, port } = open(shared, {}, options);
    await settled();
    await runIdle();

    // The worker runs and would answer.
    expect(await port.status()).toMatchObject({ holdout: held });
    await settled();
    expect(shop.dataLayer).toBeUndefined();
  });

  test('nothing is told when consent went while the worker was asked', async () => {
    const shared = { ...browser(YES), holdout: held };
    const { runIdle, said } = open(shared, {}, { holdout: 0.1 });
    await settled();
    const asking = runIdle();
    said.gpc = true;
    await asking;

    expect(shared.asked).toContain('start');
    expect(shop.dataLayer).toBeUndefined();
  });
});

test('the overlay is fetched when an engineer asks for it, and never otherwise', async () => {
  const shared = browser(YES);
  const { handle, runIdle, opened } = open(shared);
  await settled();
  await runIdle();
  expect(shared.fetched).toEqual([]);

  await handle.debug();

  expect(shared.fetched).toEqual([
    'https://shop.example/inkling-debug.js',
    'https://shop.example/inkling-sources.js',
    'https://shop.example/inkling-markup.js',
  ]);
  expect(opened).toEqual([handle]);
});

describe('consent tools', () => {
  const yes = { tcf: { record: true, release: true } };
  const no = { tcf: { record: false, release: false } };
  const undecided = { tcf: { record: null, release: null } };

  test('a yes is stored with its proof, and what waited is written', async () => {
    const shared = browser();
    const { say, click, port } = open(shared, { tools: undecided });
    click('a');
    await settled();
    expect(shared).toMatchObject({ rows: [], isStoreThere: false, choice: undefined });
    expect((await port.consentView()).recordReason).toBe('pending');

    say(yes);
    await settled();

    expect(shared.rows).toEqual(['view a']);
    expect(shared.choice).toMatchObject({ record: true, release: true, by: 'tool', tools: yes });
    expect(await port.consentView()).toMatchObject({ record: true, release: true, recordReason: 'tool' });
  });

  test('a no before any choice leaves nothing at all', async () => {
    const shared = browser();
    const { say, click, port } = open(shared, { tools: undecided });
    click('a');
    say(no);
    await settled();
    click('b');
    await settled();

    expect(shared).toMatchObject({ rows: [], isStoreThere: false, choice: undefined, asked: [] });
    expect(await port.consentView()).toMatchObject({ record: false, recordReason: 'tool', tools: no });
  });

  test('a no takes back a yes: everything is deleted and the refusal kept', async () => {
    const shared = browser();
    const { say, click } = open(shared, { tools: yes });
    click('a');
    await settled();
    expect(shared.rows).toEqual(['view a']);

    say(no);
    await settled();
    click('b');
    await settled();

    expect(shared).toMatchObject({ rows: [], isStoreThere: false });
    expect(shared.choice).toMatchObject({ record: false, by: 'tool', tools: no });
  });

  test.each(['site', 'shopper'] as const)('a no takes back the yes of the %s', async (by) => {
    const shared = browser({ ...YES, by });
    const { say, click } = open(shared);
    click('a');
    await settled();

    say(no);
    await settled();

    expect(shared).toMatchObject({ rows: [], isStoreThere: false });
    expect(shared.choice).toMatchObject({ record: false, by: 'tool' });
  });

  test.each(['site', 'shopper'] as const)('a yes does not lift the refusal of the %s', async (by) => {
    const shared = browser({ ...YES, record: false, release: false, by });
    const { click } = open(shared, { tools: yes });
    click('a');
    await settled();

    expect(shared).toMatchObject({ rows: [], choice: { record: false, by } });
  });

  test('a tool that comes in the middle of a page holds the next write', async () => {
    const shared = browser(YES);
    const { said, click } = open(shared);
    click('a');
    await settled();
    expect(shared.rows).toEqual(['view a']);

    said.tools = undecided; // no event tells of it
    click('b');
    await settled();

    expect(shared.rows).toEqual(['view a']);
  });

  test('a stored yes counts for nothing until the tool confirms it on this page', async () => {
    const shared = browser({ ...YES, by: 'tool' });
    const { say, click } = open(shared);
    click('a');
    await settled();
    expect(shared.rows).toEqual([]);

    say(yes);
    await settled();

    expect(shared.rows).toEqual(['view a']);
  });

  test('a tab whose tool has not heard of a refusal elsewhere does not undo it', async () => {
    const shared = browser();
    const here = open(shared, { tools: yes });
    await settled();
    const there = open(shared, { tools: yes });
    await settled();

    here.say(no);
    await settled();
    there.click('b');
    await settled();

    expect(shared).toMatchObject({ rows: [], choice: { record: false, by: 'tool' } });
  });

  test('the site’s own word does not outweigh a tool’s no, and counts where all abstain', async () => {
    const shared = browser();
    const { say, handle } = open(shared, { tools: no });

    expect(await handle.consent({ record: true })).toEqual({ record: false, release: false });
    expect(shared.choice).toBeUndefined();

    say({});
    expect(await handle.consent({ record: true })).toEqual({ record: true, release: false });
  });

  test('release is taken back alone', async () => {
    const shared = browser(YES);
    const { say, port, click } = open(shared);
    click('a');
    await settled();

    say({ tcf: { record: true, release: false } });
    await settled();

    expect(shared).toMatchObject({ rows: ['view a'], choice: { record: true, release: false, by: 'site' } });
    expect(await port.consentView()).toMatchObject({ record: true, release: false, releaseReason: 'tool' });
  });
});
