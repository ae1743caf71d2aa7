/** The words from which the demo catalogue is made: written by hand, combined by a seeded generator. */
export interface DepartmentWords {
  readonly slug: string;
  readonly name: string;
  /** Second words of its brands: "Hane Outfitters". */
  readonly trades: readonly string[];
  /** Slug of the department with which it shares two brands. */
  readonly partner: string;
  /** Whether an item comes in a named colour. */
  readonly hasColours: boolean;
  /** Second sentences of the descriptions. */
  readonly closings: readonly string[];
  readonly leaves: readonly LeafWords[];
}

export interface LeafWords {
  readonly slug: string;
  readonly name: string;
  /** Lowest and highest price, USD. */
  readonly price: readonly [number, number];
  /** First words of a name: "Linen-Blend". */
  readonly leads: readonly string[];
  /** Nouns by the drawing that shows them: "Camp Shirt" is drawn as `shirt`. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  /** Slugs of the colourways it comes in; all when absent. */
  readonly colours?: readonly string[];
  /** First sentences of the descriptions. */
  readonly facts: readonly string[];
}

/** The ten colourways of the drawings; hue in degrees of the OKLCH circle. */
export const COLOURWAYS = [
  { slug: 'rose', name: 'Rose', hue: 5 },
  { slug: 'clay', name: 'Clay', hue: 40 },
  { slug: 'amber', name: 'Amber', hue: 70 },
  { slug: 'citron', name: 'Citron', hue: 105 },
  { slug: 'moss', name: 'Moss', hue: 135 },
  { slug: 'jade', name: 'Jade', hue: 165 },
  { slug: 'lagoon', name: 'Lagoon', hue: 205 },
  { slug: 'denim', name: 'Denim', hue: 250 },
  { slug: 'iris', name: 'Iris', hue: 290 },
  { slug: 'plum', name: 'Plum', hue: 330 },
] as const;
