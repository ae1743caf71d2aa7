/**
 * Set by the build: true only in `dist-test/`, the twin that takes a clock from outside so that
 * tests and the demo can jump 28 days. `npm run size` proves that `dist/` holds none of it.
 */
declare const __INKLING_TEST_BUILD__: boolean | undefined;

export const isTestBuild: boolean = typeof __INKLING_TEST_BUILD__ !== 'undefined' && __INKLING_TEST_BUILD__;

let offsetMs = 0;

/** Milliseconds since the Unix epoch. The only source of time in the browser. */
export const now = (): number => (isTestBuild ? Date.now() + offsetMs : Date.now());

/** Moves the clock of a test build; does nothing in a released one. */
export function setClockOffset(ms: number): void {
  if (isTestBuild) offsetMs = Number.isFinite(ms) ? ms : 0;
}
