/** Markup and dataLayer are unknown all the way down; these read them without ever throwing on a shape. */

export type Loose = Readonly<Record<string, unknown>>;

/** More than any field of an item keeps. */
const MAX_CHARS = 2_000;

export const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

/** The value as a list: itself, one of one, or none. */
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** A non-empty string, or a number as one. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  // Cut first: what follows must not go through ten megabytes that somebody pushed.
  return typeof value === 'string' ? value.slice(0, MAX_CHARS).trim() || undefined : undefined;
}

/** The name of what is written as "Acme", {"name": "Acme"}, {"@value": "Acme"} or a list of those. */
export function nameOf(value: unknown): string | undefined {
  const first = listOf(value)[0];
  return textOf(isObject(first) ? (first.name ?? first['@value']) : first);
}

/**
 * A price as shops write it: 12.5, "12.50", "1,299.00", "1.299,00 €". Of two separators the last is
 * the decimal one; a single comma is one too unless three digits follow. Undefined for all else.
 */
export function priceOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  let digits = /\d[\d.,\s'’]*/.exec(value)?.[0].replace(/[\s'’]/g, '');
  if (digits === undefined || /-\s*\d/.test(value)) return undefined;
  const comma = digits.lastIndexOf(',');
  const dot = digits.lastIndexOf('.');
  const isCommaDecimal = comma > dot && (dot >= 0 || !/,\d{3}(,|$)/.test(digits));
  if (isCommaDecimal) digits = digits.replace(/\./g, '').replace(',', '.');
  else digits = digits.replace(/,/g, '');
  if (digits.indexOf('.') !== digits.lastIndexOf('.')) digits = digits.replace(/\./g, '');
  const price = Number.parseFloat(digits);
  return Number.isFinite(price) ? price : undefined;
}

/** A category path from one string: "Home & Garden > Tools / Saws", "Home < Tools"; an address is none. */
export const categoryOf = (value: string): string[] =>
  value
    .replace(/^https?:.*/, '')
    .split(/\s*[>»/]\s*| < /)
    .map((name) => name.trim())
    .filter((name) => name !== '');
