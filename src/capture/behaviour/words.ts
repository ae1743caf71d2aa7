/**
 * Search text as lower-cased words. What looks like an address, a number of a card or a phone is left
 * out here; the words that no item uses are left out before anything is stored (store/vocabulary.ts).
 */
export function wordsOf(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  return text
    .slice(0, 200)
    .toLowerCase()
    .split(/\s+/)
    .filter((chunk) => !chunk.includes('@') && !/\d.*\d.*\d.*\d.*\d/.test(chunk))
    .flatMap((chunk) => chunk.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    .filter((word) => word.length <= 30)
    .slice(0, 16);
}
