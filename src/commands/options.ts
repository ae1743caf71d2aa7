import { InvalidArgumentError } from 'commander';

/** What several commands say of an option. */
export const DATABASE = 'SQLite file, created if absent, or postgres://user@host,host/name';

/** Parses an option. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high)
      throw new InvalidArgumentError(`Must be a whole number from ${low} to ${high}.`);
    return value;
  };
}

/** Parses an option. */
export function memorySize(text: string): string {
  if (!/^\d+(\.\d+)? ?[KMGT]i?B$/i.test(text))
    throw new InvalidArgumentError('Must be a size such as 512MB or 2GB.');
  return text;
}

/** Parses an option. */
export function currencyCode(text: string): string {
  if (!/^[A-Za-z]{3}$/.test(text)) throw new InvalidArgumentError('Must be a code of three letters, as EUR.');
  return text.toUpperCase();
}
