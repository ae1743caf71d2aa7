import type { Interaction } from '../contract/interaction.ts';
import type { Item } from '../contract/item.ts';
import type { Preset } from '../contract/preset.ts';
import { listenDataLayer, readPush } from './data_layer.ts';
import { createDedupe } from './dedupe.ts';
import { createDwell } from './dwell.ts';
import { jsonLdText, readJsonLd } from './json_ld.ts';
import { settle, watchNavigation } from './navigation.ts';
import { quiet } from './quiet.ts';
import { wantsSources } from './signs.ts';
import type { Sources, Tell } from './source.ts';
import { canonical, pathOf } from './url.ts';

export interface CaptureOptions {
  onInteraction(interaction: Interaction): void;
  onItem(item: Item): void;
  /** What the site offers; absent = what each page's markup says. */
  readonly preset?: Preset | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Fetches what understands more than JSON-LD and GA4; asked once, on a page that shows a sign of it. */
  readonly loadSources?: () => Promise<Sources>;
  /** Shared with other sources, so that what two of them tell counts once. */
  readonly isDouble?: (interaction: Interaction) => boolean;
}

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
  /** Items viewed at this path: one view each, however many sources tell it and whenever. */
  const viewed = new Set<string>();
  /** The item that this visit is to, and of the visit before it on this page. */
  let visitedId: string | undefined;
  let leftId: string | undefined;
  /** JSON-LD of the address before, which a router leaves standing for a while. */
  let staleText: string | undefined;
  let stopSettling = (): void => {};
  let { preset } = options;
  /** Ids of the items that this page told of. */
  const told = new Set<string>();

  const onItem = (item: Item): void => {
    told.add(item.id);
    options.onItem(item);
  };

  const emit = (interaction: Interaction): void => {
    if (!isDouble(interaction)) options.onInteraction(interaction);
  };

  const endVisit = (): void => {
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
    if (viewed.has(itemId)) return;
    viewed.add(itemId);
    emit({ kind: 'view', itemId, at: now() });
  };

  /** Looks at the markup until it names the product of this address. */
  const lookFor = (isSamePath: boolean): void => {
    let lookedAt: string | undefined;
    stopSettling();
    stopSettling = settle(() => {
      const text = jsonLdText();
      if (text === lookedAt || (isSamePath && text === staleText)) return false;
      lookedAt = text;
      const page = readJsonLd(document, options.preset);
      const { main } = page;
      if (text === staleText && !page.isStatedHere) return false;
      preset = page.preset;
      seekSources();
      page.items.forEach(onItem);
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
    item: onItem,
    now,
    about: () => ({ preset, itemId: visitedId, isItem: (id) => told.has(id) }),
  };
  const layer = listenDataLayer((entry) => {
    const { items, interactions } = readPush(entry, now());
    items.forEach(onItem);
    interactions.forEach(tell.interaction);
  });

  let areSourcesAsked = false;
  let stopSources: (() => void)[] = [];
  const seekSources = quiet(() => {
    if (areSourcesAsked || !options.loadSources || !wantsSources(preset)) return;
    areSourcesAsked = true;
    options.loadSources().then(
      quiet((sources: Sources) => {
        statedPath = sources.path;
        path = here();
        stopSources = sources.platforms.flatMap((source) => quiet(source)(tell) ?? []);
      }),
      () => undefined, // a file that does not come: the page is understood as far as the drop-in does
    );
  });

  const navigate = (): void => {
    layer.attach();
    seekSources();
    const next = here();
    const isSamePath = next === path;
    staleText = jsonLdText();
    if (!isSamePath) {
      endVisit();
      leftId = undefined;
      path = next;
      viewed.clear();
    }
    lookFor(isSamePath);
  };
  // Back from the back/forward cache: the shopper came again, to what stood there.
  const back = (): void => {
    viewed.clear();
    if (leftId !== undefined) view(leftId);
  };
  const begin = quiet(() => {
    layer.attach();
    seekSources();
    lookFor(false);
  });

  const stopNavigation = watchNavigation({ navigate, leave: endVisit, back });
  const onVisibility = quiet(() => dwell.setVisible(document.visibilityState === 'visible'));
  const attach = quiet(() => layer.attach());
  document.addEventListener('visibilitychange', onVisibility);
  addEventListener('load', attach);
  // A page rendered ahead of a click that may never come has not been seen by anybody.
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener('prerenderingchange', begin, { once: true });
  else if (document.readyState === 'loading') {
    layer.attach();
    document.addEventListener('DOMContentLoaded', begin, { once: true });
  } else begin();

  return () => {
    layer.stop();
    stopNavigation();
    stopSettling();
    for (const stop of stopSources) quiet(stop)();
    document.removeEventListener('visibilitychange', onVisibility);
    removeEventListener('load', attach);
    document.removeEventListener('DOMContentLoaded', begin);
    document.removeEventListener('prerenderingchange', begin);
  };
}
