import type { Interaction, Kind } from '../../../src/contract/interaction.ts';
import type { Item } from '../../../src/contract/item.ts';
import {
  type ConsentView,
  type InklingEvent,
  type InklingHandle,
  PANEL_PORT,
  type PanelPort,
} from '../../../src/contract/page_api.ts';
import type { TasteMap } from '../../../src/contract/panel_worker.ts';
import type { Preset } from '../../../src/contract/preset.ts';
import { relationKey } from '../../../src/contract/relation.ts';
import { serializeRelease } from '../../../src/contract/release.ts';
import { NO_WISHES, type Wishes } from '../../../src/contract/wishes.ts';
import type {
  HistoryRow,
  Interest,
  LedgerView,
  ProfileView,
  Reason,
  Recommendation,
  RelationRow,
  StorageReport,
  WorkerStatus,
} from '../../../src/contract/worker_api.ts';

const DAY = 86_400_000;
const PERIOD = 28 * DAY;

const CATALOGUE: readonly [department: string, leaf: string, names: readonly string[]][] = [
  ['Hair care', 'Shampoo', ['Silk Repair Shampoo 250 ml', 'Nettle Daily Shampoo', 'Oat & Honey Shampoo Bar']],
  ['Hair care', 'Conditioner', ['Argan Gloss Conditioner', 'Rice Water Rinse']],
  ['Kitchen', 'Pans', ['Cast Iron Skillet 26 cm', 'Copper Saucepan with Lid']],
  ['Outdoor', 'Tents', ['Ridge Two-Person Tent']],
  ['Books', 'Gardening', ['The Small Orchard', 'Soil, Simply']],
  ['Coffee', 'Beans', ['Sidamo Washed 500 g']],
  ['Toys', 'Puzzles', ['Harbour at Dawn, 1,000 Pieces']],
  ['Pets', 'Cats', ['Willow Scratching Post']],
];

export interface FakeOptions {
  readonly now?: number;
  readonly isEmpty?: boolean;
  readonly consent?: Partial<ConsentView>;
  readonly status?: Partial<WorkerStatus>;
  readonly ledger?: Partial<LedgerView>;
  readonly hasDemoClock?: boolean;
  /** What the site is configured to offer; what its profile tells that it does. */
  readonly preset?: Preset;
  readonly profilePreset?: Preset;
  /** Weights of the feature groups. */
  readonly groups?: ProfileView['groups'];
  /** Names put in place of the catalogue's first ones. */
  readonly names?: readonly string[];
}

/** A handle with plausible data that keeps what it is told, for tests and for looking at the panel. */
export class FakeInkling {
  readonly calls: { readonly name: string; readonly args: readonly unknown[] }[] = [];
  readonly handle: InklingHandle;
  rows: HistoryRow[];
  relations: RelationRow[];
  consent: ConsentView;
  wishes: Wishes = NO_WISHES;
  readonly #now: number;
  readonly #items: Item[];
  readonly #options: FakeOptions;
  readonly #listeners = new Map<InklingEvent, Set<() => void>>();
  readonly #disliked = new Set<string>();
  #offset = 0;
  #erasures: LedgerView['erasures'] = {};
  #isCleared = false;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.#now = options.now ?? Date.now();
    const { profilePreset: preset } = options;
    this.#items = makeItems(options.names ?? []).map((item) => ({ ...item, ...(preset ? { preset } : {}) }));
    this.rows = options.isEmpty ? [] : makeRows(this.#items, this.#now);
    this.relations = options.isEmpty
      ? []
      : [
          { kind: 'review_read', target: 'item-7', at: this.#now - DAY, name: this.#items[7]!.name },
          { kind: 'follow_brand', target: 'Northlight', at: this.#now - 3 * DAY },
        ];
    this.consent = {
      record: true,
      release: true,
      recordReason: 'shopper',
      releaseReason: 'site',
      chosenAt: this.#now - 9 * DAY,
      ...options.consent,
    };
    this.handle = this.#makeHandle();
  }

  emit(type: InklingEvent): void {
    for (const callback of this.#listeners.get(type) ?? []) callback();
  }

  called(name: string): readonly unknown[][] {
    return this.calls.filter((call) => call.name === name).map((call) => [...call.args]);
  }

  #makeHandle(): InklingHandle {
    const { profilePreset } = this.#options;
    const note = (name: string, ...args: unknown[]) => void this.calls.push({ name, args });
    const inkling = {
      consent: async () => this.consent,
      record: async (interaction: Partial<Interaction> & { kind: Kind }) => {
        note('record', interaction);
        if (interaction.kind === 'dislike' && interaction.itemId) this.#disliked.add(interaction.itemId);
      },
      relate: async () => undefined,
      recommend: async ({ count = 10 } = {}) => {
        note('recommend', count);
        return this.#recommend(count);
      },
      rank: async () => [],
      cohort: async () => undefined,
      release: async () => this.#ledger().status,
      clear: async () => this.#clear('clear'),
      on: (type: InklingEvent, callback: () => void) => {
        const set = this.#listeners.get(type) ?? new Set();
        this.#listeners.set(type, set.add(callback));
        return () => void set.delete(callback);
      },
      pause: async () => this.consent,
      lock: async () => this.consent,
      openPanel: async () => {},
      debug: async () => {},
    };
    const port: PanelPort = {
      inkling,
      preset: this.#options.preset,
      status: async () => ({
        backend: 'wasm',
        model: 'ready',
        modelName: 'demo',
        modelHash: '9f2c41d07be3',
        codebookHash: '4b1de08a77c2',
        problems: [],
        ...this.#options.status,
      }),
      consentView: async () => this.consent,
      choose: async (choice) => {
        note('choose', choice);
        this.consent = {
          ...this.consent,
          ...choice,
          ...(choice.record === undefined ? {} : { recordReason: 'shopper' as const }),
          ...(choice.release === undefined ? {} : { releaseReason: 'shopper' as const }),
        };
        return this.consent;
      },
      pause: async (until) => {
        note('pause', until);
        const { pausedUntil: _, ...rest } = this.consent;
        this.consent = {
          ...rest,
          record: until === 0,
          ...(until === 0 ? {} : { pausedUntil: Math.min(until, Number.MAX_SAFE_INTEGER) }),
        };
        return this.consent;
      },
      profile: async () => ({
        interests: interestsOf(this.#kept(), 0),
        topics: interestsOf(this.#kept(), 1),
        groups: this.#options.groups ?? { basic: 0.08, behaviour: 0.47, tags: 0.28, relations: 0.17 },
        row: { row: 4, name: 'Hair and body' },
        kept: this.rows.length ? [{ path: 'Garden > Pots', share: 0.06, at: this.#now - 40 * DAY }] : [],
        interactions: this.rows.length,
        learned: this.rows.length,
        departments: ['Garden', 'Hair care', 'Kitchen'],
        wishes: this.wishes,
        updatedAt: this.rows.length,
        ...(profilePreset ? { preset: profilePreset } : {}),
      }),
      evidence: async () =>
        [...interestsOf(this.#kept(), 0), ...interestsOf(this.#kept(), 1)].map(
          ({ path, share, reasons }) => ({
            path,
            reasons,
            low: share / 2,
            high: Math.min(1, share * 1.5),
            weeks: [3, 2, 1, 0].map((ago) => ({
              at: this.#now - ago * 7 * DAY,
              share: share * (1 - ago / 4),
            })),
          }),
        ),
      tasteMap: async () => {
        note('tasteMap');
        return mapOf(this.#items, this.#now);
      },
      embedding: async () => undefined,
      history: async () => this.rows,
      relations: async () => this.relations,
      removeInteractions: async (ids) => {
        note('removeInteractions', ids);
        this.rows = this.rows.filter(({ id }) => !ids.includes(id));
        this.relations = this.relations.filter((row) => !ids.includes(relationKey(row)));
      },
      removeSoon: async (keys, afterMs) => note('removeSoon', keys, afterMs),
      markInteractions: async (ids, mark, on) => {
        note('markInteractions', ids, mark, on);
        this.rows = this.rows.map((row) => {
          if (!ids.includes(row.id)) return row;
          const { [mark]: _, ...rest } = row;
          return on ? { ...rest, [mark]: true as const } : rest;
        });
      },
      preview: async ({ without = [], taste }) => ({
        interests: interestsOf(
          this.#kept().filter(({ id }) => !without.includes(id)),
          0,
        ).filter(({ path }) => taste?.taste !== 'never' || path !== taste.path),
        recommendations: [],
      }),
      setTaste: async (path, taste) => {
        note('setTaste', path, taste);
        const { [path]: _, ...others } = this.wishes.tastes;
        this.wishes = { ...this.wishes, tastes: taste ? { ...others, [path]: taste } : others };
      },
      setFacts: async (facts) => {
        note('setFacts', facts);
        this.wishes = { ...this.wishes, facts };
      },
      resetLearning: async () => note('resetLearning'),
      takeAway: async () => '{}',
      bringBack: async (file) => {
        note('bringBack', file);
        return { added: 0, known: 0, unreadable: 0 };
      },
      ledger: async () => this.#ledger(),
      eraseRelease: async (period) => {
        note('eraseRelease', period);
        const { state = 'erased' } = this.#options.ledger?.erasures?.[period] ?? {};
        this.#erasures = { ...this.#erasures, [period]: { state, at: this.#now } };
        return this.#erasures[period];
      },
      loadSections: (language) => {
        note('loadSections', language);
        return import('../../../src/ui/sections.ts');
      },
      storage: async () => this.#storage(),
      clear: async () => this.#clear('clear'),
      forget: async () => this.#clear('forget'),
      ...(this.#options.hasDemoClock
        ? {
            demoClock: {
              offsetMs: () => this.#offset,
              jump: async (ms: number) => {
                note('jump', ms);
                this.#offset += ms;
              },
            },
          }
        : {}),
    };
    return { ...inkling, [PANEL_PORT]: port };
  }

  #kept(): HistoryRow[] {
    return this.rows.filter((row) => !row.gift && !row.notMe);
  }

  #recommend(count: number): Recommendation[] {
    if (this.rows.length === 0 || !this.consent.record) return [];
    return this.#items
      .filter(({ id }) => !this.#disliked.has(id))
      .slice(0, count)
      .map((item, i) => ({
        id: item.id,
        score: 1 / (i + 1),
        reasons: [reasonOf(this.rows[i % 5]!, 1)],
        item,
      }));
  }

  #ledger(): LedgerView {
    const period = Math.floor(this.#now / PERIOD);
    const isEmpty = this.#options.isEmpty || this.#isCleared;
    return {
      entries: isEmpty ? [] : makeEntries(this.#now, period),
      intact: true,
      pending: [],
      givenUp: [],
      erasures: this.#erasures,
      rowNames: ['Undecided', 'Books and paper', 'Coffee and tea', 'Outdoor', 'Hair and body', 'Kitchen'],
      status: {
        state: isEmpty ? 'waiting' : 'sent',
        period,
        periodEndsAt: (period + 1) * PERIOD,
        dueAt: this.#now + 5 * DAY,
        epsilonMilli: 2000,
        budgetLeftMilli: isEmpty ? 24_000 : 20_000,
        problems: [],
      },
      ...this.#options.ledger,
    };
  }

  #storage(): StorageReport {
    const n = this.rows.length;
    const guard = {
      choice: { record: true, release: true, at: this.#now - 9 * DAY, by: 'site' as const, gpc: false },
      budget: {
        since: this.#now - 60 * DAY,
        highWater: this.#now,
        spends: [
          { period: 738, epsilonMilli: 2000, state: 'committed' as const, at: this.#now - 31 * DAY },
          { period: 739, epsilonMilli: 2000, state: 'committed' as const, at: this.#now - 2 * DAY },
        ],
      },
    };
    return {
      rows: {
        'inkling/interactions': n,
        'inkling/items': Math.min(n, this.#items.length),
        'inkling/profile': n ? 1 : 0,
        'inkling/ledger': n ? 3 : 0,
        'inkling/outbox': 0,
        'inkling/settings': n ? 2 : 0,
        'inkling-guard/choice': 1,
        'inkling-guard/budget': 1,
      },
      guard,
      usageBytes: 1_240_000,
    };
  }

  #clear(depth: 'clear' | 'forget'): StorageReport {
    this.calls.push({ name: depth, args: [] });
    this.rows = [];
    this.relations = [];
    this.#isCleared = true;
    queueMicrotask(() => this.emit('clear'));
    const report = this.#storage();
    if (depth === 'clear') return report;
    return { ...report, guard: { budget: { since: this.#now, highWater: this.#now, spends: [] } } };
  }
}

function makeItems(names: readonly string[]): Item[] {
  const all = CATALOGUE.flatMap(([department, leaf, leafNames]) =>
    leafNames.map((name) => ({ department, leaf, name })),
  );
  return all.map(({ department, leaf, name }, i) => ({
    id: `item-${i}`,
    name: names[i] ?? name,
    category: [department, leaf],
    price: 9.9 + i * 4,
    currency: 'EUR',
    url: `/item/${i}`,
    image: `/sprite.svg#glyph-${i % 4}`,
  }));
}

/** Hours before now, kind and item, newest first. */
function makeRows(items: readonly Item[], now: number): HistoryRow[] {
  const script: [hoursAgo: number, kind: Kind, item: number, dwellMs?: number][] = [
    [1, 'cart_add', 0],
    [1.1, 'dwell', 0, 74_000],
    [1.2, 'view', 0],
    [2, 'view', 1],
    [26, 'view', 2],
    [26.5, 'view', 3],
    [27, 'purchase', 5],
    [28, 'view', 6],
    [50, 'view', 5],
    [51, 'wishlist', 7],
    [52, 'view', 7],
    [53, 'view', 8],
    [75, 'view', 9],
    [76, 'dwell', 10, 21_000],
    [77, 'view', 10],
    [200, 'view', 11],
    [201, 'view', 12],
  ];
  return script.map(([hoursAgo, kind, index, dwellMs], i) => {
    const item = items[index]!;
    return {
      id: script.length - i,
      kind,
      itemId: item.id,
      at: now - hoursAgo * 3_600_000,
      session: now - Math.ceil(hoursAgo / 24) * DAY,
      item,
      ...(dwellMs === undefined ? {} : { dwellMs }),
      ...(index === 12 ? { gift: true as const } : {}),
    };
  });
}

const WEIGHTS: Partial<Record<Kind, number>> = { cart_add: 3, purchase: 4, wishlist: 2, dwell: 0.6 };
const weightOf = ({ kind }: HistoryRow) => WEIGHTS[kind] ?? 1;

const reasonOf = (row: HistoryRow, share: number): Reason => ({
  interactionIds: [row.id],
  kind: row.kind,
  at: row.at,
  ...(row.itemId ? { itemId: row.itemId } : {}),
  ...(row.item ? { itemName: row.item.name } : {}),
  ...(row.item?.preset ? { preset: row.item.preset } : {}),
  share,
});

function interestsOf(rows: readonly HistoryRow[], depth: number): Interest[] {
  const byPath = new Map<string, HistoryRow[]>();
  for (const row of rows) {
    const path = row.item!.category!.slice(0, depth + 1).join(' > ');
    byPath.set(path, [...(byPath.get(path) ?? []), row]);
  }
  const total = rows.reduce((sum, row) => sum + weightOf(row), 0) || 1;
  return [...byPath]
    .map(([path, of]) => ({
      path,
      department: path.split(' > ')[0]!,
      share: of.reduce((sum, row) => sum + weightOf(row), 0) / total,
      reasons: of.map((row) => reasonOf(row, weightOf(row) / total)),
    }))
    .sort((a, b) => b.share - a.share);
}

function makeEntries(now: number, period: number): LedgerView['entries'] {
  const embedding = Int8Array.from({ length: 64 }, (_, d) =>
    Math.round(90 * Math.sin(d * 1.7) * Math.cos(d / 5)),
  );
  const entry = (seq: number, ago: number, row: number) => ({
    seq,
    at: now - ago * DAY,
    previous: '0'.repeat(64),
    hash: '1f'.repeat(32),
    release: {
      period: period - 2 + seq,
      epsilonMilli: 2000,
      K: 16,
      row,
      bytes: hex(
        serializeRelease({
          mechanism: 1,
          K: 16,
          epsilonMilli: 2000,
          period: period - 2 + seq,
          codebookHash: Uint8Array.from({ length: 16 }, (_, i) => (i * 37 + 75) % 256),
          nonce: Uint8Array.from({ length: 16 }, (_, i) => (i * 91 + 13 * seq) % 256),
          embedding,
        }),
      ),
      sha256: 'c0ffee42'.repeat(8),
      codebook: '4b1de08a77c2'.padEnd(64, '5'),
      model: '9f2c41d07be3'.padEnd(64, '7'),
      receiver: 'https://receiver.example/v1/sites/demo/releases',
    },
  });
  return [
    { seq: 0, at: now - 60 * DAY, previous: '0'.repeat(64), hash: 'ab'.repeat(32) },
    entry(1, 31, 2),
    entry(2, 2, 4),
  ];
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Items in a row a department, and a shopper who has come from the first to the last of these rows. */
function mapOf(items: readonly Item[], now: number): TasteMap {
  const departments = [...new Set(items.map(({ category }) => category![0]!))];
  return {
    departments,
    items: items.map(({ name, category }, i) => {
      const department = departments.indexOf(category![0]!);
      return { name, department, x: i % 3, y: 3 - department };
    }),
    path: [
      { at: now - 7 * DAY, x: 1, y: 3 },
      { at: now, x: 1, y: 4 - departments.length },
    ],
    explained: 0.31,
  };
}
