import { CHINESE } from './academy_chinese.ts';
import { ENGLISH } from './academy_english.ts';
import type { Named } from './magazine.ts';

/** Name, summary, and lessons. */
export type CourseText = readonly [name: string, summary: string, ...lessons: string[]];

export const LEVELS = ['Beginner', 'Intermediate', 'Advanced'] as const;
export type Level = (typeof LEVELS)[number];

export interface Course {
  readonly slug: string;
  readonly subject: Named;
  /** Who teaches it; a school teaches in two of the six subjects. */
  readonly school: string;
  readonly level: Level;
  readonly hours: number;
  /** 0 is free. */
  readonly price: number;
  /** A cell of the one sprite. */
  readonly image: string;
  readonly en: CourseText;
  readonly zh: CourseText;
}

const SCHOOLS: Readonly<Record<string, string>> = {
  n: 'Northgate Studio',
  l: 'Ledger House',
  a: 'Alder & Pine',
  p: 'Polyglot Rooms',
  t: 'Tidewater Conservatory',
  h: 'Harbour Workshop',
};

/** Of each course: school, level, hours, price, picture. */
const PLAN: readonly (Named & { readonly courses: Readonly<Record<string, string>> })[] = [
  {
    slug: 'design',
    en: 'Design',
    zh: '设计',
    courses: {
      'drawing-from-life': 'n 0 6 24 pencup-amber',
      'colour-you-can-trust': 'n 1 8 32 palette-rose',
      'posters-that-read': 'h 1 5 28 giftwrap-plum',
      'type-by-hand': 'h 2 10 45 pen-denim',
    },
  },
  {
    slug: 'data',
    en: 'Data',
    zh: '数据',
    courses: {
      'spreadsheets-without-fear': 'l 0 4 0 keyboard-jade',
      'first-steps-in-python': 'l 0 12 39 monitor-denim',
      'honest-charts': 'n 1 5 26 tablet-lagoon',
      'questions-for-a-database': 'l 1 9 35 mouse-iris',
    },
  },
  {
    slug: 'craft',
    en: 'Craft',
    zh: '手艺',
    courses: {
      'a-stool-in-four-weekends': 'a 1 16 68 board-clay',
      'bookbinding-at-home': 'h 0 6 29 notebook-moss',
      'mend-what-you-wear': 'a 0 8 22 scarf-rose',
      'throwing-a-bowl': 'a 0 14 74 bowl-amber',
    },
  },
  {
    slug: 'languages',
    en: 'Languages',
    zh: '语言',
    courses: {
      'italian-for-the-kitchen': 'p 0 18 48 cookbook-clay',
      'mandarin-by-ear': 'p 0 20 52 earbuds-jade',
      'sign-language-basics': 'p 0 12 0 glove-iris',
      'write-a-plain-letter': 'l 1 5 19 envelope-lagoon',
    },
  },
  {
    slug: 'music',
    en: 'Music',
    zh: '音乐',
    courses: {
      'piano-after-forty': 't 0 20 56 speaker-plum',
      'reading-music': 't 0 6 0 book-iris',
      'fiddle-tunes': 't 1 15 44 radio-amber',
      'recording-at-home': 't 2 9 38 headphones-denim',
    },
  },
  {
    slug: 'small-business',
    en: 'Small business',
    zh: '小生意',
    courses: {
      'prices-that-hold': 'l 1 4 25 wallet-moss',
      'books-in-an-evening': 'l 0 6 30 atlas-jade',
      'a-stall-at-the-market': 'h 0 5 18 tote-citron',
      'photographs-that-sell': 'n 1 7 33 camera-rose',
    },
  },
];

export const SUBJECTS: readonly Named[] = PLAN.map(({ slug, en, zh }) => ({ slug, en, zh }));

export const COURSES: readonly Course[] = PLAN.flatMap(({ courses, ...subject }) =>
  Object.entries(courses).map(([slug, plan]): Course => {
    const [school, level, hours, price, picture] = plan.split(' ') as [
      string,
      string,
      string,
      string,
      string,
    ];
    return {
      slug,
      subject,
      school: SCHOOLS[school]!,
      level: LEVELS[Number(level)]!,
      hours: Number(hours),
      price: Number(price),
      image: `/sprite.svg#${picture}`,
      en: ENGLISH[slug]!,
      zh: CHINESE[slug]!,
    };
  }),
);
