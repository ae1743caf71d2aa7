import type { Interaction, Kind } from '../contract/interaction.ts';
import type { Item } from '../contract/item.ts';
import type { Preset } from '../contract/preset.ts';
import { createDedupe } from './dedupe.ts';
import { createDwell } from './dwell.ts';
import { markupText, tellsOfItems } from './markup/markup_text.ts';
import { settle, watchNavigation } from './navigation.ts';
import { quiet } from './quiet.ts';
import { wantsSources } from './signs.ts';
import type { Behaviour, Markup, Sources, Tell } from './source.ts';
import { canonical, pathOf } from './url.ts';

export interface CaptureOptions {
  onInteraction(interaction: Interaction): void;
  onItem(item: Item): void;
  /** What the site offers; absent = what each page's markup says. */
  readonly preset?: Preset | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Fetches what reads markup; asked once it may tell of items. */
  readonly loadMarkup?: () => Promise<Markup>;
  /** Fetches what hears more than the dataLayer; asked once, on a page that shows a sign of it. */
  readonly loadSources?: () => Promise<Sources>;
  /** Fetches what hears the dataLayer and watches links, lists, scrolling and searches. */
  readonly loadBehaviour?: () => Promise<((tell: Tell) => Behaviour) | undefined>;
  /** Shared with other sources, so that what two of them tell counts once. */
  readonly isDouble?: (interaction: Interaction) => boolean;
}

/** What counts once at an address, however many sources tell it and whenever. */
const ONCE: readonly Kind[] = ['view', 'impression', 'search', 'cart_view', 'checkout', 'purchase', 'refund'];
/** A screenful or two: a sample, because a catalogue of lists would push out what was really done. */
export const MAX_IMPRESSIONS = 20;

/**
 * Turns what the page shows and says into interactions, and hands them on. Keeps nothing, stores
 * nothing, sends nothing; never throws into the page.
 *
 * @returns a function that ends it.
 */
export function startCapture(options: CaptureOptions): () => void {
  const { now, isDouble = createDedupe() } = options;
  const dwell = createDwell(() => performance.now(), document.visibilityState === 'visible');
  let statedPath: Sources['path'];
  const here = (): string | undefined => statedPath?.() ?? canonical(pathOf(location.href));
  let path = here();
  /** What was told at this path and counts once. */
  const told = new Set<string>();
  let impressions = 0;
  /** The item that this visit is to, and of the visit before it on this page. */
  let visitedId: string | undefined;
  let leftId: string | undefined;
  /** Markup of the address before, which a router leaves standing for a while. */
  let staleText: string | undefined;
  /** Markup that has been read at this address. */
  let readText: string | undefined;
  let stopSettling = (): void => {};
  let { preset } = options;
  const emit = (interaction: Interaction): void => {
    const { kind, itemId, tokens } = interaction;
    if (ONCE.includes(kind) && told.size === told.add(`${[kind, itemId, tokens]}`).size) return;
    if (kind === 'impression' && ++impressions > MAX_IMPRESSIONS) return;
    if (!isDouble(interaction)) options.onInteraction(interaction);
  };
  const forget = (): void => {
    told.clear();
    impressions = 0;
  };

  const endVisit = (): void => {
    if (visitedId !== undefined) behaviour?.leave(visitedId);
    const visit = dwell.end();
    if (visit) emit({ kind: 'dwell', at: now(), ...visit });
    leftId = visitedId ?? leftId;
    visitedId = undefined;
  };

  const view = (itemId: string): void => {
    if (visitedId === undefined) {
      visitedId = itemId;
      dwell.begin(itemId);
    }
    emit({ kind: 'view', itemId, at: now() });
  };

  let isOn = true;
  let readPage: Markup['readPage'] | undefined;
  let isMarkupAsked = false;
  const seekMarkup = quiet((text: string) => {
    if (isMarkupAsked || !options.loadMarkup || !tellsOfItems(text)) return;
    isMarkupAsked = true;
    options.loadMarkup().then(
      quiet((markup: Markup) => {
        readPage = markup.readPage;
        if (isOn) lookFor();
      }),
      () => {
        isMarkupAsked = false; // refused, perhaps allowed by the next page
      },
    );
  });

  /** Looks at the markup until it names the product of this address. */
  const lookFor = (): void => {
    stopSettling();
    stopSettling = settle(() => {
      const text = markupText();
      if (text === readText) return false;
      if (!readPage) {
        seekMarkup(text);
        return false;
      }
      readText = text;
      const page = readPage(options.preset);
      const { main } = page;
      if (text === staleText && !page.isStatedHere) return false;
      preset = page.preset;
      seekSources();
      page.items.forEach(tell.item);
      behaviour?.look();
      if (!main) return false;
      // A variant that rewrites markup and address is the same visit.
      if (main.id !== visitedId) endVisit();
      view(main.id);
      return true;
    });
  };

  const tell: Tell = {
    interaction: quiet((interaction) => {
      if (interaction.kind === 'view' && interaction.itemId !== undefined) view(interaction.itemId);
      else emit(interaction);
    }),
    item(item) {
      known.set(item.id, item);
      behaviour?.know(item);
      options.onItem(item);
    },
    now,
    about: () => ({ preset, itemId: visitedId, isItem: (id) => known.has(id) }),
  };
  /** What the page said of items. */
  const known = new Map<string, Item>();
  let behaviour: Behaviour | undefined;
  let areSourcesAsked = false;
  let stopSources: (() => void)[] = [];
  const seekSources = quiet(() => {
    if (areSourcesAsked || !options.loadSources || !wantsSources(preset)) return;
    areSourcesAsked = true;
    options.loadSources().then(
      quiet((sources: Sources) => {
        if (!isOn) return;
        statedPath = sources.path;
        path = here();
        stopSources = sources.platforms.flatMap((source) => quiet(source)(tell) ?? []);
      }),
      () => undefined, // a file that does not come: the page is understood as far as the drop-in does
    );
  });

  let isBegun = false;
  const navigate = (): void => {
    if (!isBegun) return;
    seekSources();
    const next = here();
    if (next !== path) {
      endVisit();
      leftId = undefined;
      path = next;
      forget();
      staleText = markupText();
      readText = undefined;
    }
    behaviour?.arrive();
    lookFor();
  };
  // Back from the back/forward cache: the shopper came again, to what stood there.
  const back = (): void => {
    forget();
    if (leftId !== undefined) view(leftId);
  };
  const begin = quiet(() => {
    isBegun = true;
    path = here();
    seekSources();
    lookFor();
    options.loadBehaviour?.().then(
      quiet((watch) => {
        behaviour = isOn ? watch?.(tell) : undefined;
        for (const item of known.values()) behaviour?.know(item);
        behaviour?.arrive();
        behaviour?.look();
      }),
      () => undefined, // without the file what markup and platforms tell still counts
    );
  });
  const start = quiet(() => {
    if (document.readyState !== 'loading') begin();
    else document.addEventListener('DOMContentLoaded', begin, { once: true });
  });

  const stopNavigation = watchNavigation({ navigate, leave: endVisit, back });
  const onVisibility = quiet(() => dwell.setVisible(document.visibilityState === 'visible'));
  document.addEventListener('visibilitychange', onVisibility);
  // Rendered ahead of a click, or opened behind another tab: seen by nobody until it is visible.
  if (document.visibilityState === 'visible') start();
  else document.addEventListener('visibilitychange', start, { once: true });

  return () => {
    isOn = false;
    behaviour?.stop();
    stopNavigation();
    stopSettling();
    for (const stop of stopSources) quiet(stop)();
    document.removeEventListener('visibilitychange', onVisibility);
    document.removeEventListener('DOMContentLoaded', begin);
    document.removeEventListener('visibilitychange', start);
  };
}
