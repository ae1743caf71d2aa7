import type { Item } from '../contract/item.ts';
import type { SourceSurvey, Survey } from '../contract/survey.ts';
import { languageFor } from './language.ts';
import { type DebugWords, debugWords } from './words/debug_words.ts';

/** What the page does not say itself. */
export interface DebugFacts {
  /** Name and value, as they are: signals of consent, backend, model, problems. */
  readonly consent: readonly (readonly [name: string, value: string])[];
  readonly state: readonly (readonly [name: string, value: string])[];
  /** How this shop's ids fit the catalogue; undefined = it cannot be told. */
  readonly match: { readonly all: number; readonly unknown: readonly string[] } | undefined;
  readonly isBase: boolean;
}

/** Rows of a list that are shown. */
const MAX_HEARD = 30;
const MAX_UNKNOWN = 10;

const STYLE = `
  :host { color-scheme: light dark; }
  section[role=dialog] {
    position: fixed; inset-block-end: 16px; inset-inline-end: 16px; z-index: 2147483647;
    inline-size: min(480px, calc(100vw - 32px)); max-block-size: min(640px, 70vh);
    overflow: auto; overscroll-behavior: contain; box-sizing: border-box; padding: 16px;
    font: 400 14px/20px system-ui, sans-serif; text-align: start; overflow-wrap: anywhere;
    color: light-dark(#191c22, #e9ebf0); background: light-dark(#fff, #16191f);
    border: 1px solid light-dark(#dfe2e8, #323844); border-radius: 8px;
  }
  .head { display: flex; justify-content: space-between; align-items: start; gap: 16px; }
  h2 { font-size: 16px; line-height: 24px; margin: 0; }
  h3 { font-size: 14px; line-height: 20px; margin: 16px 0 4px; }
  p, ul, dl, dd { margin: 0; padding: 0; }
  ul { list-style: none; }
  dl { display: grid; grid-template-columns: minmax(80px, auto) 1fr; gap: 4px 16px; }
  dt, th, .muted { color: light-dark(#59606e, #a6adba); font-weight: 400; }
  .muted { font-size: 12px; line-height: 16px; margin-block-start: 16px; }
  table { border-collapse: collapse; inline-size: 100%; }
  th, td { text-align: start; vertical-align: top; padding: 4px 16px 4px 0; border-block-end: 1px solid light-dark(#dfe2e8, #323844); }
  th { overflow-wrap: normal; }
  code { font-family: ui-monospace, monospace; font-size: 12px; }
  button {
    font: inherit; color: inherit; background: none; border: 1px solid currentColor; border-radius: 8px;
    padding: 4px 12px; min-block-size: 32px; cursor: pointer;
  }
  :focus-visible { outline: 2px solid light-dark(#3048c0, #a5b4ff); outline-offset: 2px; }
`;

/**
 * The overlay: a dialog in a shadow root of its own, styled by an adopted sheet, so that neither a shop's
 * styles nor a strict CSP change it. It leaves the page usable, and Escape closes it.
 *
 * @returns `show`, to be called whenever there is something new
 */
export function openDebugView(onClose: () => void): {
  show(survey: Survey, facts: DebugFacts | undefined): void;
} {
  const words = debugWords[languageFor(document.documentElement.lang || navigator.language).code];
  const before = document.activeElement;
  const host = document.createElement('inkling-debug');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const body = element('div');
  const close = (): void => {
    removeEventListener('keydown', onKey, true);
    host.remove();
    if (before instanceof HTMLElement) before.focus();
    onClose();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // the page has dialogs of its own
    close();
  };
  const button = element('button', words.close);
  button.type = 'button';
  button.addEventListener('click', close);
  const title = element('h2', words.title);
  title.id = 'title';
  const dialog = element('section', element('div.head', title, button), body);
  dialog.setAttribute('role', 'dialog');
  dialog.setAttribute('aria-labelledby', 'title');
  dialog.tabIndex = 0; // it scrolls
  root.append(dialog);
  document.documentElement.append(host);
  addEventListener('keydown', onKey, true);
  button.focus();
  return {
    show: (survey, facts) =>
      body.replaceChildren(
        ...pageView(survey, words),
        ...(facts ? factsView(facts, words) : []),
        element('p.muted', words.note),
      ),
  };
}

function pageView({ path, main, mainReason, sources, heard }: Survey, words: DebugWords): Node[] {
  const why = mainReason ? ` (${words.because[mainReason]})` : '';
  const rows = sources.filter(({ count }) => count > 0);
  const newest = heard.slice(-MAX_HEARD).reverse();
  return [
    element('h3', words.page),
    facts([
      [words.path, path],
      [words.item, main ? itemText(main) + why : words.noItem],
    ]),
    element('h3', words.sources),
    element(
      'table',
      element(
        'thead',
        element('tr', ...[words.source, words.found, words.understood].map((text) => element('th', text))),
      ),
      element('tbody', ...rows.map((row) => sourceRow(row, words))),
    ),
    element('h3', words.heard),
    newest.length === 0
      ? element('p', words.heardNothing)
      : element(
          'ul',
          ...newest.map(({ kind, itemId, value, tokens }) =>
            element(
              'li',
              element(
                'code',
                [kind, itemId, value, ...(tokens ?? [])].filter((part) => part !== undefined).join(' '),
              ),
            ),
          ),
        ),
  ];
}

function sourceRow(
  { name, count, broken, items, interactions, ignored }: SourceSurvey,
  words: DebugWords,
): Node {
  const kinds = [...new Set(interactions.map(({ kind }) => kind))].join(', ');
  const said = [
    items.length === 1 ? itemText(items[0]!) : items.length > 1 ? words.items(items.length) : '',
    kinds && words.interactions(kinds),
    broken ? words.broken(broken) : '',
    ignored.length > 0 ? words.ignored(ignored.join(', ')) : '',
  ].filter(Boolean);
  const head = element('th', words.names[name]);
  head.setAttribute('scope', 'row');
  return element('tr', head, element('td', String(count)), element('td', said.join('; ') || words.nothing));
}

function factsView({ consent, state, match, isBase }: DebugFacts, words: DebugWords): Node[] {
  const known = match && match.all - match.unknown.length;
  return [
    element('h3', words.consent),
    facts(consent),
    element('h3', words.state),
    facts(state),
    element('h3', words.catalogue),
    element('p', isBase ? words.base : match ? words.match(known!, match.all) : words.noMatch),
    ...(match && !isBase && match.unknown.length > 0
      ? [element('p', words.unknown(match.unknown.slice(0, MAX_UNKNOWN).join(', ')))]
      : []),
  ];
}

const itemText = ({ id, name, brand, category, price, currency }: Item): string =>
  [id, name === id ? undefined : name, brand, category?.join(' > '), price, currency]
    .filter((part) => part !== undefined)
    .join(' · ');

const facts = (rows: readonly (readonly [name: string, value: string])[]): Node =>
  element('dl', ...rows.flatMap(([name, value]) => [element('dt', name), element('dd', value)]));

/** An element with its children; texts are texts, whatever they hold. @param tag name, and a class after a dot */
function element<Tag extends string>(tag: Tag, ...children: (Node | string)[]): ElementOf<Tag> {
  const [name = '', className = ''] = tag.split('.');
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made as ElementOf<Tag>;
}
type ElementOf<Tag extends string> = Tag extends keyof HTMLElementTagNameMap
  ? HTMLElementTagNameMap[Tag]
  : HTMLElement;
