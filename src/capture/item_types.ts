import type { Preset } from '../contract/preset.ts';
import { listOf } from './values.ts';

/**
 * schema.org types that name an item, by what a site of them offers, strongest first: a shop's post with its products
 * beneath is a page of the shop, and a course with its film is one of a school. Every subtype of Article and most
 * of postings end as they do.
 */
const TYPES: readonly (readonly [Preset, RegExp])[] = [
  ['shop', /(?:^|[/:#])(?:Individual|Some)?Products?(?:Group|Model)?$/],
  ['course', /(?:^|[/:#])(?:Course|LearningResource)$/],
  ['content', /(?:^|[/:#])(?:\w*Article|\w*(?:Blog|Media|Forum)Posting|VideoObject)$/],
];

/** What a node of these schema.org types offers; nothing when it is no item. */
export const presetsOf = (types: unknown): Preset[] =>
  TYPES.flatMap(([preset, type]) => (listOf(types).some((name) => type.test(String(name))) ? [preset] : []));

/** What a page offers, by what its nodes offer. */
export const presetOfPage = (nodes: readonly { readonly presets: readonly Preset[] }[]): Preset | undefined =>
  TYPES.find(([preset]) => nodes.some(({ presets }) => presets.includes(preset)))?.[0];
