/**
 * The model's input for one sequence, as typed arrays, and the few numbers that fix its layout.
 * Sequences are left-padded: position T - 1 is always the newest interaction.
 */

/** Kinds of edge in the session graph. The order is the index of the learnt bias: append, never reorder. */
export const EDGE_KINDS = [
  'none',
  'neighbour',
  'previous',
  'sameBrand',
  'sameCategory',
  'relation',
  'next',
] as const;
export type EdgeKind = (typeof EDGE_KINDS)[number];

/** The four feature groups of the fusion, in gate order. */
export const GROUPS = ['basic', 'behaviour', 'tags', 'relations'] as const;
export type Group = (typeof GROUPS)[number];

/** Buckets of the time since the previous interaction. */
export const GAP_BUCKETS = 8;

/** Followed brands and sellers that enter the relations group. */
export const RELATION_SLOTS = 8;

/** Catalogue neighbours of an item that become edges, the strongest; the ranking uses all that the catalogue has. */
export const NEIGHBOUR_EDGES = 16;

/** Edges of an item beyond its catalogue neighbours: previous, same brand, same category, relation. */
export const SESSION_EDGES = 4;

export interface ModelInput {
  readonly T: number;
  /** Edges per item. */
  readonly M: number;
  /** Entity row of each item, 0 = padding. [T] */
  readonly items: Int32Array;
  /** Index into KINDS. [T] */
  readonly kinds: Int32Array;
  /** Bucket of the gap to the previous interaction. [T] */
  readonly gaps: Int32Array;
  /** 1 = an interaction, 0 = padding. [T] */
  readonly mask: Float32Array;
  /** Entity row of each item's leaf category, 0 = none. [T] */
  readonly tags: Int32Array;
  /** Entity row at the other end of each edge, 0 = none. [T, M] */
  readonly edges: Int32Array;
  /** Index into EDGE_KINDS. [T, M] */
  readonly edgeKinds: Int32Array;
  /** Logarithm of the edge's weight. [T, M] */
  readonly edgePriors: Float32Array;
  /** Rows of the basic table, as known at each position (basic.ts). [T, BASIC_SLOTS] */
  readonly basic: Int32Array;
  /** Entity rows of followed brands, 0 = none. [RELATION_SLOTS] */
  readonly relations: Int32Array;
  /** 1 = the group has data at this position and may be used. [T, 4] */
  readonly present: Float32Array;
}

/** What the features need to know of the catalogue. Item index 0 is padding. */
export interface ItemGraph {
  readonly V: number;
  /** Catalogue neighbours per item. */
  readonly M: number;
  /** Item index at the other end, 0 = none. [(V + 1), M] */
  readonly neighbours: Int32Array;
  /** Positive weight of each neighbour. [(V + 1), M] */
  readonly neighbourWeights: Float32Array;
  /** Entity row of each item's brand, 0 = none. [V + 1] */
  readonly brandRow: Int32Array;
  /** Entity row of each item's leaf category, 0 = none. [V + 1] */
  readonly tagRow: Int32Array;
  /** 1 (cheapest fifth of the catalogue) to 5, 0 = no price. [V + 1] */
  readonly priceBand: Uint8Array;
}
