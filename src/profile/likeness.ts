import type { AttributeIndex } from '../features/catalogue_index.ts';

/** Weight of the attributes that both items have, as a share of those that either has; 0 without any. */
export function likeness(a: number, b: number, { offsets, attributes, idf }: AttributeIndex): number {
  let shared = 0;
  let either = 0;
  const own = attributes.subarray(offsets[a]!, offsets[a + 1]!);
  for (const attribute of own) either += idf[attribute]!;
  for (const attribute of attributes.subarray(offsets[b]!, offsets[b + 1]!)) {
    if (own.includes(attribute)) shared += idf[attribute]!;
    else either += idf[attribute]!;
  }
  return either > 0 ? shared / either : 0;
}
