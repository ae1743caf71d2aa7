const SVG = 'http://www.w3.org/2000/svg';

type Attributes = Readonly<Record<string, string | number>>;

export const byId = <Element extends HTMLElement>(id: string): Element =>
  document.getElementById(id) as Element;

/** Text enters as text nodes only: names come from codebook and catalogue files. */
export function el(name: string, attributes: Attributes, ...children: (Node | string)[]): HTMLElement {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

export function shape(name: string, attributes: Attributes): SVGElement {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}

/** What a picture shows, as a table that opens below it. @param id keeps it open when it is drawn anew */
export function tableTwin(
  id: string,
  summary: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  return el('details', { 'data-twin': id }, el('summary', {}, summary), table(id, heads, rows));
}

export function table(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  const head = el('tr', {}, ...heads.map((text) => el('th', { scope: 'col' }, text)));
  const body = rows.map(([first = '', ...cells]) =>
    el('tr', {}, el('th', { scope: 'row' }, first), ...cells.map((text) => el('td', {}, text))),
  );
  const whole = el('table', { 'aria-label': label }, el('thead', {}, head), el('tbody', {}, ...body));
  return el('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': label }, whole);
}

/** Puts new nodes in place and leaves open what the reader had opened, and the focus where it was. */
export function replace(place: HTMLElement, nodes: readonly Node[]): void {
  const open = new Set(
    [...place.querySelectorAll<HTMLDetailsElement>('details[open]')].map(({ dataset }) => dataset.twin),
  );
  const focused = place.contains(document.activeElement)
    ? document.activeElement?.closest<HTMLElement>('[data-twin]')?.dataset.twin
    : undefined;
  place.replaceChildren(...nodes);
  for (const details of place.querySelectorAll('details')) {
    details.open = open.has(details.dataset.twin);
    if (focused !== undefined && details.dataset.twin === focused) details.querySelector('summary')?.focus();
  }
}

/** Fills a select, only when its options changed: an open list must not close under the reader. */
export function choices(select: HTMLSelectElement, options: readonly (readonly [string, string])[]): void {
  const wanted = JSON.stringify(options);
  if (select.dataset.options === wanted) return;
  const chosen = select.value;
  select.dataset.options = wanted;
  select.replaceChildren(...options.map(([value, text]) => el('option', { value }, text)));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}
