import type { Loose } from '../values.ts';

interface Link {
  readonly name: string | undefined;
  readonly item?: string | undefined;
}

/** A longer trail is a menu. */
const MAX_STEPS = 12;
/** Elements and texts looked at: what stands around a trail may be anything. */
const MAX_NODES = 500;
const NAME = '[itemprop~=name],[itemprop~=title],[property$=name]';
const STEP = `a,${NAME}`;
const LIST_ITEM = '[itemprop~=itemListElement],[property$=itemListElement]';
const ITEM = '[itemprop~=item],[property$=item]';
const CALLED_SO = '[class*="breadcrumb" i],[id*="breadcrumb" i]';
const UNREAD = 'script,style,template,select,button,noscript';
/** Arrows, bars and bullets at the edges of a text. */
const EDGES = /^[\s<>›»→⟩❯▶|/\\·•:–-]+|[\s<>›»→⟩❯▶|/\\·•:–-]+$/g;

/**
 * The breadcrumbs that an element shows, as a BreadcrumbList. Shops mark up a part of them only, and the
 * wrong one: so what is read is what a person sees, links and texts in their order.
 */
export const trailOf = (element: Element): Loose => ({
  '@type': 'BreadcrumbList',
  itemListElement: linksOf(element).map((link, position) => ({ ...link, position })),
});

/** The trail that these elements are steps of, whatever holds them together. */
export function looseTrail(steps: readonly Element[]): Loose[] {
  const [first] = steps;
  if (!first) return [];
  const last = steps[steps.length - 1]!;
  for (
    let around = first.closest(CALLED_SO);
    around;
    around = around.parentElement?.closest(CALLED_SO) ?? null
  ) {
    const { length } = linksOf(around);
    if (length > MAX_STEPS) break;
    if (length > 1 && around.contains(last)) return [trailOf(around)];
  }
  let around = first;
  if (steps.length > 1 || first.querySelectorAll('a').length < 2) around = first.parentElement ?? first;
  while (!around.contains(last) && around.parentElement) around = around.parentElement;
  return [trailOf(around)];
}

function linksOf(container: Element): Link[] {
  let left = MAX_NODES;
  const walk = (parent: Element, links: Link[]): Link[] => {
    for (const child of parent.childNodes) {
      if (left-- < 0 || links.length > MAX_STEPS) break;
      if (child.nodeType === Node.TEXT_NODE) {
        const name = clean(child.textContent);
        if (/[\p{L}\p{N}]/u.test(name)) links.push({ name });
      } else if (child instanceof Element && !child.matches(UNREAD)) {
        if (child.matches(STEP)) links.push(...linkOf(child, links.length === 0));
        // What follows within a step is a menu of its siblings.
        else if (child.matches(LIST_ITEM)) {
          const [link] = walk(child, []);
          const item = child.querySelector(ITEM)?.getAttribute('href') ?? undefined;
          if (link) links.push({ name: link.name, item: link.item ?? item });
        } else walk(child, links);
      }
    }
    return links;
  };
  return walk(container, []);
}

/** A link without text is an icon: the first one is Home, and its title may say so. */
function linkOf(element: Element, isFirst: boolean): Link[] {
  const inner = element.querySelector(NAME);
  const title = isFirst && !inner ? element.getAttribute('title') : null;
  const named = inner ?? element;
  const name = clean(named.getAttribute('content') ?? named.textContent) || clean(title) || undefined;
  if (name === undefined && !inner && !element.matches(NAME)) return [];
  return [{ name, item: element.getAttribute('href') ?? undefined }];
}

const clean = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').replace(EDGES, '');
