import { invalid } from './error.ts';

/** The value as an object of unknowns. @throws InklingError `invalid-argument` */
export function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(
      `${name} is ${value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value}, must be an object`,
    );
  }
  return value as Record<string, unknown>;
}

/** A finite number, or undefined when absent. @throws InklingError `invalid-argument` */
export function optionalNumber(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw invalid(`${name} is ${typeof value === 'number' ? value : typeof value}, must be a finite number`);
  }
  return value;
}

/** A string of at most `maxChars`, or undefined when absent. @throws InklingError `invalid-argument` */
export function optionalString(value: unknown, name: string, maxChars: number): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`${name} is ${typeof value}, must be a string`);
  if (value.length > maxChars)
    throw invalid(`${name} has ${value.length} characters, must be at most ${maxChars}`);
  return value;
}

/** An integer in [low, high]. @throws InklingError `invalid-argument` */
export function integer(value: unknown, name: string, low: number, high: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
    throw invalid(
      `${name} is ${typeof value === 'number' ? value : typeof value}, must be an integer from ${low} to ${high}`,
    );
  }
  return value;
}
