import { quiet } from '../quiet.ts';

/** Percent of a page that say something: half of it, and all but what hangs below every page. */
const DEPTHS = [90, 50];

/** How far the page was scrolled since `take` last asked, as 50 or 90 percent. */
export function watchScroll(onScroll: () => void): { take(): number | undefined; stop(): void } {
  let deepest = 0;
  const scrolled = quiet(() => {
    // A page that a router has just put to its top is not read to its end, however short it is.
    if (scrollY > 0)
      deepest = Math.max(deepest, (100 * (scrollY + innerHeight)) / document.documentElement.scrollHeight);
    onScroll();
  });
  addEventListener('scroll', scrolled, { passive: true });
  return {
    take() {
      const depth = DEPTHS.find((each) => deepest >= each);
      deepest = 0;
      return depth;
    },
    stop: () => removeEventListener('scroll', scrolled),
  };
}
