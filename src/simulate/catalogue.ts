import { base, en, Faker } from '@faker-js/faker';
import type { Item } from '../contract/item.ts';
import { DAILY } from './catalogue_daily.ts';
import { HOUSE } from './catalogue_house.ts';
import { LEISURE } from './catalogue_leisure.ts';
import { WEAR } from './catalogue_wear.ts';
import { COLOURWAYS, type DepartmentWords, type LeafWords } from './catalogue_words.ts';

/** An item of the demo shop: what pages say of it, and what a shop's database knows besides. */
export interface SimulatedItem extends Item {
  readonly brand: string;
  /** [department name, leaf name]. */
  readonly category: readonly [string, string];
  readonly price: number;
  readonly currency: string;
  readonly url: string;
  /** A cell of the one sprite: no picture tells the server which item was looked at. */
  readonly image: string;
  readonly slug: string;
  readonly description: string;
  /** Stars, 1 to 5, in tenths. */
  readonly rating: number;
  readonly reviews: number;
  /** Price before the sale; absent when it is not on sale. */
  readonly listPrice?: number;
  /** Drawing of the sprite. */
  readonly glyph: string;
  /** Colour of the drawing, degrees. */
  readonly hue: number;
}

export interface Department {
  readonly slug: string;
  readonly name: string;
  readonly leaves: readonly { readonly slug: string; readonly name: string }[];
}

const WORDS: readonly DepartmentWords[] = [...WEAR, ...HOUSE, ...DAILY, ...LEISURE];

export const DEPARTMENTS: readonly Department[] = WORDS.map(({ slug, name, leaves }) => ({
  slug,
  name,
  leaves: leaves.map((leaf) => ({ slug: leaf.slug, name: leaf.name })),
}));

/** Every drawing that an item can ask for. */
export const GLYPHS: readonly string[] = [
  ...new Set(WORDS.flatMap(({ leaves }) => leaves.flatMap((leaf) => Object.keys(leaf.kinds)))),
];

/** The catalogue that is committed, served and trained on. */
export const DEMO_CATALOGUE = { seed: 1, count: 1200 } as const;

const OWN_BRANDS = 8;
const SHARED_BRANDS = 2;
/** A brand makes three kinds of things, so that brand and category are correlated but not the same. */
const LEAVES_PER_BRAND = 3;
const SALE_SHARE = 0.18;
/** Surnames that are well-known makers, or read oddly as one. */
const UNUSABLE_SURNAMES =
  /^(Keebler|Kohler|Heinz|Kellogg|Swift|Schmidt|Brown|Jones|Mills|Hand|Toy|Von|White|Fay)$/;

/**
 * A catalogue of `count` items, the same for the same seed. Items are spread evenly over
 * departments and leaves; ids are given after a shuffle, so that an id says nothing.
 *
 * @param tell how much of it is done, 0 to 1
 */
export function generateCatalogue(
  { seed, count }: { seed: number; count: number },
  tell: (share: number) => void = () => undefined,
): SimulatedItem[] {
  const faker = new Faker({ locale: [en, base] });
  faker.seed(seed);
  const brands = nameBrands(faker);
  const drafts = WORDS.flatMap((department, d) => {
    tell(d / WORDS.length);
    const makers = department.leaves.map(() => [] as string[]);
    brands.get(department.slug)!.forEach((brand, b) => {
      for (let i = 0; i < LEAVES_PER_BRAND; i++)
        makers[(b * LEAVES_PER_BRAND + i) % makers.length]!.push(brand);
    });
    const size = part(count, WORDS.length, d);
    return department.leaves.flatMap((leaf, l) =>
      draftLeaf(faker, department, leaf, makers[l]!, part(size, department.leaves.length, l)),
    );
  });
  return numberItems(faker.helpers.shuffle(drafts));
}

type Draft = Omit<SimulatedItem, 'id' | 'slug' | 'url'>;

function draftLeaf(
  faker: Faker,
  { name: department, hasColours, closings }: DepartmentWords,
  leaf: LeafWords,
  makers: readonly string[],
  size: number,
): Draft[] {
  const kinds = Object.entries(leaf.kinds).flatMap(([glyph, nouns]) =>
    nouns.map((noun) => ({ glyph, noun })),
  );
  const names = faker.helpers.shuffle(
    leaf.leads.flatMap((lead) => kinds.map((kind) => ({ ...kind, name: join(lead, kind.noun) }))),
  );
  const colours = COLOURWAYS.filter(({ slug }) => leaf.colours?.includes(slug) ?? true);
  return Array.from({ length: size }, (_, i): Draft => {
    const { name, glyph } = names[i % names.length]!;
    const colour = faker.helpers.arrayElement(colours);
    const listPrice = priceOf(faker, leaf.price);
    const price = faker.datatype.boolean(SALE_SHARE)
      ? tidyPrice(listPrice * faker.number.float({ min: 0.6, max: 0.88 }))
      : listPrice;
    return {
      name,
      brand: makers[i % makers.length]!,
      category: [department, leaf.name],
      price,
      currency: 'USD',
      ...(hasColours ? { variant: colour.name } : {}),
      image: `/sprite.svg#${glyph}-${colour.slug}`,
      description: `${faker.helpers.arrayElement(leaf.facts)} ${faker.helpers.arrayElement(closings)}`,
      rating: ratingOf(faker),
      // Log-uniform: a few items have thousands of reviews, most have dozens.
      reviews: Math.round(Math.exp(faker.number.float({ min: 1.6, max: 7.2 }))),
      ...(price < listPrice ? { listPrice } : {}),
      glyph,
      hue: colour.hue,
    };
  });
}

/** Gives ids and addresses. A name that stands twice gets its colour or a number. */
function numberItems(drafts: readonly Draft[]): SimulatedItem[] {
  const taken = new Map<string, number>();
  return drafts.map((draft, i) => {
    const slug = slugOf(draft.name);
    const nth = (taken.get(slug) ?? 0) + 1;
    taken.set(slug, nth);
    const unique = nth === 1 ? slug : `${slug}-${nth}`;
    const name = nth === 1 ? draft.name : `${draft.name} No. ${nth}`;
    const id = `sku-${String(i + 1).padStart(6, '0')}`;
    return { id, ...draft, name, slug: unique, url: `/item/${unique}` };
  });
}

/** Brand names by department slug: eight of its own and two of each department that shares with it. */
function nameBrands(faker: Faker): Map<string, string[]> {
  const taken = new Set<string>();
  const surname = (): string => {
    for (;;) {
      const name = faker.person.lastName();
      if (!taken.has(name) && !UNUSABLE_SURNAMES.test(name) && /^[A-Z][a-z]{2,9}$/.test(name)) {
        taken.add(name);
        return name;
      }
    }
  };
  // A brand of two departments is not named after the trade of one.
  const pair = (): string => `${surname()} & ${surname()}`;
  const name = ({ trades }: DepartmentWords): string =>
    faker.datatype.boolean(0.3) ? pair() : `${surname()} ${faker.helpers.arrayElement(trades)}`;
  const brands = new Map(
    WORDS.map((words) => [words.slug, Array.from({ length: OWN_BRANDS }, () => name(words))]),
  );
  for (const words of WORDS) {
    for (let i = 0; i < SHARED_BRANDS; i++) {
      const shared = pair();
      brands.get(words.slug)!.push(shared);
      brands.get(words.partner)!.push(shared);
    }
  }
  return brands;
}

/** The `i`-th of `parts` nearly equal parts of `total`. */
const part = (total: number, parts: number, i: number): number =>
  Math.floor((total * (i + 1)) / parts) - Math.floor((total * i) / parts);

/** "Suede" + "Suede Boot" would stutter: a noun's first word is not said twice. */
const join = (lead: string, noun: string): string =>
  noun.startsWith(`${lead} `) ? noun : lead.endsWith(noun) ? lead : `${lead} ${noun}`;

function priceOf(faker: Faker, [low, high]: readonly [number, number]): number {
  // The square pulls prices to the lower end, as on a real shelf.
  return tidyPrice(low + (high - low) * faker.number.float({ min: 0, max: 1 }) ** 2);
}

/** Prices end as shops write them: .50 and .95 below 30, whole above. */
function tidyPrice(price: number): number {
  if (price >= 30) return Math.round(price);
  const whole = Math.floor(price);
  const rest = price - whole;
  return rest < 0.25 ? whole : rest < 0.75 ? whole + 0.5 : whole + 0.95;
}

/** Mostly 4 and above, seldom below 3.5. */
const ratingOf = (faker: Faker): number =>
  Math.round((5 - 1.7 * faker.number.float({ min: 0.05, max: 1 }) ** 1.8) * 10) / 10;

const slugOf = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f’]/g, '')
    .replace(/&/g, 'and')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
