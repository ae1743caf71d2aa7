import type { DBSchema, IDBPDatabase, StoreNames } from 'idb';
import { DAY_MS } from '../contract/config.ts';
import type { StoredInteraction } from '../contract/interaction.ts';
import type { SeenItem } from '../contract/item.ts';
import type { Budget, Choice, LedgerEntry, OutboxEntry } from '../contract/records.ts';
import type { Relation } from '../contract/relation.ts';

/** Database `inkling`: what a clear deletes. */
export interface InklingSchema extends DBSchema {
  interactions: { key: number; value: StoredInteraction; indexes: { at: number } };
  items: { key: string; value: SeenItem; indexes: { seenAt: number } };
  /** By target and kind, so that all that is followed under one name lies side by side. */
  relations: { key: [target: string, kind: string]; value: Relation };
  profile: { key: string; value: unknown };
  /** The index is unique: a period has one row, whatever runs twice. */
  ledger: { key: number; value: LedgerEntry; indexes: { period: number } };
  outbox: { key: number; value: OutboxEntry };
  settings: { key: string; value: unknown };
  adaptation: { key: string; value: unknown };
}

/** Every object store, for counting and emptying. */
export const STORES = [
  'interactions',
  'items',
  'relations',
  'profile',
  'ledger',
  'outbox',
  'settings',
  'adaptation',
] as const satisfies readonly StoreNames<InklingSchema>[];

/** Database `inkling-guard`: what a clear keeps. At most one row in each store. */
export interface GuardSchema extends DBSchema {
  choice: { key: typeof ONLY_ROW; value: Choice };
  budget: { key: typeof ONLY_ROW; value: Budget };
}

/** Behaviour older than this is deleted. */
export const RETENTION_MS = 180 * DAY_MS;

export const ONLY_ROW = 'current';

/** A database: its name, and how it comes to its version. */
export interface Blueprint<Schema extends DBSchema> {
  readonly name: string;
  /** Bump with every change and add one `case` to `upgrade`; a shipped case is never edited. */
  readonly version: number;
  upgrade(db: IDBPDatabase<Schema>, oldVersion: number): void;
  /** Whether a database that cannot be opened is deleted and made anew. */
  readonly rebuilds: boolean;
}

export const INKLING: Blueprint<InklingSchema> = {
  name: 'inkling',
  version: 1,
  upgrade(db, oldVersion) {
    switch (oldVersion) {
      case 0:
        db.createObjectStore('interactions', { keyPath: 'id', autoIncrement: true }).createIndex('at', 'at');
        db.createObjectStore('items', { keyPath: 'id' }).createIndex('seenAt', 'seenAt');
        // Keys are given with the rows; the first version meant to have them numbered.
        db.createObjectStore('relations', { autoIncrement: true });
        db.createObjectStore('ledger', { keyPath: 'seq' }).createIndex('period', 'release.period', {
          unique: true,
        });
        db.createObjectStore('outbox', { keyPath: 'period' });
        for (const name of ['profile', 'settings', 'adaptation'] as const) db.createObjectStore(name);
    }
  },
  rebuilds: true,
};

export const GUARD: Blueprint<GuardSchema> = {
  name: 'inkling-guard',
  version: 1,
  upgrade(db, oldVersion) {
    switch (oldVersion) {
      case 0:
        for (const name of ['choice', 'budget'] as const) db.createObjectStore(name);
    }
  },
  // A budget that cannot be read is not a full one: without it nothing is recorded or released.
  rebuilds: false,
};
