import type { Item } from '../../contract/item.ts';
import type { Preset } from '../../contract/preset.ts';
import { presetOfPage } from '../item_types.ts';
import { quiet } from '../quiet.ts';
import type { MarkupReader } from '../source.ts';
import { canonical, pathOf } from '../url.ts';
import { type Loose, nameOf } from '../values.ts';
import { categoryOfTrails } from './breadcrumb.ts';
import { collect } from './collect.ts';
import { readJsonLd } from './json_ld.ts';
import { readOpenGraph } from './open_graph.ts';
import { addressOf, idOf, itemOf, type PageSays, type ProductNode } from './product_node.ts';

/** What a page's markup says it offers. */
export interface PageProducts {
  readonly items: readonly Item[];
  /** THE product of the page; absent on lists, carts and pages that sell nothing. */
  readonly main?: Item;
  /** The main product states this very address: it cannot be a left-over of the page before. */
  readonly isStatedHere?: boolean;
  /** What the items are; absent where there are none. */
  readonly preset?: Preset | undefined;
}

/**
 * Reads every product of the page, and which of them it is about.
 *
 * @param readers more syntaxes than JSON-LD and Open Graph
 * @param wanted what the site offers; without it, what this page offers is read
 */
export function readMarkup(
  readers: readonly MarkupReader[],
  wanted?: Preset,
  root: ParentNode = document,
): PageProducts {
  const { products: all, crumbs } = collect(
    [readJsonLd, ...readers].flatMap((read) => quiet(read)(root) ?? []),
  );
  const [graph] = collect([readOpenGraph(root)]).products;
  // Shops call their cart an article: tags that nobody seconds tell of products only.
  const preset = wanted ?? presetOfPage(all) ?? (graph?.presets.includes('shop') ? 'shop' : undefined);
  if (!preset) return { items: [] };
  const [products, [tags]] = [all, graph ? [graph] : []].map((list) =>
    list.filter(({ presets }) => presets.includes(preset)),
  ) as [ProductNode[], ProductNode[]];
  const here = pathOf(location.href);
  const page: PageSays = { here, category: (name) => categoryOfTrails(crumbs, name, here) };

  const heads = products.filter(({ node, isListed }) => !isListed && (idOf(node) ?? titleOf(node)));
  const [first] = heads;
  const main =
    first && heads.every((product) => isSame(product, first))
      ? first
      : (heads.find((product) => pathIn(product) === canonical(here)) ??
        heads.find((product) => tags && isSame(product, tags)));
  // JSON-LD comes first, and what it leaves out other syntaxes may say.
  const ofMain = heads.filter((product) => main && isSame(product, main));
  const items = products
    .filter((product) => !ofMain.includes(product))
    .flatMap((product) => itemOf(product, preset) ?? []);

  const areTagsOfMain =
    tags &&
    (!main || [canonical(here), pathIn(main)].includes(pathIn(tags)) || isSame(tags, main, startsAlike));
  const said = [...ofMain, ...(areTagsOfMain ? [tags] : [])].flatMap(
    (product) => itemOf(product, preset, page) ?? [],
  );
  if (!said[0]) return { items, preset };
  const sale = areTagsOfMain ? itemOf(tags, preset, page)?.price : undefined;
  const item: Item = Object.assign({}, ...said.reverse(), sale === undefined ? {} : { price: sale });
  return {
    items: [item, ...items],
    preset,
    main: item,
    isStatedHere: pathIn(main ?? tags!) === canonical(here),
  };
}

const titleOf = ({ name, headline }: Loose): string | undefined => nameOf(name ?? headline);

const pathIn = ({ node }: ProductNode): string | undefined => canonical(addressOf(node));

/** One product in two syntaxes, or in two blocks of one. */
function isSame(
  a: ProductNode,
  b: ProductNode,
  areAlike = (x: string, y: string): boolean => x === y,
): boolean {
  const [x = '', y = ''] = [a, b].map(({ node }) => titleOf(node)?.toLowerCase());
  const id = idOf(a.node);
  return a === b || (id !== undefined && id === idOf(b.node)) || (x !== '' && y !== '' && areAlike(x, y));
}

/** Titles in tags go on with the name of the shop, or are cut. */
const startsAlike = (x: string, y: string): boolean => x.startsWith(y) || y.startsWith(x);
