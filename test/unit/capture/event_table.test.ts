// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchBehaviour } from '../../../src/capture/behaviour/watch_behaviour.ts';
import { startCapture } from '../../../src/capture/capture.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';
import type { Item } from '../../../src/contract/item.ts';
import { sources } from '../../../src/sources.ts';

/** One thing that a page does; what stands in `together` it does at one moment, all else seconds apart. */
interface Step {
  readonly push?: unknown;
  readonly gtag?: readonly unknown[];
  readonly ga?: readonly unknown[];
  readonly shopify?: string;
  readonly fields?: object;
  readonly answer?: unknown;
  readonly event?: string;
  readonly jquery?: string;
  readonly button?: string;
  readonly click?: string;
  readonly submit?: string;
  readonly together?: readonly Step[];
}

interface Recorded {
  readonly platform: string;
  readonly source: string;
  readonly html?: string;
  readonly body?: string;
  readonly layer?: string;
  readonly globals?: readonly string[];
  readonly steps: readonly Step[];
  readonly expected: readonly Partial<Interaction>[];
}

const TABLE: readonly Recorded[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../vectors/platform_events.json'), 'utf8'),
);

const page = window as unknown as Record<string, unknown>;
type Handle = (event: unknown, ...args: unknown[]) => void;
let handles: Record<string, Handle> = {};
/** As much of each platform as a page holds before its own scripts have run. */
const GLOBALS: Readonly<Record<string, () => unknown>> = {
  Shopify: () => ({}),
  adobeDataLayer: () => [],
  ga: () => Object.assign(() => undefined, { q: [], l: 1 }),
  jQuery: () => () => ({
    on: (type: string, handle: Handle) => Object.assign(handles, { [type]: handle }),
    off: (type: string) => Reflect.deleteProperty(handles, type),
  }),
};

let said: Interaction[] = [];
let seen: Item[] = [];
let stop = (): void => {};

const start = (): void => {
  stop = startCapture({
    onInteraction: (interaction) => said.push(interaction),
    onItem: (item) => seen.push(item),
    now: () => Date.now(),
    loadBehaviour: async () => watchBehaviour,
    loadSources: async () => sources,
  });
};
const find = (selector: string): HTMLElement => document.querySelector<HTMLElement>(selector)!;
const dispatch = (target: EventTarget, type: string, fields: object = {}): void => {
  target.dispatchEvent(Object.assign(new Event(type, { bubbles: true, cancelable: true }), fields));
};

function perform(step: Step, layer: string): void {
  const { push, gtag, ga, shopify, fields, answer, event, jquery, button, click, submit, together } = step;
  for (const each of together ?? []) perform(each, layer);
  if (push) (page[layer] as unknown[]).push(push);
  if (gtag) (page[layer] as unknown[]).push(Object.assign({ length: gtag.length }, gtag));
  if (ga) (page.ga as Handle)(...(ga as [unknown]));
  if (shopify) {
    const promise = answer === 'rejected' ? Promise.reject(new Error('offline')) : Promise.resolve(answer);
    promise.catch(() => undefined); // as a theme does
    dispatch(document.body, `shopify:${shopify}`, {
      ...fields,
      ...(answer === undefined ? {} : { promise }),
    });
  }
  if (event) dispatch(document.body, event);
  if (jquery) handles[jquery]!({ type: jquery }, {}, 'SECRET', button ? [find(button)] : []);
  if (click) find(click).click();
  if (submit) dispatch(find(submit), 'submit');
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('jQuery', undefined);
  location.href = 'https://shop.example/some/page';
  Object.defineProperty(document, 'readyState', { value: 'complete', configurable: true });
  said = [];
  seen = [];
  handles = {};
});

afterEach(() => {
  stop();
  for (const name of ['dataLayer', 'shopLayer', ...Object.keys(GLOBALS)]) delete page[name];
  document.body.innerHTML = document.body.className = '';
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const show = ({ html = '', body = '', layer = 'dataLayer', globals = [] }: Recorded): void => {
  document.body.innerHTML = html;
  document.body.className = body;
  for (const name of globals) page[name] = GLOBALS[name]!();
  if (page[layer] === undefined) page[layer] = [];
};

describe.each(TABLE)('$platform', (recorded) => {
  const { layer = 'dataLayer', steps, expected, source } = recorded;

  test(`gives exactly what ${source.split(/[ ,:]/)[0]} means, and none of it twice`, async () => {
    show(recorded);
    start();
    await vi.advanceTimersByTimeAsync(4_000);
    for (const step of steps) {
      perform(step, layer);
      await vi.advanceTimersByTimeAsync(5_000);
    }

    expect(said.map(({ at: _, ...rest }) => rest)).toEqual(expected);
  });

  test('takes nothing that a shopper or an order is known by', async () => {
    show(recorded);
    start();
    await vi.advanceTimersByTimeAsync(4_000);
    for (const step of steps) perform(step, layer);
    await vi.advanceTimersByTimeAsync(5_000);

    expect(JSON.stringify([said, seen]).toLowerCase()).not.toMatch(/secret|@/);
  });
});

test('what a page pushed before us counts once, in the form of GA4 and of before it', async () => {
  page.dataLayer = [
    { event: 'purchase', ecommerce: { items: [{ item_id: 'A1', quantity: 1 }] } },
    { ecommerce: { purchase: { actionField: { id: 'SECRET' }, products: [{ id: 'A1', quantity: 1 }] } } },
    { ecommerce: { detail: { products: [{ id: 'A2' }] } } },
  ];

  start();
  await vi.advanceTimersByTimeAsync(4_000);

  expect(said.map(({ kind, itemId }) => `${kind} ${itemId}`)).toEqual(['purchase A1', 'view A2']);
});

test('lists of a page are a sample', async () => {
  page.dataLayer = [];
  start();
  await vi.advanceTimersByTimeAsync(4_000);
  const items = Array.from({ length: 60 }, (_, i) => ({ item_id: `L${i}` }));

  (page.dataLayer as unknown[]).push({ event: 'view_item_list', ecommerce: { items } });

  expect(said).toHaveLength(20);
});
