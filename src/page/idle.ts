/** Runs `work` when the page has loaded and has nothing better to do. */
export function whenIdle(work: () => void): void {
  const wait = (): void => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 3_000 });
    else setTimeout(work, 200); // Safari has no idle callback
  };
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait, { once: true });
}
