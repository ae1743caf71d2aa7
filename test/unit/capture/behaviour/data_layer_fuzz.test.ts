// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchBehaviour } from '../../../../src/capture/behaviour/watch_behaviour.ts';
import { startCapture } from '../../../../src/capture/capture.ts';
import { type Interaction, parseInteraction } from '../../../../src/contract/interaction.ts';
import { type Item, normaliseItem } from '../../../../src/contract/item.ts';
import { Prng } from '../../../../src/simulate/prng.ts';
import { sources } from '../../../../src/sources.ts';

const PUSHES = process.env.INKLING_LONG === '1' ? 10_000 : 1_000;
const SEED = 20_261_128;
/** Stands in every field that must never be taken, and in none of the others. */
const SECRET = 'zelda-0815';
const HUGE = 'x'.repeat(10_000_000);

const EVENTS = [
  'view_item_list view_item select_item add_to_cart remove_from_cart view_cart begin_checkout purchase refund',
  'add_to_wishlist share search view_search_results like tutorial_complete gtm.js __proto__ constructor',
].flatMap((names) => names.split(' '));
const ACTIONS = ['impressions', 'click', 'detail', 'add', 'remove', 'checkout', 'purchase', 'refund'];
const FORBIDDEN =
  'coupon affiliation user_id email transaction_id address location_id promotion_name creative_name note phone'.split(
    ' ',
  );

const page = window as unknown as Record<string, unknown>;
let said: Interaction[] = [];
let seen: Item[] = [];
let stop = (): void => {};

beforeEach(() => {
  vi.useFakeTimers();
  location.href = 'https://shop.example/some/page';
  Object.defineProperty(document, 'readyState', { value: 'complete', configurable: true });
  said = [];
  seen = [];
  page.dataLayer = [];
  page.adobeDataLayer = [];
});

afterEach(() => {
  stop();
  delete page.dataLayer;
  delete page.adobeDataLayer;
  vi.useRealTimers();
});

test(`${PUSHES} pushes of anything throw nothing into the page and tell nothing that is forbidden`, async () => {
  let now = 1_750_000_000_000;
  stop = startCapture({
    onInteraction: (interaction) => said.push(interaction),
    onItem: (item) => seen.push(item),
    now: () => now,
    loadBehaviour: async () => watchBehaviour,
    loadSources: async () => sources,
  });
  await vi.advanceTimersByTimeAsync(4_000);
  const prng = new Prng(SEED);
  const before = Object.getOwnPropertyNames(Object.prototype).length;

  for (let i = 0; i < PUSHES; i++) {
    now += 5_000;
    if (i % 50 === 0) history.pushState({}, '', `/page/${i}`); // lists and baskets count anew
    const name = prng.chance(0.2) ? 'adobeDataLayer' : 'dataLayer';
    if (prng.chance(0.01)) {
      page[name] = randomLayer(prng);
      history.replaceState({}, '', location.href); // what makes us look for a new array
    }
    const layer = page[name] as unknown[];
    const entry = randomPush(prng);
    if (Object.isFrozen(layer))
      expect(() => layer.push(entry)).toThrow(TypeError); // the array's own refusal
    else expect(layer.push(entry)).toBe(layer.length);
  }

  process.stdout.write(`${PUSHES} pushes, seed ${SEED}: ${said.length} interactions, ${seen.length} items\n`);
  expect(said.length).toBeGreaterThan(PUSHES / 10); // the barrier: much of it was understood
  expect(JSON.stringify([said, seen])).not.toContain(SECRET);
  expect(said.map((each) => parseInteraction(each, now))).toEqual(said);
  expect(seen.map((each) => normaliseItem(each))).toEqual(seen);
  expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
});

/** An array as pages have them, and as they should not. */
function randomLayer(prng: Prng): unknown[] {
  const standing = Array.from({ length: prng.integer(3) }, () => randomPush(prng));
  switch (prng.integer(4)) {
    case 0:
      return Object.freeze(standing) as unknown as unknown[];
    case 1:
      return new Proxy(standing, {});
    case 2: {
      // Another tool's wrapper.
      const push = standing.push;
      standing.push = (...entries) => push.apply(standing, entries);
      return standing;
    }
    default:
      return standing;
  }
}

function randomPush(prng: Prng): unknown {
  const event = prng.pick(EVENTS);
  const lines = randomLines(prng);
  const plain = {
    ...secrets(),
    currency: prng.chance(0.1) ? HUGE : 'EUR',
    search_term: prng.chance(0.5) ? 'olive soap' : randomValue(prng),
    items: lines,
  };
  const details = withTraps(prng, { ...plain });
  switch (prng.integer(8)) {
    case 0:
      return randomValue(prng);
    case 1:
      return { length: 3, 0: 'event', 1: event, 2: details };
    case 2:
      return withTraps(prng, { event, ...plain });
    case 3:
      return withTraps(prng, {
        event: randomValue(prng),
        ...secrets(),
        ecommerce: withTraps(prng, {
          currencyCode: 'EUR',
          [prng.pick(ACTIONS)]: { actionField: { id: SECRET, ...secrets() }, products: lines },
          impressions: prng.chance(0.3) ? lines : randomValue(prng),
        }),
      });
    case 4:
      return withTraps(prng, {
        event: prng.pick(['add-to-cart', 'place-order', 'product-page-view', 'search-request-sent']),
        eventInfo: withTraps(prng, {
          ...secrets(),
          shopperContext: { shopperId: SECRET },
          orderContext: { orderId: SECRET },
          searchInputContext: { units: [{ phrase: 'red pants' }] },
          productContext: { sku: `S${prng.integer(50)}`, name: 'Jacket', canonicalUrl: `/a?token=${SECRET}` },
          changedProductsContext: { items: [{ quantity: randomValue(prng), product: { sku: 'T1' } }] },
        }),
      });
    case 5:
      return withTraps(prng, {
        event: 'commerce',
        commerce: {
          [prng.pick(['productViews', 'productListAdds', 'purchases'])]: { value: 1 },
          order: secrets(),
        },
        productListItems: [{ SKU: `S${prng.integer(50)}`, priceTotal: randomValue(prng), ...secrets() }],
      });
    default:
      return withTraps(prng, {
        event,
        ...secrets(),
        ecommerce: prng.chance(0.9) ? details : randomValue(prng),
      });
  }
}

function randomLines(prng: Prng): unknown {
  if (prng.chance(0.1)) return randomValue(prng);
  const lines = Array.from({ length: 1 + prng.integer(4) }, () =>
    prng.chance(0.1)
      ? randomValue(prng)
      : withTraps(prng, {
          [prng.pick(['item_id', 'id'])]: prng.chance(0.1) ? randomValue(prng) : `A${prng.integer(200)}`,
          item_name: prng.chance(0.1) ? HUGE : 'Soap',
          item_category: prng.chance(0.1) ? randomValue(prng) : 'Bath > Soap',
          price: prng.chance(0.3) ? randomValue(prng) : 4.5,
          quantity: prng.chance(0.3) ? randomValue(prng) : 2,
          ...secrets(),
        }),
  );
  if (prng.chance(0.05)) lines.push(lines); // a cycle
  return prng.chance(0.2) ? Object.freeze(lines) : lines;
}

const secrets = (): object => Object.fromEntries(FORBIDDEN.map((name) => [name, SECRET]));

/** The object, or one that is hard to read: getters and proxies that throw, cycles, a poisoned prototype. */
function withTraps(prng: Prng, object: Record<string, unknown>): Record<string, unknown> {
  switch (prng.integer(30)) {
    case 0: {
      const name = prng.pick(Object.keys(object));
      return Object.defineProperty(object, name, {
        get() {
          throw new Error('theirs');
        },
      });
    }
    case 1:
      return new Proxy(object, {
        get() {
          throw new Error('theirs');
        },
      });
    case 2:
      return Object.assign(object, { self: object });
    case 3:
      return Object.assign(JSON.parse(`{"__proto__":{"event":"purchase","coupon":"${SECRET}"}}`), object);
    case 4:
      return Object.assign(Object.create(null), object);
    default:
      return object;
  }
}

function randomValue(prng: Prng): unknown {
  return prng.pick([
    null,
    undefined,
    Number.NaN,
    -1,
    Number.POSITIVE_INFINITY,
    '',
    ' ',
    HUGE,
    true,
    Symbol('any'),
    10n,
    () => undefined,
    [],
    {},
    new Date(0),
    Object.freeze([[], [[]]]),
    JSON.parse('{"__proto__":{"item_id":"polluted"}}'),
  ]);
}
