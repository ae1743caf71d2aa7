import type { Interaction } from '../contract/interaction.ts';
import type { Item } from '../contract/item.ts';
import type { Preset } from '../contract/preset.ts';
import type { PageProducts } from './markup/page_products.ts';
import type { Loose } from './values.ts';

/** Where a source tells what it heard. */
export interface Tell {
  interaction(interaction: Interaction): void;
  item(item: Item): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** What was understood of the page so far. */
  about(): PageAbout;
}

export interface PageAbout {
  /** What the page offers; absent while its markup has said nothing. */
  readonly preset?: Preset | undefined;
  /** The item that it is about. */
  readonly itemId?: string | undefined;
  /** Whether it has told of an item with this id. */
  isItem(id: string): boolean;
}

/** Something on the page that tells what shoppers do. @returns a function that makes it deaf. */
export type Source = (tell: Tell) => () => void;

/** Reads markup into schema.org nodes that are shaped like JSON-LD: `@type`, properties, nested nodes. */
export type MarkupReader = (root: ParentNode) => readonly Loose[];

/** Where items are written on a page. */
export type Syntax = 'json-ld' | 'microdata' | 'rdfa' | 'open-graph';

/** What `inkling-markup.js` adds to the drop-in, on pages whose markup may tell of items. */
export interface Markup {
  /** @param preset what the site offers; without it, what this page offers is read */
  readPage(preset?: Preset): PageProducts;
  /** What one syntax says by itself, for the engineer's view. */
  itemsOf(syntax: Syntax): readonly Item[];
}

/** What `inkling-behaviour.js` adds to the drop-in. It comes a moment later; a dataLayer keeps what was pushed. */
export interface Behaviour {
  /** Learns whose page an address is, so that links to it mean something. */
  know(item: Item): void;
  /** The page may show more by now. */
  look(): void;
  /** The page has another address by now. */
  arrive(): void;
  /** The visit to the item ends. */
  leave(itemId: string): void;
  stop(): void;
}

/** What `inkling-sources.js` adds to the drop-in, on pages that show a sign of it. */
export interface Sources {
  readonly platforms: readonly Source[];
  /** The canonical path of what is shown, where the shop's adapter knows better than the address; else undefined. */
  readonly path?: (() => string | undefined) | undefined;
}
