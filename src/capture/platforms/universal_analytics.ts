import type { Kind } from '../../contract/interaction.ts';
import { ACTIONS } from '../behaviour/enhanced_ecommerce.ts';
import { readLines, tellPush } from '../behaviour/lines.ts';
import { quiet } from '../quiet.ts';
import type { Source } from '../source.ts';
import { type Loose, textOf } from '../values.ts';

const MAX_COMMANDS = 1_000;
const MAX_PRODUCTS = 100;

/**
 * Hears `ga('ec:addProduct', ...)`, `ga('ec:setAction', 'add')`, `ga('send', ...)`: what was added until a
 * hit is sent belongs to it. The function is wrapped in a proxy, so that all it carries stays in reach.
 */
export const universalAnalytics: Source = (tell) => {
  let isOn = true;
  let impressions: unknown[] = [];
  let products: unknown[] = [];
  let action: Kind | undefined;
  let currency: unknown;

  const hear = quiet((...[command, first, second]: unknown[]) => {
    // Commands may name a tracker: "shop.ec:setAction".
    switch (textOf(command)?.replace(/^\w+\./, '')) {
      case 'ec:addImpression':
        if (impressions.length < MAX_PRODUCTS) impressions.push(first);
        break;
      case 'ec:addProduct':
        if (products.length < MAX_PRODUCTS) products.push(first);
        break;
      case 'ec:setAction':
        action = Object.hasOwn(ACTIONS, String(first)) ? ACTIONS[String(first)] : undefined;
        break;
      case 'set':
        if (first === '&cu') currency = second;
        break;
      case 'ec:clear':
        impressions = products = [];
        break;
      case 'send': {
        const hit = [impressions, products] as const;
        const did = action;
        impressions = [];
        products = [];
        action = undefined;
        tellPush(tell, readLines('impression', hit[0], tell.now(), currency));
        if (did) tellPush(tell, readLines(did, hit[1], tell.now(), currency));
      }
    }
  });

  const page = window as unknown as Record<string, unknown>;
  let current: unknown;
  const attach = quiet(() => {
    const name = textOf(page.GoogleAnalyticsObject) ?? 'ga';
    const ga = page[name];
    if (!isOn || typeof ga !== 'function' || ga === current) return;
    // Until analytics.js is there, calls wait in a queue, and it makes them in a function of its own.
    const { q } = ga as unknown as Loose;
    const waiting = Array.isArray(q) ? q.slice(0, MAX_COMMANDS) : [];
    if (current === undefined) for (const call of waiting) hear(...Array.from(call as ArrayLike<unknown>));
    current = page[name] = new Proxy(ga, {
      apply(target, self, args: unknown[]) {
        if (isOn && page[name] === current) hear(...args);
        return Reflect.apply(target, self, args);
      },
    });
  });
  attach();
  addEventListener('load', attach);
  return () => {
    isOn = false;
    removeEventListener('load', attach);
  };
};
