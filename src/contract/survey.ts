import type { Interaction } from './interaction.ts';
import type { Item } from './item.ts';

/** Where a page may say what it sells and what is done there. */
export const SOURCE_NAMES = [
  'json-ld',
  'data-layer',
  'adapter',
  'microdata',
  'rdfa',
  'open-graph',
  'shopify',
  'woocommerce',
  'adobe',
  'universal-analytics',
] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

/** What one source says on this page. */
export interface SourceSurvey {
  readonly name: SourceName;
  /** Blocks, elements or entries of it on the page; 0 = there is none. */
  readonly count: number;
  /** Of those, how many could not be read. */
  readonly broken: number;
  readonly items: readonly Item[];
  readonly interactions: readonly Interaction[];
  /** Names of what it said and Inkling does not go by. */
  readonly ignored: readonly string[];
}

/** What an engineer is shown by `inkling.debug()`: this page, read anew by the code that captures. Nothing of it is stored. */
export interface Survey {
  /** The canonical path. */
  readonly path: string;
  readonly sources: readonly SourceSurvey[];
  /** THE item of this page. */
  readonly main?: Item;
  /** Why it is: the only one outside of lists, or the one that states this address. */
  readonly mainReason?: 'only' | 'address';
  /** What all sources together tell, doubles left out, oldest first. */
  readonly heard: readonly Interaction[];
}
