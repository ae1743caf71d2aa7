import { describe, expect, test } from 'vitest';
import { parseSource, readSources, type Source } from './support/source.ts';

interface Room {
  /** Rooms whose code it may run. */
  readonly rooms: readonly string[];
  /** Rooms, or single files of them, of which it may know the types only. */
  readonly types?: readonly string[];
  /** Single files of other rooms. */
  readonly files?: readonly string[];
  /** Packages; one that ends in a slash stands for its whole scope. */
  readonly packages?: readonly string[];
}

/** The house: data flows down this list, and imports follow it. */
const ROOMS: Readonly<Record<string, Room>> = {
  contract: { rooms: [] },
  capture: { rooms: ['contract'] },
  store: { rooms: ['contract'], packages: ['idb'] },
  features: { rooms: ['contract'] },
  // How a built file loads another; the one place where that is checked by hash.
  assets: { rooms: ['contract'] },
  model: {
    rooms: ['contract', 'features', 'assets'],
    packages: ['@tensorflow/', '#backend', '#composed-pass'],
  },
  profile: { rooms: ['contract', 'features'], types: ['model'] },
  privacy: { rooms: ['contract'], packages: ['@noble/hashes'] },
  // Bytes as hex; hashing itself stays in privacy/. HPKE seals what goes through a relay.
  export: {
    rooms: ['contract', 'store', 'privacy', 'assets'],
    packages: ['@noble/hashes/utils.js', '@hpke/'],
  },
  threads: { rooms: ['contract'], packages: ['comlink'] },
  page: { rooms: ['contract', 'capture', 'store', 'threads', 'assets'] },
  engine: { rooms: ['contract', 'store', 'features', 'model', 'profile', 'privacy', 'export', 'assets'] },
  // What only the panel asks of the worker, in a file of its own.
  answers: {
    rooms: ['contract', 'features', 'profile'],
    types: ['engine', 'store', 'model'],
    // The second of these asks the receiver to erase: only the panel's shopper can want that.
    files: ['src/export/ledger_view.ts', 'src/export/erase_release.ts'],
  },
  // Arithmetic for display, of numbers that the panel has: in the worker it would weigh on every page.
  ui: { rooms: ['contract'], files: ['src/privacy/yearly_loss.ts'], packages: ['lit'] },
  // The receiver's own page, for whoever runs it; nothing of it comes to a shopper.
  dashboard: { rooms: ['contract'], packages: ['uplot'] },
  receiver: {
    rooms: ['contract', 'privacy'],
    // Reading a model's files; ranking for a row is arithmetic of them, without tensors.
    files: ['src/training/duckdb.ts', 'src/model/folder.ts'],
    packages: ['fastify', '@fastify/', 'typebox', 'better-sqlite3', 'pg', 'pino', '@hpke/', 'node:'],
  },
  training: {
    rooms: ['contract', 'features', 'model', 'profile', 'privacy'],
    files: ['src/simulate/prng.ts'],
    packages: ['@tensorflow/', '@duckdb/node-api', 'pg', 'csv-parse', 'saxes', 'cli-progress', 'node:'],
  },
  simulate: { rooms: ['contract'], packages: ['@faker-js/faker', 'node:'] },
  inspect: { rooms: ['contract', 'model', 'privacy'], packages: ['node:'] },
  // Names and options of the commands; what a command does is imported when it runs.
  commands: {
    rooms: ['contract', 'receiver', 'training', 'simulate', 'inspect'],
    packages: ['commander', 'node:'],
  },
};

const ENTRIES = [
  'index',
  'tracker',
  'host',
  'consent',
  'markup',
  'sources',
  'behaviour',
  'debug',
  'worker',
  'panel',
  'recommendations',
  'dashboard',
  'cli',
].map((name) => `src/${name}.ts`);

/** Rooms whose code runs in shoppers' browsers. */
const BROWSER =
  'contract capture store features assets model profile privacy export threads page engine answers ui'.split(
    ' ',
  );

/** Each danger has one door: which globals may be used where. Everything else in src/ may not. */
const DOORS: readonly { danger: string; globals: RegExp; open: readonly string[] }[] = [
  { danger: 'unseeded randomness', globals: /^Math\.random$/, open: [] },
  {
    danger: 'the network',
    globals:
      /^(fetch|XMLHttpRequest|WebSocket|EventSource|WebTransport|RTCPeerConnection|navigator\.sendBeacon)$/,
    open: ['src/export/', 'src/model/fetch_file.ts', 'src/assets/asset.ts', 'src/dashboard/answers.ts'],
  },
  {
    danger: 'the page',
    globals: /^(document|window)(\.|$)/,
    open: [
      'src/capture/',
      'src/ui/',
      'src/page/',
      'src/dashboard/',
      ...ENTRIES.filter((path) => !/worker|cli/.test(path)),
    ],
  },
  { danger: 'IndexedDB', globals: /^indexedDB(\.|$)/, open: ['src/store/'] },
  {
    danger: 'secure randomness',
    globals: /^crypto\.(getRandomValues|randomUUID)$/,
    open: ['src/privacy/random.ts', 'src/receiver/'],
  },
];

/**
 * Who may take the functions between a profile and the bytes that leave. Together: no row comes from
 * anywhere but releaseRow, none is serialised anywhere but in the protocol, and the protocol can name
 * neither half of the mechanism, so what it serialises has been randomised.
 */
const ROW_PATH: Readonly<Record<string, { file: string; takers: readonly string[] }>> = {
  // Training measures what rows are worth on the shop's own log; nothing of a browser passes there.
  randomisedResponse: {
    file: 'src/privacy/krr.ts',
    takers: ['src/privacy/release_row.ts', 'src/training/codebook_report.ts'],
  },
  // The engine shows the shopper's own panel which row is nearest.
  nearestRow: {
    file: 'src/privacy/nearest_row.ts',
    takers: [
      'src/privacy/release_row.ts',
      'src/engine/releases.ts',
      'src/training/codebook_report.ts',
      'src/training/rows_moved.ts',
    ],
  },
  releaseRow: { file: 'src/privacy/release_row.ts', takers: ['src/export/release_protocol.ts'] },
  serializeRelease: { file: 'src/contract/release.ts', takers: ['src/export/release_protocol.ts'] },
};

const sources = readSources();

describe('the house', () => {
  test('every folder of src/ has a row in the table', () => {
    const folders = new Set(sources.flatMap(({ room }) => room ?? []));

    expect([...folders].filter((room) => !(room in ROOMS))).toEqual([]);
  });

  test.each(Object.keys(ROOMS))('%s imports only what the table allows', (room) => {
    expect(sources.filter((source) => source.room === room).flatMap(importsNotAllowed)).toEqual([]);
  });

  test('nobody imports an entry', () => {
    const found = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => ENTRIES.includes(target))
        .map(({ target }) => `${path} imports ${target}`),
    );

    expect(found).toEqual([]);
  });

  test('the entries are the only files beside the rooms', () => {
    expect(sources.filter(({ room, path }) => room === undefined && !ENTRIES.includes(path))).toEqual([]);
  });

  test('src/index.ts is the only barrel', () => {
    expect(
      sources.map(({ path }) => path).filter((path) => /\/index\.ts$/.test(path) && path !== 'src/index.ts'),
    ).toEqual([]);
  });

  test('relative imports name the file with its extension', () => {
    const found = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target.startsWith('src/') && !target.endsWith('.ts'))
        .map(({ target }) => `${path} imports ${target}`),
    );

    expect(found).toEqual([]);
  });
});

describe('the sole source of rows', () => {
  test.each(Object.keys(ROW_PATH))('%s is taken only where the table allows', (name) => {
    expect(sources.flatMap((source) => takersNotAllowed(source, name))).toEqual([]);
  });

  test.each(Object.entries(ROW_PATH))('%s is where the table says, and is taken there', (name, row) => {
    const takers = sources.filter(({ imports }) =>
      imports.some(({ target, names }) => target === row.file && names.includes(name)),
    );

    expect(takers.map(({ path }) => path).sort()).toEqual([...row.takers].sort());
  });
});

describe('the file that answers the panel', () => {
  test('has no copy of a module that holds the worker’s state, or that it would have to open again', () => {
    const carried = carriedBy('src/answers/answers.ts');

    expect(carried).toContain('src/export/ledger_view.ts'); // it looks through other rooms
    expect(
      carried.filter(
        (path) => path === 'src/contract/clock.ts' || /^src\/(store|model|engine|threads)\//.test(path),
      ),
    ).toEqual([]);
  });
});

describe('the doors', () => {
  test.each(DOORS)('$danger is used only behind its door', ({ globals, open }) => {
    expect(sources.flatMap((source) => globalsNotAllowed(source, globals, open))).toEqual([]);
  });

  test('time enters the browser through contract/clock.ts', () => {
    const browser = sources.filter(({ room }) => room !== undefined && BROWSER.includes(room));

    expect(
      browser.flatMap((source) => globalsNotAllowed(source, /^Date\.now$/, ['src/contract/clock.ts'])),
    ).toEqual([]);
  });
});

// A check that cannot fail is worth nothing: the same functions on code that breaks the rules.
describe('the checks see', () => {
  test('an import of a room that the table does not allow', () => {
    const source = parseSource('src/ui/panel.ts', "import { softmax } from '../model/ops.ts'; softmax;");

    expect(importsNotAllowed(source)).toEqual(['src/ui/panel.ts imports src/model/ops.ts']);
  });

  test('an import of a package, a re-export and a dynamic import', () => {
    const source = parseSource(
      'src/features/steps.ts',
      "import 'idb'; export * from '../store/rows.ts'; void import('../engine/engine.ts');",
    );

    expect(importsNotAllowed(source)).toHaveLength(3);
  });

  test('code where only types are allowed', () => {
    const typesOnly =
      "import type { Ranking } from '../model/forward.ts'; import { type Ops } from '../model/ops.ts';";

    expect(importsNotAllowed(parseSource('src/profile/rank.ts', typesOnly))).toEqual([]);
    expect(
      importsNotAllowed(parseSource('src/profile/rank.ts', "import { rank } from '../model/ops.ts';")),
    ).toHaveLength(1);
  });

  test('a part of the mechanism taken past releaseRow, whatever it is renamed to', () => {
    const taken = (text: string) => takersNotAllowed(parseSource('src/export/send.ts', text), 'nearestRow');

    expect(taken("import { nearestRow as plain } from '../privacy/nearest_row.ts'; plain;")).toHaveLength(1);
    expect(taken("import * as privacy from '../privacy/nearest_row.ts'; privacy;")).toHaveLength(1);
    expect(taken("export * from '../privacy/nearest_row.ts';")).toHaveLength(1);
    expect(taken("void import('../privacy/nearest_row.ts');")).toHaveLength(1);
    expect(taken("import { UNDECIDED_ROW } from '../privacy/nearest_row.ts'; UNDECIDED_ROW;")).toEqual([]);
  });

  test('a global by any of its spellings, and no name that only looks like one', () => {
    const network = DOORS.find(({ danger }) => danger === 'the network')!.globals;
    const seen = (text: string) => globalsNotAllowed(parseSource('src/page/init.ts', text), network, []);

    expect(seen('fetch("/a"); ')).toHaveLength(1);
    expect(seen('globalThis.fetch("/a")')).toHaveLength(1);
    expect(seen('const send = self.fetch;')).toHaveLength(1);
    expect(seen('navigator.sendBeacon("/a")')).toHaveLength(1);
    expect(seen('new WebSocket("/a")')).toHaveLength(1);
    expect(seen('store.fetch(1); const o = { fetch: 1 }; // fetch("/a")\nconst text = "fetch(";')).toEqual(
      [],
    );
    expect(seen('function f(fetch: () => void) { fetch(); }')).toEqual([]);
  });
});

/** The files whose code a bundle of this one holds. */
function carriedBy(entry: string): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const carried = new Set([entry]);
  // A set is walked on into what is added meanwhile.
  for (const path of carried)
    for (const { target, isTypeOnly } of byPath.get(path)?.imports ?? [])
      if (!isTypeOnly && byPath.has(target)) carried.add(target);
  return [...carried];
}

function importsNotAllowed({ path, room: name, imports }: Source): string[] {
  const room = ROOMS[name ?? ''];
  if (!room) return [];
  return imports
    .filter(({ target, isTypeOnly }) => {
      if (!target.startsWith('src/'))
        return !(room.packages ?? []).some((allowed) => isWithin(target, allowed));
      const [, other = ''] = target.split('/');
      if (other === name || room.rooms.includes(other) || room.files?.includes(target)) return false;
      return !(isTypeOnly && room.types?.includes(other));
    })
    .map(({ target }) => `${path} imports ${target}`);
}

function takersNotAllowed({ path, imports }: Source, name: string): string[] {
  const { file, takers } = ROW_PATH[name]!;
  return imports
    .filter(
      ({ target, isTypeOnly, names }) =>
        target === file &&
        !isTypeOnly &&
        !takers.includes(path) &&
        (names.includes(name) || names.includes('*')),
    )
    .map(() => `${path} takes ${name}`);
}

/** `node:` and `@scope/` stand for all that begins so; `lit` for itself and `lit/directives/...`. */
const isWithin = (name: string, allowed: string): boolean =>
  /[:/]$/.test(allowed) ? name.startsWith(allowed) : name === allowed || name.startsWith(`${allowed}/`);

const globalsNotAllowed = ({ path, globals }: Source, danger: RegExp, open: readonly string[]): string[] =>
  open.some((door) => path.startsWith(door))
    ? []
    : [...globals].filter((name) => danger.test(name)).map((name) => `${path} uses ${name}`);
