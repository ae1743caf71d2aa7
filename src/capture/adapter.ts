import type { Kind } from '../contract/interaction.ts';
import { type Item, normaliseItem } from '../contract/item.ts';
import { settle, watchNavigation } from './navigation.ts';
import { pierce } from './pierce.ts';
import { quiet } from './quiet.ts';
import type { Tell } from './source.ts';
import { canonical, pathOf, pictureOf } from './url.ts';
import { categoryOf, isObject, type Loose, listOf, priceOf, textOf } from './values.ts';

/** What a shop without markup gets by a few lines of `inklingConfig.adapter`; docs/adapter.md. */
export interface SiteAdapter {
  source(tell: Omit<Tell, 'about'>): () => void;
  /** The canonical path of what is shown; undefined = the address says it. */
  path(): string | undefined;
}

/** Gestures that an adapter may name: a selector of what is clicked on, or a function of it. */
const GESTURES: readonly (readonly [name: string, kind: Kind])[] = [
  ['cart', 'cart_add'],
  ['cartRemove', 'cart_remove'],
  ['wishlist', 'wishlist'],
  ['like', 'like'],
  ['share', 'share'],
];
/** Where an element keeps its value, if not in its text. */
const VALUE_OF: Readonly<Record<string, string>> = { META: 'content', IMG: 'src', LINK: 'href' };

/** What functions of an adapter are handed: the first drawn element of a selector, through shadow roots. */
type Find = (selector: string) => Element | undefined;

/**
 * The adapter of this shop, or undefined when it configured none. All of it is written by others: a
 * function or selector that throws says nothing and is counted; what it says is bounded like markup.
 */
export function siteAdapter(
  given: unknown = (window as { inklingConfig?: Loose }).inklingConfig?.adapter,
): SiteAdapter | undefined {
  if (!isObject(given)) return undefined;
  const roots = new Set<Node>();
  const all = quiet((selector: string): Element[] => pierce(selector, (root) => roots.add(root)));
  const find: Find = (selector) => all(selector)?.[0];
  const call = quiet((spec: unknown, ...args: unknown[]): unknown =>
    typeof spec === 'function' ? spec(...args, find) : undefined,
  );
  /** Texts of all that a selector such as `a >>> b` or `a@data-id` finds. */
  const textsOf = (spec: string): string[] => {
    const [, selector = spec, attribute] = /^(.*)@([\w-]+)$/s.exec(spec) ?? [];
    return (all(selector) ?? []).flatMap((element) => textOf(stringOf(element, attribute)) ?? []);
  };
  const read = (spec: unknown): unknown => (typeof spec === 'string' ? textsOf(spec)[0] : call(spec));
  const fieldsOf = (spec: Loose): Loose =>
    Object.fromEntries(
      Object.entries(spec).map(([name, field]) => [
        name,
        // Several elements are a trail of breadcrumbs.
        name === 'category' && typeof field === 'string' ? textsOf(field) : read(field),
      ]),
    );

  const path = quiet((): string | undefined => canonical(pathOf(read(given.path))));
  const here = (): string | undefined => path() ?? canonical(pathOf(location.href));

  /** The item that the page shows now. */
  const itemHere = quiet((): Item | undefined => {
    const spec = typeof given.item === 'string' ? { name: given.item } : given.item;
    const said = isObject(spec) ? fieldsOf(spec) : call(spec);
    if (!isObject(said)) return undefined;
    // The path names an item that has a name; where ids are spoken of, none means no item.
    const isNamed = 'id' in said ? textOf(said.id) : textOf(said.name);
    return isNamed === undefined ? undefined : itemOf(said, here());
  });

  const source: SiteAdapter['source'] = (tell) => {
    let shown: Item | undefined;
    let shownAt = here();
    /** What was shown at the path before: until a router replaces it, this page has said nothing yet. */
    let stale: string | undefined;
    let stopSettling = (): void => {};

    /** Never done before the page has settled: fields arrive one by one. */
    const look = (): false => {
      const item = itemHere();
      if (!item) stale = shown = undefined;
      else if (identity(item, shownAt) !== stale && JSON.stringify(item) !== JSON.stringify(shown)) {
        tell.item(item);
        if (item.id !== shown?.id) tell.interaction({ kind: 'view', itemId: item.id, at: tell.now() });
        stale = undefined;
        shown = item;
      }
      return false;
    };
    const arrive = (): void => {
      const next = here();
      if (next !== shownAt) {
        if (shown) stale = identity(shown, shownAt);
        shown = undefined;
        shownAt = next;
      }
      stopSettling();
      roots.clear();
      stopSettling = settle(look, roots);
    };
    const click = quiet((event: MouseEvent) => {
      const way = event.composedPath();
      for (const [name, kind] of GESTURES) {
        const spec = given[name];
        const meant =
          typeof spec === 'string' ? all(spec)?.some((element) => way.includes(element)) : call(spec, way[0]);
        if (!meant) continue;
        // `true` is the item that the page shows, anything else names one.
        const item = meant === true ? itemHere() : itemOf(isObject(meant) ? meant : { id: meant });
        if (!item) continue;
        if (meant === true || isObject(meant)) tell.item(item);
        tell.interaction({ kind, itemId: item.id, at: tell.now() });
      }
    });
    const stopNavigation = watchNavigation({ navigate: arrive, leave: () => {}, back: () => {} });
    // Before the shop's own listeners, which may take the button away.
    addEventListener('click', click, true);
    arrive();
    return () => {
      stopSettling();
      stopNavigation();
      removeEventListener('click', click, true);
    };
  };
  return { source, path };
}

/** What tells an item from the one before. One that its path alone names is told by how it looks. */
function identity(item: Item, path: string | undefined): string {
  const { id, url: _url, ...look } = item;
  return id === path ? JSON.stringify(look) : id;
}

const stringOf = (element: Element, attribute = VALUE_OF[element.tagName]): string | null =>
  attribute === undefined ? element.textContent : element.getAttribute(attribute);

/** @param path names the item when nothing else does. */
function itemOf(said: Loose, path?: string): Item | undefined {
  const trail = listOf(said.category).flatMap((part) => textOf(part) ?? []);
  return normaliseItem({
    id: textOf(said.id) ?? path,
    name: textOf(said.name),
    brand: textOf(said.brand),
    category: trail.length > 1 ? trail : categoryOf(trail[0] ?? ''),
    price: priceOf(said.price),
    currency: textOf(said.currency),
    variant: textOf(said.variant),
    url: pathOf(said.url),
    image: pictureOf(said.image),
  });
}
