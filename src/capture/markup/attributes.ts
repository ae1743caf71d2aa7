import type { Loose } from '../values.ts';
import { trailOf } from './trail.ts';

/** How a syntax spells nodes and properties in attributes of elements. */
export interface Syntax {
  /** The attribute that makes an element a node. */
  readonly scope: string;
  /** The attribute that names a property of the node around it. */
  readonly property: string;
  /** Types without their vocabulary; undefined for a node of another vocabulary. */
  typesOf(element: Element): string[] | undefined;
  idOf(element: Element): string | null;
  /** Elements elsewhere whose properties belong to this node, too. */
  readonly elsewhere?: ((element: Element) => readonly Element[]) | undefined;
}

/** More elements with properties are a feed, not a page. */
const MAX_ELEMENTS = 4_000;
/** Long texts that say nothing of an item. */
const SKIPPED = /^(?:review|description|articleBody|aggregateRating)/;
/** Properties that mean where an element leads. All others mean its text, though it is a link. */
const ADDRESSES = /^(?:url|image|item|sameAs|thumbnailUrl|contentUrl|mainEntityOfPage)$/;

/** Reads nodes shaped like JSON-LD out of attributes: each element once, so that no reference can go in circles. */
export function readAttributes(
  root: ParentNode,
  { scope, property, typesOf, idOf, elsewhere }: Syntax,
): Loose[] {
  const scopeOf = (element: Element): Element | null => element.parentElement?.closest(`[${scope}]`) ?? null;
  const own = new Map<Element | null, Element[]>();
  const within = [...root.querySelectorAll(`[${property}]`)].slice(0, MAX_ELEMENTS);
  for (const element of within) {
    const around = scopeOf(element);
    if (!own.get(around)?.push(element)) own.set(around, [element]);
  }
  const borrowed = new Set<Element>();
  if (elsewhere)
    for (const node of root.querySelectorAll(`[${scope}]`))
      for (const there of elsewhere(node)) {
        const around = scopeOf(there);
        const properties = there.hasAttribute(scope)
          ? [there]
          : (own.get(around) ?? []).filter((element) => there.contains(element));
        for (const element of properties.filter((each) => each.hasAttribute(property))) {
          borrowed.add(element);
          if (!own.get(node)?.push(element)) own.set(node, [element]);
        }
      }

  const read = new Set<Element>();
  const nodeOf = (element: Element, types: string[]): Loose | undefined => {
    if (read.has(element)) return undefined;
    read.add(element);
    if (types.includes('BreadcrumbList')) return trailOf(element);
    // A property may be called anything: without a prototype `__proto__` is a name like others.
    const node: Record<string, unknown> = Object.create(null);
    node['@type'] = types;
    node['@id'] = idOf(element);
    for (const part of own.get(element) ?? []) {
      const names = part.getAttribute(property)!.split(/\s+/).map(plainName);
      const isNode = part.hasAttribute(scope);
      const inner = isNode && !SKIPPED.test(names[0]!) ? nodeOf(part, typesOf(part) ?? []) : undefined;
      for (const name of names.filter((each) => !SKIPPED.test(each))) {
        const value = isNode ? inner : stated(part, ADDRESSES.test(name));
        node[name] = name in node ? [node[name]].concat(value) : value;
      }
    }
    return node;
  };
  return [...root.querySelectorAll(`[${scope}]`)].flatMap((element): Loose[] => {
    const types = typesOf(element);
    const isPart = borrowed.has(element) || (element.hasAttribute(property) && scopeOf(element) !== null);
    const node = types && !isPart ? nodeOf(element, types) : undefined;
    return node ? [node] : [];
  });
}

/** "schema:name", "https://schema.org/name" and "name" are one name. */
export const plainName = (name: string): string => name.replace(/^.*[/:#]/, '');

function stated(element: Element, isAddress: boolean): string | undefined {
  const at = (...names: string[]): string | undefined =>
    names
      .map((name) => element.getAttribute(name))
      .find((value) => value?.trim())
      ?.trim();
  const address = (): string | undefined => at('resource', 'href', 'src', 'data-src', 'data');
  const text = (): string | undefined => at('content', 'datetime', 'value') ?? element.textContent?.trim();
  return isAddress ? (address() ?? text()) : text() || address();
}
