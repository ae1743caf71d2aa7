import type { BasicContext } from '../features/basic.ts';

/** What workers see of the browser's hints; not every browser gives them. */
interface Hints {
  readonly connection?: { readonly saveData?: boolean };
  readonly userAgentData?: { readonly mobile?: boolean };
}

const hints = (): Hints => (globalThis.navigator as Hints | undefined) ?? {};

/** The browser was asked to spare data, and so most likely the battery too. */
export const isSparing = (): boolean => hints().connection?.saveData === true;

/** What the browser tells of this visit, in classes. @param language of the page */
export function browserContext(language: string): BasicContext {
  const mobile = hints().userAgentData?.mobile;
  return {
    language,
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(mobile === undefined ? {} : { device: mobile ? 'phone' : 'other' }),
  };
}
