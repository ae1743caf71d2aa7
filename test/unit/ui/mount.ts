import { vi } from 'vitest';
import { InklingPanel } from '../../../src/ui/panel_element.ts';
import { InklingRecommendations } from '../../../src/ui/recommendations_element.ts';
import { FakeInkling, type FakeOptions } from './fake_port.ts';

customElements.define('inkling-panel', InklingPanel);
customElements.define('inkling-recommendations', InklingRecommendations);

/** A Thursday, at noon. */
export const NOON = Date.UTC(2026, 2, 5, 12);

export interface Mounted<E extends HTMLElement> {
  readonly element: E;
  readonly fake: FakeInkling;
  readonly root: ShadowRoot;
  /** All text that the element shows, with single spaces. */
  text(): string;
  /** The one element with this role and accessible name (or its beginning); throws when there is none. */
  get(role: Role, name: string): HTMLElement;
  find(role: Role, name: string): HTMLElement | undefined;
  /** Waits until the text is shown. */
  shows(text: string): Promise<void>;
}

type Role = 'button' | 'tab' | 'switch' | 'checkbox' | 'searchbox' | 'combobox';

/** Longer than vitest's second: on a busy machine a render may take one. */
const PATIENCE = { timeout: 10_000 };

const SELECTORS: Record<Role, string> = {
  button: 'button:not([role])',
  tab: '[role=tab]',
  switch: '[role=switch]',
  checkbox: 'input[type=checkbox]',
  searchbox: 'input[type=search]',
  combobox: 'select',
};

/** Puts an element into the page, on top of a fake handle unless `isAbsent`. */
export function mount<K extends 'inkling-panel' | 'inkling-recommendations'>(
  tag: K,
  options: FakeOptions & { readonly isAbsent?: boolean; readonly attributes?: Record<string, string> } = {},
): Mounted<K extends 'inkling-panel' ? InklingPanel : InklingRecommendations> {
  document.documentElement.lang = 'en';
  const fake = new FakeInkling({ now: NOON, ...options });
  Object.assign(window, { inkling: options.isAbsent ? undefined : fake.handle });
  const element = document.createElement(tag) as never as InklingPanel & InklingRecommendations;
  for (const [name, value] of Object.entries(options.attributes ?? {})) element.setAttribute(name, value);
  document.body.replaceChildren(element);
  const root = element.shadowRoot!;
  const text = () => visibleText(root).replace(/\s+/g, ' ');
  const find = (role: Role, name: string) =>
    [...root.querySelectorAll<HTMLElement>(SELECTORS[role])].find((candidate) =>
      nameOf(candidate).startsWith(name),
    );
  return {
    element,
    fake,
    root,
    text,
    find,
    get: (role, name) => {
      const found = find(role, name);
      if (!found) throw new Error(`no ${role} "${name}" in: ${text()}`);
      return found;
    },
    shows: (expected) =>
      vi.waitFor(() => {
        if (!text().includes(expected)) throw new Error(`"${expected}" is not in: ${text()}`);
      }, PATIENCE),
  };
}

/** Text without style sheets, which happy-dom's shadow roots may hold as elements. */
function visibleText(root: ShadowRoot): string {
  return [...root.children]
    .filter(({ tagName }) => tagName !== 'STYLE')
    .map(({ textContent }) => textContent)
    .join(' ');
}

const nameOf = (element: HTMLElement): string =>
  (element.getAttribute('aria-label') ?? (element.closest('label') ?? element).textContent)
    .replace(/\s+/g, ' ')
    .trim();
