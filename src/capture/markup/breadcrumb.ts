import { canonical, pathOf } from '../url.ts';
import { isObject, type Loose, listOf, nameOf, textOf } from '../values.ts';

/** One step of a trail; icons have no name, the page itself often no path. */
export interface Step {
  readonly name: string | undefined;
  readonly path: string | undefined;
}

const HOME = /^(?:home(?: ?page)?|start(?:seite)?|accueil|inicio|首页)$/i;

/** The steps of a BreadcrumbList as written, Home and the page itself among them. */
export const stepsOf = (list: Loose): Step[] =>
  listOf(list.itemListElement)
    .filter(isObject)
    .map((step) => ({
      position: Number(step.position) || 0,
      name: textOf(step.name) ?? (isObject(step.item) ? nameOf(step.item) : undefined),
      path: pathOf(isObject(step.item) ? (step.item['@id'] ?? step.item.url) : (step.item ?? step.url)),
    }))
    .sort((a, b) => a.position - b.position);

/** The names between Home and the item itself, of the longest trail. */
export function categoryOfTrails(
  lists: readonly Loose[],
  name: string | undefined,
  here: string | undefined,
): string[] {
  const trails = lists.map((list) => {
    const steps = stepsOf(list);
    return steps.filter((step, i) => {
      const isHome = i === 0 && (step.path === '/' || HOME.test(step.name ?? ''));
      // By convention the last step is the page itself, and may go without an address.
      const isSelf =
        i === steps.length - 1 &&
        (step.path === undefined ||
          canonical(step.path) === canonical(here) ||
          step.name?.toLowerCase() === name?.toLowerCase());
      return !isHome && !isSelf;
    });
  });
  return trails.reduce((a, b) => (b.length > a.length ? b : a), []).flatMap((step) => step.name ?? []);
}
