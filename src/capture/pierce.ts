/** Deeper nesting of shadow roots, or more elements on the way, is a selector gone wrong. */
const MAX_LEVELS = 8;
const MAX_ELEMENTS = 100;
/** They hold values and are never drawn. */
const UNDRAWN = 'meta,link,script,title';

/**
 * The elements of a selector in which `>>>` steps into the open shadow root of what stands before it,
 * in document order. What is not drawn is left out: single-page shops keep the view before in hiding.
 *
 * @param onRoot told of every shadow root on the way: a MutationObserver sees no deeper by itself.
 * @throws DOMException for what is no selector
 */
export function pierce(selector: string, onRoot?: (root: ShadowRoot) => void): Element[] {
  const steps = selector.split('>>>', MAX_LEVELS + 1);
  if (steps.length > MAX_LEVELS) return [];
  let scopes: ParentNode[] = [document];
  let found: Element[] = [];
  for (const [depth, step] of steps.entries()) {
    if (depth > 0) {
      const roots = found.flatMap(({ shadowRoot }) => shadowRoot ?? []);
      if (onRoot) roots.forEach(onRoot);
      scopes = roots;
    }
    found = scopes.flatMap((scope) => [...scope.querySelectorAll(step.trim())]).slice(0, MAX_ELEMENTS);
  }
  return found.filter(isDrawn);
}

/** Browsers before 2024 cannot tell: what is there counts as drawn. */
const isDrawn = (element: Element): boolean =>
  element.matches(UNDRAWN) || (element as Partial<Element>).checkVisibility?.() !== false;
