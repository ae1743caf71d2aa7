import type { Behaviour, Tell } from '../source.ts';
import { canonical, pathOf } from '../url.ts';
import { listenDataLayer, readPush } from './data_layer.ts';
import { watchImpressions } from './impressions.ts';
import { tellPush } from './lines.ts';
import { type ItemOf, watchLinks } from './links.ts';
import { watchScroll } from './scroll.ts';
import { watchSearches } from './search.ts';

/** Hears what the shop tells its tag manager, and watches what no shop tells: links, lists, scrolling, searches. */
export function watchBehaviour(tell: Tell): Behaviour {
  const idAt = new Map<string | undefined, string>();
  const itemOf: ItemOf = (link) => {
    const itemId = idAt.get(canonical(pathOf((link as HTMLAnchorElement).href)));
    return itemId === tell.about().itemId ? undefined : itemId; // a link to where one is leads nowhere
  };
  const links = watchLinks(itemOf, (itemId) => tell.interaction({ kind: 'select', itemId, at: tell.now() }));
  const lists = watchImpressions(itemOf, (itemId) =>
    tell.interaction({ kind: 'impression', itemId, at: tell.now() }),
  );
  const searches = watchSearches((tokens) => tell.interaction({ kind: 'search', tokens, at: tell.now() }));
  const look = (): void => lists.look(idAt.size);
  const scroll = watchScroll(look);
  const layer = listenDataLayer((entry) => tellPush(tell, readPush(entry, tell.now(), tell.about().isItem)));
  // Whoever brings a dataLayer of their own has done so by then.
  addEventListener('load', layer.attach);
  return {
    know({ id, url }) {
      if (url !== undefined) idAt.set(canonical(url), id);
    },
    look,
    arrive() {
      layer.attach();
      searches.look();
    },
    leave(itemId) {
      const value = scroll.take();
      if (value !== undefined) tell.interaction({ kind: 'scroll', itemId, value, at: tell.now() });
    },
    stop() {
      removeEventListener('load', layer.attach);
      for (const { stop } of [layer, links, lists, searches, scroll]) stop();
    },
  };
}
