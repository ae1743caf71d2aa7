import { CHINESE } from './magazine_chinese.ts';
import { ENGLISH } from './magazine_english.ts';

/** Title, summary, and paragraphs. */
export type ArticleText = readonly [title: string, summary: string, ...paragraphs: string[]];

/** A name in both languages of the demo. */
export interface Named {
  readonly slug: string;
  readonly en: string;
  readonly zh: string;
}

export interface Article {
  readonly slug: string;
  readonly section: Named;
  readonly author: string;
  /** A cell of the one sprite. */
  readonly image: string;
  /** How long reading it takes. */
  readonly minutes: number;
  readonly published: string;
  readonly en: ArticleText;
  readonly zh: ArticleText;
}

/** By the letter that the plan names them with; each writes for two of the six sections. */
const AUTHORS: Readonly<Record<string, string>> = {
  i: 'Ines Marlow',
  j: 'Joost Lindqvist',
  a: 'Amara Doyle',
  w: 'Wen Castellane',
  h: 'Hal Byrne',
  s: 'Sorrel Whit',
};

/** Of each article: author, picture, minutes, day of November 2026. */
const PLAN: readonly (Named & { readonly articles: Readonly<Record<string, string>> })[] = [
  {
    slug: 'walking',
    en: 'Walking',
    zh: '徒步',
    articles: {
      'ridge-in-one-day': 'i tent-moss 9 27',
      'boots-that-last': 'i boot-clay 6 12',
      'walking-at-night': 'j lantern-iris 7 21',
      'maps-on-paper': 'j atlas-lagoon 5 4',
    },
  },
  {
    slug: 'cities',
    en: 'Cities',
    zh: '城市',
    articles: {
      'stairs-of-the-old-port': 'i loafer-rose 8 24',
      'last-tram': 'i clock-denim 6 9',
      'roofs-that-drink': 'h planter-jade 7 17',
      'bench-makers': 'h block-amber 10 2',
    },
  },
  {
    slug: 'kitchen',
    en: 'Kitchen',
    zh: '厨房',
    articles: {
      'one-pot-of-beans': 'a pot-clay 5 26',
      'cast-iron-again': 'a pan-denim 6 14',
      'bread-by-clock': 'w mixingbowl-amber 8 19',
      'coffee-by-hand': 'w dripper-rose 4 6',
    },
  },
  {
    slug: 'making',
    en: 'Making',
    zh: '手作',
    articles: {
      'dovetails-by-hand': 'w board-clay 9 23',
      'mending-visible': 'w sweater-plum 6 11',
      'spoon-from-a-branch': 'h bowl-citron 7 16',
      'radio-on-the-bench': 'h radio-lagoon 8 3',
    },
  },
  {
    slug: 'gardens',
    en: 'Gardens',
    zh: '花园',
    articles: {
      'garden-in-november': 'a bulb-plum 5 25',
      'hedge-for-birds': 'a birdhouse-moss 7 13',
      'pots-on-a-sill': 's plant-jade 6 20',
      'seed-library': 's seeds-citron 6 5',
    },
  },
  {
    slug: 'night-sky',
    en: 'Night sky',
    zh: '星空',
    articles: {
      'first-telescope': 'j lens-iris 8 22',
      'counting-meteors': 'j festoon-denim 5 10',
      'moon-garden': 's vase-iris 6 18',
      'dark-village': 's candle-plum 9 1',
    },
  },
];

export const SECTIONS: readonly Named[] = PLAN.map(({ slug, en, zh }) => ({ slug, en, zh }));

/** Newest first. */
export const ARTICLES: readonly Article[] = PLAN.flatMap(({ articles, ...section }) =>
  Object.entries(articles).map(([slug, plan]): Article => {
    const [author, picture, minutes, day] = plan.split(' ') as [string, string, string, string];
    return {
      slug,
      section,
      author: AUTHORS[author]!,
      image: `/sprite.svg#${picture}`,
      minutes: Number(minutes),
      published: `2026-11-${day.padStart(2, '0')}`,
      en: ENGLISH[slug]!,
      zh: CHINESE[slug]!,
    };
  }),
).sort((a, b) => (a.published < b.published ? 1 : -1));
