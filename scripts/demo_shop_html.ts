/** Markup that is safe to put into a page as it stands. */
export interface Html {
  readonly html: string;
}

export type Slot = string | number | Html | readonly Html[] | false | undefined;

/** Markup from a template; every string put into it is escaped, so that no page can forget to. */
export const html = (parts: TemplateStringsArray, ...slots: readonly Slot[]): Html => ({
  html: parts.reduce((text, part, i) => text + fill(slots[i - 1]) + part),
});

/** Markup written by the shop itself. */
export const raw = (text: string): Html => ({ html: text });

/** JSON inside a script element: nothing in it can end the element. */
export const json = (value: unknown): Html => raw(JSON.stringify(value).replaceAll('<', '\\u003c'));

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function fill(slot: Slot): string {
  if (slot === undefined || slot === false) return '';
  if (typeof slot === 'object') return 'html' in slot ? slot.html : slot.map((each) => each.html).join('');
  return escapeHtml(String(slot));
}
