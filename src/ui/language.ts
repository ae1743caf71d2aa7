import type { Nouns } from './words/nouns.ts';

/** Languages that have every sentence. */
export type LanguageCode = 'en' | 'zh';

/** One dictionary in every language: typed by the English one, so that a missing sentence does not compile. */
export type Words<T> = Readonly<Record<LanguageCode, T>>;

/** A dictionary whose sentences name the place and what it offers. */
export type Spoken<T> = Words<(nouns: Nouns) => T>;

export interface Language {
  readonly code: LanguageCode;
  /** BCP 47 tag by which dates and numbers are written. */
  readonly tag: string;
}

/** How a language without a region writes dates. */
const DEFAULT_TAGS: Words<string> = { en: 'en-GB', zh: 'zh-CN' };

/** The language of an element: its own `lang`, the nearest one around it, the document's, the browser's. */
export function languageOf(element: Element): Language {
  const root = element.getRootNode();
  const around =
    element.closest('[lang]') ?? (root instanceof ShadowRoot ? root.host.closest('[lang]') : null);
  return languageFor(around?.getAttribute('lang') || document.documentElement.lang || navigator.language);
}

/** The language for a BCP 47 tag. One without a dictionary gets English throughout, so that words and dates agree. */
export function languageFor(wanted: string): Language {
  const [primary = '', ...rest] = wanted.toLowerCase().split(/[-_]/);
  const code = primary === 'zh' ? 'zh' : 'en';
  const tag = DEFAULT_TAGS[code];
  if (primary !== code || rest.length === 0) return { code, tag };
  try {
    return { code, tag: Intl.getCanonicalLocales(wanted)[0] ?? tag };
  } catch {
    // A page's `lang` may hold anything; a malformed one still names its primary language.
    return { code, tag };
  }
}
