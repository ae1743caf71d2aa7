import { quiet } from '../capture/quiet.ts';

const NAMES = ['panel', 'recommendations'] as const;
const LOOK_EVERY_MS = 250;

/** Loads the code of `<inkling-panel>` and `<inkling-recommendations>` when the page holds one, now or later. */
export function loadElements(load: (name: 'panel' | 'recommendations') => Promise<unknown>): void {
  // Live collections: looking again costs nothing while the document stands still.
  let missing = NAMES.map((name) => ({ name, elements: document.getElementsByTagName(`inkling-${name}`) }));
  let _pending: ReturnType<typeof setTimeout> | undefined;
  const look = quiet(() => {
    _pending = undefined;
    missing = missing.filter(({ name, elements }) => {
      if (elements.length === 0) return true;
      // A file that does not come leaves an empty element; the shop goes on.
      if (!customElements.get(`inkling-${name}`)) load(name).catch(() => {});
      return false;
    });
    if (missing.length === 0) observer.disconnect();
  });
  const observer = new MutationObserver(() => {
    _pending ??= setTimeout(look, LOOK_EVERY_MS);
  });
  observer.observe(document, { childList: true, subtree: true });
  look();
}
