/** Tables that must be there first, and their columns in order. */
export const INPUTS = {
  /**
   * The log: `place` is any number that no two rows share and that grows where times are level; `name` the brand
   * of a follow or unfollow, a row for each; `dwell_ms` how long the item was in view, or null.
   */
  log: {
    place: 'bigint',
    shopper: 'text',
    kind: 'text',
    item_id: 'text',
    name: 'text',
    at_ms: 'bigint',
    dwell_ms: 'bigint',
  },
  /** Number of each item, from 1. */
  catalogue: { item: 'bigint', id: 'text' },
  /** Item of each id and alias. */
  catalogue_ids: { id: 'text', item: 'bigint' },
  /** Brand, categories and words of each item, a row for each. */
  item_attributes: { item: 'bigint', attribute: 'text' },
} as const satisfies Record<string, Record<string, 'bigint' | 'text'>>;

/** The tables that come out, and their columns; `key` orders them. */
export const OUTPUTS = {
  steps: {
    columns: {
      shopper: 'bigint',
      step: 'bigint',
      item: 'bigint',
      kind: 'text',
      at_ms: 'bigint',
      session_ms: 'bigint',
    },
    key: ['shopper', 'step'],
  },
  follows: {
    columns: { shopper: 'bigint', place: 'bigint', name: 'text', at_ms: 'bigint', session_ms: 'bigint' },
    key: ['shopper', 'place'],
  },
  neighbours: {
    columns: { item: 'bigint', neighbour: 'bigint', share: 'bigint', shoppers: 'bigint' },
    key: ['item', 'neighbour'],
  },
  items: {
    columns: { item: 'bigint', id: 'text', occurrences: 'bigint', shoppers: 'bigint', share: 'bigint' },
    key: ['item'],
  },
  attributes: {
    columns: { attribute: 'text', items: 'bigint', occurrences: 'bigint', shoppers: 'bigint' },
    key: ['attribute'],
  },
} as const satisfies Record<string, { columns: Record<string, 'bigint' | 'text'>; key: readonly string[] }>;

export type OutputName = keyof typeof OUTPUTS;
export const OUTPUT_NAMES = Object.keys(OUTPUTS) as OutputName[];

/** Tables that each part adds its rows to. */
export const PART_TABLES = {
  all_steps: OUTPUTS.steps.columns,
  all_follows: OUTPUTS.follows.columns,
  all_neighbours: OUTPUTS.neighbours.columns,
  all_items: { item: 'bigint', occurrences: 'bigint', shoppers: 'bigint' },
  all_attributes: { attribute: 'text', occurrences: 'bigint', shoppers: 'bigint' },
} as const satisfies Record<string, Record<string, 'bigint' | 'text'>>;
