import { quiet } from '../quiet.ts';
import type { ItemOf } from './links.ts';

/** Half of it in view for a second: what the trade counts as seen. */
const SHARE = 0.5;
const SEEN_AFTER_MS = 1_000;

export interface Impressions {
  /** Finds the links that the page has by now. @param known how many items are known: more may be found then. */
  look(known: number): void;
  stop(): void;
}

/** Calls back with items whose link was in view. */
export function watchImpressions(itemOf: ItemOf, onSeen: (itemId: string) => void): Impressions {
  const waiting = new Map<Element, ReturnType<typeof setTimeout>>();
  let lookedAt = '';
  const observer = new IntersectionObserver(
    quiet((entries: IntersectionObserverEntry[]) => {
      for (const { target, intersectionRatio } of entries) {
        clearTimeout(waiting.get(target));
        waiting.delete(target);
        if (intersectionRatio < SHARE) continue;
        const seen = quiet(() => {
          waiting.delete(target);
          const itemId = itemOf(target);
          if (itemId === undefined || document.visibilityState === 'hidden') return;
          observer.unobserve(target);
          onSeen(itemId);
        });
        waiting.set(target, setTimeout(seen, SEEN_AFTER_MS));
      }
    }),
    { threshold: SHARE },
  );
  return {
    look: quiet((known) => {
      const { links } = document;
      // A live collection that nothing was added to costs nothing to look at.
      const state = `${known} ${links.length}`;
      if (known === 0 || state === lookedAt) return;
      lookedAt = state;
      for (const link of links) if (itemOf(link) !== undefined) observer.observe(link);
    }),
    stop() {
      observer.disconnect();
      for (const timer of waiting.values()) clearTimeout(timer);
    },
  };
}
