import { type InklingHandle, PANEL_PORT, type PanelPort } from '../contract/page_api.ts';

/** The drop-in fetches one small file; who has not answered by then is not coming. */
const PATIENCE_MS = 6_000;

/** The port if the drop-in is up; before that `window.inkling` is absent or the queueing stub. */
export function currentPort(): PanelPort | undefined {
  return (window as { inkling?: Partial<InklingHandle> }).inkling?.[PANEL_PORT];
}

/**
 * Calls back once, with the port as soon as there is one, or with undefined after some seconds.
 * A late drop-in still wins: then it calls back a second time, with the port.
 *
 * @returns a function that stops waiting.
 */
export function whenPort(
  callback: (port: PanelPort | undefined) => void,
  patienceMs = PATIENCE_MS,
): () => void {
  const present = currentPort();
  if (present) {
    callback(present);
    return () => {};
  }
  const onReady = () => {
    const port = currentPort();
    if (!port) return;
    stop();
    callback(port);
  };
  const timer = setTimeout(() => callback(undefined), patienceMs);
  const stop = () => {
    clearTimeout(timer);
    document.removeEventListener('inkling:ready', onReady);
  };
  document.addEventListener('inkling:ready', onReady);
  return stop;
}
