import { quiet } from './quiet.ts';

/**
 * Calls back after every change of address within the page, when the page is about to be left (perhaps
 * twice), and on a return from the back/forward cache. `history` is wrapped, not replaced: the router's own call runs first, and its result and
 * errors are passed on.
 */
export function watchNavigation(on: { navigate(): void; leave(): void; back(): void }): () => void {
  const navigated = quiet(on.navigate);
  const returned = quiet((event: PageTransitionEvent) => {
    if (event.persisted) on.back();
  });
  const left = quiet(on.leave);
  // Heard while the next page is still being fetched: what is written now is on disk in time, which
  // what begins at pagehide seldom is. Browsers without the Navigation API have pagehide alone.
  const leaving = quiet(({ destination, downloadRequest }: NavigateEvent) => {
    if (!destination.sameDocument && downloadRequest === null) on.leave();
  });
  const { navigation } = window as { navigation?: Navigation };
  let isOn = true;
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (this: History, ...args) {
      original.apply(this, args);
      if (isOn) navigated();
    };
  }
  navigation?.addEventListener('navigate', leaving);
  addEventListener('pagehide', left);
  addEventListener('popstate', navigated);
  addEventListener('pageshow', returned);
  return () => {
    isOn = false; // the wrapper stays: whoever wrapped it after us would lose its link
    navigation?.removeEventListener('navigate', leaving);
    removeEventListener('pagehide', left);
    removeEventListener('popstate', navigated);
    removeEventListener('pageshow', returned);
  };
}

/** How long a page may take to say what it shows. */
export const SETTLE_MS = 3_000;
const LOOK_EVERY_MS = 100;

/**
 * Asks `look` until it says that it found what it wanted: now, and then after changes of the document,
 * at most ten times a second and for three seconds.
 *
 * @param roots shadow roots that count as parts of the document; `look` may find more of them.
 */
export function settle(look: () => boolean, roots: Iterable<Node> = []): () => void {
  let pending: ReturnType<typeof setTimeout> | undefined;
  const watch = (root: Node): void =>
    observer.observe(root, { childList: true, subtree: true, characterData: true });
  const attempt = quiet(() => {
    pending = undefined;
    if (look()) stop();
    else for (const root of roots) watch(root);
  });
  const observer = new MutationObserver(() => {
    pending ??= setTimeout(attempt, LOOK_EVERY_MS);
  });
  const stop = (): void => {
    observer.disconnect();
    clearTimeout(deadline);
    clearTimeout(pending);
  };
  const deadline = setTimeout(() => {
    attempt(); // a last look: a change may still have been waiting for its turn
    stop();
  }, SETTLE_MS);
  watch(document);
  attempt();
  return stop;
}
