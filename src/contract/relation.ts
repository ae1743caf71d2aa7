import { invalid } from './error.ts';
import { type Interaction, parseItemId } from './interaction.ts';
import { record } from './parse.ts';

/** Every kind of relation: append, never reorder. Those that begin with "follow" name a brand, a seller or a person, the others an item. */
export const RELATION_KINDS = [
  'follow_brand',
  'follow_seller',
  'follow_person',
  'shared_wishlist',
  'review_read',
] as const;

export type RelationKind = (typeof RELATION_KINDS)[number];

/** Something or somebody that the shopper relates to. It never leaves the browser. */
export interface Relation {
  readonly kind: RelationKind;
  /** Name of whom is followed; id of the item on the wishlist that was shared, or whose review was read. */
  readonly target: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** A relation, or the end of one. */
export interface RelationChange extends Relation {
  readonly off?: true;
}

/** What `inkling.relate` accepts. */
export interface RelationRequest {
  readonly kind: RelationKind;
  readonly target: string;
  /** False takes the relation back. True by default. */
  readonly on?: boolean;
}

export const isFollow = (kind: RelationKind): boolean => kind.startsWith('follow');

/** Names a relation; the panel removes by it. */
export const relationKey = ({ kind, target }: Pick<Relation, 'kind' | 'target'>): string =>
  `${kind} ${target}`;

/**
 * What a request is recorded as. The end of a follow is an `unfollow`, as if the page had recorded that.
 * @throws InklingError `invalid-argument`
 */
export function parseRelation(input: unknown, at: number): Interaction | RelationChange {
  const given = record(input, 'relation');
  const kind = RELATION_KINDS.find((known) => known === given.kind);
  if (!kind) throw invalid(`kind must be one of ${RELATION_KINDS.join(', ')}`);
  const target = parseItemId(given.target, true, 'target')!;
  if (given.on !== false) return { kind, target, at };
  return isFollow(kind) ? { kind: 'unfollow', tokens: [target], at } : { kind, target, at, off: true };
}
