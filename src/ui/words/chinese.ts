const NUMERALS = '零一二三四五六七八九十'.split('');

/** 0 to 19 in Chinese numerals, as ordinals and fractions are written; larger numbers in digits. */
export function numeral(n: number): string {
  if (n <= 10) return NUMERALS[n] ?? String(n);
  return n < 20 ? `十${NUMERALS[n - 10]}` : String(n);
}

/** The text with the space that Chinese typography puts before digits that follow a character. */
export const apart = (text: string): string => (/^\d/.test(text) ? ` ${text}` : text);
