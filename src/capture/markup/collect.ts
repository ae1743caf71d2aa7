import { presetsOf } from '../item_types.ts';
import { isObject, type Loose, listOf } from '../values.ts';
import type { ProductNode } from './product_node.ts';

const CRUMBS = /(?:^|[/:#])BreadcrumbList$/;
/** Deeper nesting is a cycle of somebody's generator, more products are a feed: neither is a page. */
const MAX_DEPTH = 8;
const MAX_PRODUCTS = 200;

export interface Found {
  readonly products: readonly ProductNode[];
  /** The BreadcrumbLists. */
  readonly crumbs: readonly Loose[];
}

/**
 * Finds the products and breadcrumbs among schema.org nodes of any syntax. What a product names by `@id`
 * is put in its place; a variant belongs to its group and is no product of its own.
 */
export function collect(nodes: readonly unknown[]): Found {
  const found = new Map<Loose, Pick<ProductNode, 'presets' | 'isListed'>>();
  const crumbs: Loose[] = [];
  const ids = new Map<unknown, Loose>();
  const seen = new Set<unknown>();

  const walk = (value: unknown, isListed: boolean, depth: number): void => {
    for (const node of listOf(value)) {
      if (!isObject(node) || depth > MAX_DEPTH || found.size === MAX_PRODUCTS || seen.has(node)) continue;
      seen.add(node);
      if (Array.isArray(node)) walk(node, isListed, depth + 1);
      else walkNode(node, isListed, depth + 1);
    }
  };
  const walkNode = (node: Loose, isListed: boolean, depth: number): void => {
    const within = (names: string, areListed = isListed): void => {
      for (const name of names.split(' ')) walk(node[name], areListed, depth);
    };
    const types = listOf(node['@type']);
    const presets = presetsOf(types);
    if (types.length > 0 && node['@id']) ids.set(node['@id'], node);
    if (types.some((type) => CRUMBS.test(String(type)))) crumbs.push(node);
    else if (presets.length > 0) {
      found.set(node, { isListed, presets });
      within('breadcrumb category mainEntityOfPage');
      within('isRelatedTo isSimilarTo isAccessoryOrSparePartFor', true);
    } else {
      within('@graph mainEntity breadcrumb item itemOffered');
      within('itemListElement', true);
    }
  };
  walk(nodes, false, 0);

  const named = (value: unknown): unknown[] =>
    listOf(value).map((part) => (isObject(part) ? (ids.get(part['@id']) ?? part) : part));
  /** What is a variant, and of which group. */
  const groups = new Map<Loose, Loose>();
  for (const node of found.keys()) {
    for (const variant of named(node.hasVariant).filter(isObject)) groups.set(variant, node);
    const group = named(node.isVariantOf).find(isObject);
    if (group) groups.set(node, group);
  }
  const isOwn = (node: Loose): boolean => !found.has(groups.get(node)!);
  return {
    crumbs,
    products: [...found].flatMap(([node, about]) =>
      isOwn(node)
        ? {
            ...about,
            node: Object.fromEntries(Object.entries(node).map(([name, value]) => [name, named(value)])),
            group: groups.get(node),
            variants: [...groups].filter(([, group]) => group === node).map(([variant]) => variant),
          }
        : [],
    ),
  };
}
