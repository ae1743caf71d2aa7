import type { Interaction } from '../contract/interaction.ts';
import type { Item } from '../contract/item.ts';
import type { SourceName, SourceSurvey, Survey } from '../contract/survey.ts';
import { siteAdapter } from './adapter.ts';
import { readPush } from './behaviour/data_layer.ts';
import { watchBehaviour } from './behaviour/watch_behaviour.ts';
import { startCapture } from './capture.ts';
import { quiet } from './quiet.ts';
import type { Markup, Sources, Syntax } from './source.ts';
import { canonical, pathOf } from './url.ts';
import { isObject, textOf } from './values.ts';

/** How many entries of a dataLayer, and names that nobody goes by, are looked at. */
const MAX_ENTRIES = 1_000;
const MAX_NAMES = 20;

/** Sources that show themselves by elements. */
const ELEMENTS: readonly (readonly [name: SourceName, selector: string])[] = [
  ['microdata', '[itemscope][itemtype*="schema.org" i]'],
  ['rdfa', '[typeof]'],
  ['open-graph', 'meta[property^="og:"],meta[property^="product:"]'],
  ['woocommerce', '[class*="woocommerce"],[class*="wc-block"]'],
];
/** Sources that show themselves by globals. */
const GLOBALS: readonly (readonly [name: SourceName, global: string])[] = [
  ['shopify', 'Shopify'],
  ['adobe', 'adobeDataLayer'],
  ['universal-analytics', 'ga'],
];

/** A second capture, of the same code on the same page, that keeps what it hears to itself. */
export interface Surveyor {
  survey(): Survey;
  stop(): void;
}

/**
 * Understands this page once more, from the start: markup is read anew and the dataLayer from its first
 * entry. So the drop-in carries nothing for it, and what is shown is what it would have heard.
 *
 * @param onChange called when there is more to show.
 */
export function startSurvey(
  { sources, markup }: { readonly sources: Sources; readonly markup: Markup },
  now: () => number,
  onChange: () => void,
): Surveyor {
  const itemsOf = quiet(markup.itemsOf);
  const heard: Interaction[] = [];
  const adapted: { readonly items: Map<string, Item>; readonly interactions: Interaction[] } = {
    items: new Map(),
    interactions: [],
  };
  const adapter = siteAdapter();
  const stopAdapter = adapter?.source({
    item: (item) => adapted.items.set(item.id, item),
    interaction: (interaction) => adapted.interactions.push(interaction),
    now,
  });
  const stopCapture = startCapture({
    onInteraction(interaction) {
      heard.push(interaction);
      onChange();
    },
    onItem: onChange,
    now,
    loadMarkup: async () => markup,
    loadSources: async () => sources,
    loadBehaviour: async () => watchBehaviour,
  });

  return {
    survey() {
      const { main, isStatedHere } = quiet(markup.readPage)() ?? {};
      /** What has no id of its own goes by the path, until another syntax names the product there. */
      const underId = (items: readonly Item[]): Item[] =>
        items.map((item) => (main && item.id === main.url ? { ...item, id: main.id } : item));
      const shown = main ?? [...adapted.items.values()].at(-1);
      return {
        path: adapter?.path() ?? canonical(pathOf(location.href)) ?? '',
        sources: [
          jsonLd(itemsOf('json-ld') ?? []),
          dataLayer(now()),
          {
            ...nothing('adapter', adapter ? 1 : 0),
            items: [...adapted.items.values()],
            interactions: adapted.interactions,
          },
          ...ELEMENTS.map(([name, selector]) => ({
            ...nothing(name, document.querySelectorAll(selector).length),
            items: name === 'woocommerce' ? [] : underId(itemsOf(name as Syntax) ?? []),
          })),
          ...GLOBALS.map(([name, global]) => nothing(name, global in window ? 1 : 0)),
        ],
        ...(shown ? { main: shown } : {}),
        ...(main ? { mainReason: isStatedHere ? 'address' : 'only' } : {}),
        heard,
      };
    },
    stop() {
      stopCapture();
      stopAdapter?.();
    },
  };
}

const nothing = (name: SourceName, count: number): SourceSurvey => ({
  ...{ name, count, broken: 0 },
  ...{ items: [], interactions: [], ignored: [] },
});

function jsonLd(items: readonly Item[]): SourceSurvey {
  const blocks = [...document.querySelectorAll('script[type^="application/ld+json" i]')];
  const types = new Set<string>();
  let broken = 0;
  for (const block of blocks) {
    try {
      const said: unknown = JSON.parse(block.textContent ?? '');
      for (const node of [said].flat()) if (isObject(node)) types.add(textOf(node['@type']) ?? '@graph');
    } catch {
      broken++;
    }
  }
  const ignored = items.length > 0 ? [] : [...types].slice(0, MAX_NAMES);
  return { ...nothing('json-ld', blocks.length), broken, items, ignored };
}

function dataLayer(at: number): SourceSurvey {
  const layer = (window as { dataLayer?: unknown }).dataLayer;
  const entries: unknown[] = Array.isArray(layer) ? layer.slice(0, MAX_ENTRIES) : [];
  const items = new Map<string, Item>();
  const interactions: Interaction[] = [];
  const ignored = new Set<string>();
  let broken = 0;
  for (const entry of entries) {
    const push = quiet(() => readPush(entry, at))();
    if (!push) broken++;
    else if (push.items.length + push.interactions.length > 0) {
      for (const item of push.items) items.set(item.id, item);
      interactions.push(...push.interactions);
    } else if (ignored.size < MAX_NAMES) ignored.add(quiet(nameOfPush)(entry) ?? '?');
  }
  return {
    ...nothing('data-layer', entries.length),
    broken,
    items: [...items.values()],
    interactions,
    ignored: [...ignored],
  };
}

/** The event of a push, the command of a `gtag` call, or the keys of what is no event. */
function nameOfPush(entry: unknown): string {
  if (!isObject(entry)) return typeof entry;
  const name = textOf(entry.event) ?? (entry[0] === 'event' ? textOf(entry[1]) : textOf(entry[0]));
  return (name ?? Object.keys(entry).join(', ')).slice(0, 60);
}
