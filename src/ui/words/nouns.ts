import type { Preset } from '../../contract/preset.ts';
import type { LanguageCode, Words } from '../language.ts';

/** What sentences call the place and what it offers. */
export interface Nouns {
  readonly preset: Preset;
  /** "this shop" is `this ${place}`; in Chinese the "this" is part of it. */
  readonly place: string;
  readonly items: string;
  /** What was done to an item whose page was opened. */
  readonly viewed: string;
  /** "3 items of Hair care", "3 款护发". */
  some(count: string, name: string): string;
}

const en: Of = {
  shop: { place: 'shop', items: 'items', viewed: 'viewed', some: 'of' },
  content: { place: 'site', items: 'articles', viewed: 'read', some: 'on' },
  course: { place: 'site', items: 'courses', viewed: 'looked at', some: 'in' },
};

const zh: Of = {
  shop: { place: '本店', items: '商品', viewed: '看过', some: '款' },
  content: { place: '本站', items: '文章', viewed: '读过', some: '篇' },
  course: { place: '本站', items: '课程', viewed: '看过', some: '门' },
};

const NOUNS: Words<Of> = { en, zh };

type Of = Readonly<Record<Preset, { readonly [N in Exclude<keyof Nouns, 'preset'>]: string }>>;

export function nounsFor(code: LanguageCode, preset: Preset): Nouns {
  const nouns = NOUNS[code][preset];
  return {
    ...nouns,
    preset,
    some: (count, name) =>
      code === 'en'
        ? `${count} ${nouns.items} ${nouns.some} ${name}`
        : ` ${count} ${nouns.some}${name}${preset === 'shop' ? '' : nouns.items}`,
  };
}
