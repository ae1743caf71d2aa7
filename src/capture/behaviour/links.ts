import { quiet } from '../quiet.ts';

/** The item whose page a link leads to, as far as this page has told. */
export type ItemOf = (link: Element) => string | undefined;

const TYPES = ['click', 'auxclick'] as const;

/** Calls back with the item of a link that is followed. In the capturing phase: routers stop what they handle. */
export function watchLinks(itemOf: ItemOf, onSelect: (itemId: string) => void): { stop(): void } {
  const followed = quiet((event: MouseEvent) => {
    // Not `event.target`: seen from outside a shadow root that is the whole component.
    const link = (event.composedPath()[0] as Element).closest('a[href]');
    const itemId = link && event.button < 2 ? itemOf(link) : undefined;
    if (itemId !== undefined) onSelect(itemId);
  });
  for (const type of TYPES) document.addEventListener(type, followed, true);
  return {
    stop() {
      for (const type of TYPES) document.removeEventListener(type, followed, true);
    },
  };
}
