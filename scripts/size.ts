import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Manifest, parseManifest } from '../src/contract/manifest.ts';
import { RELEASE_FOLDER, ROOT, TEST_FOLDER } from './bundle.ts';
import { generatedFiles } from './generated_model.ts';
import { renewReadme } from './readme_section.ts';

/** A built file, the limit of the design's budgets in brotli bytes (a kB is 1,000), and when a browser fetches it. */
const LIMITS: readonly (readonly [path: string, limit: number, when?: string])[] = [
  ['inkling.js', 12_000],
  ['inkling.mjs', 12_000],
  ['inkling-behaviour.js', 3_000, 'dataLayer, links, lists, scroll, search'],
  ['inkling-host.js', 3_000, 'once recording is allowed'],
  ['inkling-markup.js', 6_000, 'where markup may tell of items'],
  ['inkling-consent.js', 2_000, 'where a consent tool is'],
  ['inkling-sources.js', 6_000, 'Shopify, WooCommerce, Adobe, ga(), adapter'],
  ['inkling-debug.js', 12_000, 'by hand'],
  ['inkling-worker-webgpu.js', 70_000],
  ['inkling-worker-wasm.js', 50_000],
  ['inkling-worker-cpu.js', 50_000],
  ['tfjs-backend-wasm-simd.wasm', 110_000],
  ['inkling-panel-answers.js', 15_000, 'in the worker, once the panel asks'],
  ['inkling-ohttp.js', 12_000, 'where a relay is configured'],
  ['inkling-panel.js', 18_000],
  ['inkling-panel-sections-en.js', 27_000, 'one of the two, once the first view stands'],
  ['inkling-panel-sections-zh.js', 27_000],
  ['inkling-recommendations.js', 18_000],
  ['inkling-dashboard.js', 30_000, 'the receiver’s'],
];

/** Folders of models, everything that a browser fetches of each. */
const MODELS: readonly string[] = ['models/base', 'models/demo'];
const MODEL_LIMIT = 1_800_000;
/** What that limit is for. */
const MODEL_ITEMS = 12_000;

/** What a shopper's browser fetches together, and how much that may be. */
const TOGETHER: readonly (readonly [name: string, files: readonly string[], limit: number])[] = [
  ['panel and sections, en', ['inkling-panel.js', 'inkling-panel-sections-en.js'], 45_000],
  ['panel and sections, zh', ['inkling-panel.js', 'inkling-panel-sections-zh.js'], 45_000],
];

/** Strings of the clock that only `dist-test/` has: absent from every released file. */
const TEST_ONLY: readonly string[] = ['inkling-demo-clock'];

interface Size {
  readonly name: string;
  readonly when?: string | undefined;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
  readonly limit: number;
  readonly ok: boolean;
}

/** `npm run size`: bytes of every built file against its limit; `-- --json` for machines, `-- --readme` renews the README's table. */
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, readme: { type: 'boolean', default: false } },
});
const files = [
  ...(await Promise.all(
    LIMITS.map(async ([name, limit, when]) => ({
      ...(await measure(name, [join(ROOT, RELEASE_FOLDER, name)], limit)),
      when,
    })),
  )),
  ...(await Promise.all(
    MODELS.map(async (folder) => measure(folder, await filesOfModel(folder), MODEL_LIMIT)),
  )),
];
files.push(
  ...(await Promise.all(
    TOGETHER.map(([name, names, limit]) =>
      measure(
        name,
        names.map((file) => join(ROOT, RELEASE_FOLDER, file)),
        limit,
      ),
    ),
  )),
  sizeOf(
    `a model of ${MODEL_ITEMS.toLocaleString('en')} items`,
    [...generatedFiles(MODEL_ITEMS, 1).values()],
    MODEL_LIMIT,
  ),
);
const leaks = await findTestClock();

if (values.json) console.log(JSON.stringify({ files }));
else printTable(files);
if (values.readme) await renewReadme('npm run size -- --readme', `\n${tableOf(files)}\n\n`);
for (const leak of leaks) console.error(`size: ${leak}`);
if (leaks.length === 0 && !values.json) console.log('The test clock is in dist-test/ only.');
if (leaks.length > 0 || files.some(({ ok }) => !ok)) process.exitCode = 1;

/** Sums over the files; absent ones count as zero bytes and fail. */
async function measure(name: string, paths: readonly string[], limit: number): Promise<Size> {
  return sizeOf(name, await Promise.all(paths.map((path) => readFile(path).catch(() => undefined))), limit);
}

function sizeOf(name: string, contents: readonly (Uint8Array | undefined)[], limit: number): Size {
  let raw = 0;
  let gzip = 0;
  let brotli = 0;
  for (const bytes of contents) {
    if (!bytes) continue;
    raw += bytes.length;
    gzip += gzipSync(bytes, { level: 9 }).length;
    brotli += brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }).length;
  }
  const isWhole = contents.length > 0 && contents.every((bytes) => bytes !== undefined);
  return { name, raw, gzip, brotli, limit, ok: isWhole && brotli <= limit };
}

/** The manifest and every file it names: what a page fetches, so not the card. */
async function filesOfModel(folder: string): Promise<string[]> {
  const path = join(ROOT, folder, 'manifest.json');
  let manifest: Manifest;
  try {
    manifest = parseManifest(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return []; // measured as missing, which fails
  }
  return [path, ...Object.values(manifest.files).map((file) => join(dirname(path), file.path))];
}

/** What is wrong with where the test clock is, one line each; empty = nothing. */
async function findTestClock(): Promise<string[]> {
  const [released, twin] = await Promise.all([readScripts(RELEASE_FOLDER), readScripts(TEST_FOLDER)]);
  const problems: string[] = [];
  for (const text of TEST_ONLY) {
    for (const [name, code] of released)
      if (code.includes(text))
        problems.push(`${RELEASE_FOLDER}/${name} contains "${text}": the test clock got in`);
    // Without this the check would pass for a string that was renamed.
    if (![...twin.values()].some((code) => code.includes(text)))
      problems.push(`no file of ${TEST_FOLDER}/ contains "${text}": the check looks for the wrong string`);
  }
  return problems;
}

async function readScripts(folder: string): Promise<Map<string, string>> {
  const names = await readdir(join(ROOT, folder)).catch(() => []);
  const scripts = names.filter((name) => /\.m?js$/.test(name));
  return new Map(
    await Promise.all(
      scripts.map(async (name) => [name, await readFile(join(ROOT, folder, name), 'utf8')] as const),
    ),
  );
}

function tableOf(sizes: readonly Size[]): string {
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  const rows = sizes.map(
    ({ name, when, raw, brotli, limit }) =>
      `| ${name}${when === undefined ? '' : `: ${when}`} | ${kB(raw)} | ${kB(brotli)} | ${kB(limit)} |`,
  );
  return ['| file | raw | brotli | limit |', '|---|---|---|---|', ...rows].join('\n');
}

function printTable(sizes: readonly Size[]): void {
  const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
  console.log(
    `${'file'.padEnd(30)}${['raw', 'gzip', 'brotli', 'limit'].map((title) => title.padStart(11)).join('')}`,
  );
  for (const { name, raw, gzip, brotli, limit, ok } of sizes) {
    const verdict = ok ? '' : raw === 0 ? '  missing' : '  over';
    console.log(`${name.padEnd(30)}${kB(raw)}${kB(gzip)}${kB(brotli)}${kB(limit)}${verdict}`);
  }
}
