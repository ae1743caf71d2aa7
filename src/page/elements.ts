import { quiet } from '../capture/quiet.ts';

const TAGS = ['inkling-panel', 'inkling-recommendations'];
const LOOK_EVERY_MS = 250;

/** Loads the code of `<inkling-panel>` and `<inkling-recommendations>` when the page holds one, now or later. */
export function loadElements(
  assetsUrl: string,
  load: (url: string) => Promise<unknown> = (url) => import(/* @vite-ignore */ url),
): void {
  // Live collections: looking again costs nothing while the document stands still.
  let missing = TAGS.map((tag) => ({ tag, elements: document.getElementsByTagName(tag) }));
  let _pending: ReturnType<typeof setTimeout> | undefined;
  const look = quiet(() => {
    _pending = undefined;
    missing = missing.filter(({ tag, elements }) => {
      if (elements.length === 0) return true;
      // A file that does not come leaves an empty element; the shop goes on.
      if (!customElements.get(tag)) load(`${assetsUrl}${tag}.js`).catch(() => {});
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
