import { fileURLToPath } from 'node:url';
import type { Alias, InlineConfig } from 'vite';
import {
  minifiedTwice,
  ownTrustedTypes,
  slimWasmGlue,
  speaking,
  withoutIdbExtras,
  withoutIndents,
  withoutMathRandom,
  withoutMethods,
  withoutNodeBuiltins,
  withoutThreads,
  withoutUnusedTfjs,
} from './scripts/slimming.ts';

/**
 * How each file of `dist/` is built: alone, self-contained and minified, so that a shop can serve
 * it as it is, pin it by its hash, and spawn it as a same-origin worker (design: packaging).
 * `scripts/bundle.ts` builds them all; `npx vite build` builds the drop-in alone.
 */
export interface BuiltFile {
  readonly name: string;
  readonly entry: string;
  /** `iife` is a classic script, `es` a module, `node` a module for Node. */
  readonly format: 'iife' | 'es' | 'node';
  /** What `#backend` means in this file. */
  readonly backend?: 'webgpu' | 'wasm' | 'cpu';
  /** Speaks one language alone, and borrows lit from the file that loads it. */
  readonly language?: 'en' | 'zh';
}

export const BROWSER_FILES: readonly BuiltFile[] = [
  { name: 'inkling.js', entry: 'src/tracker.ts', format: 'iife' },
  { name: 'inkling.mjs', entry: 'src/index.ts', format: 'es' },
  { name: 'inkling-host.js', entry: 'src/host.ts', format: 'es' },
  { name: 'inkling-consent.js', entry: 'src/consent.ts', format: 'es' },
  { name: 'inkling-markup.js', entry: 'src/markup.ts', format: 'es' },
  { name: 'inkling-sources.js', entry: 'src/sources.ts', format: 'es' },
  { name: 'inkling-debug.js', entry: 'src/debug.ts', format: 'es' },
  { name: 'inkling-behaviour.js', entry: 'src/behaviour.ts', format: 'es' },
  { name: 'inkling-worker-webgpu.js', entry: 'src/worker.ts', format: 'iife', backend: 'webgpu' },
  { name: 'inkling-worker-wasm.js', entry: 'src/worker.ts', format: 'iife', backend: 'wasm' },
  { name: 'inkling-worker-cpu.js', entry: 'src/worker.ts', format: 'iife', backend: 'cpu' },
  { name: 'inkling-panel-answers.js', entry: 'src/answers/answers.ts', format: 'es' },
  { name: 'inkling-ohttp.js', entry: 'src/export/ohttp_client.ts', format: 'es' },
  { name: 'inkling-panel.js', entry: 'src/panel.ts', format: 'es' },
  { name: 'inkling-panel-sections-en.js', entry: 'src/ui/sections.ts', format: 'es', language: 'en' },
  { name: 'inkling-panel-sections-zh.js', entry: 'src/ui/sections.ts', format: 'es', language: 'zh' },
  { name: 'inkling-recommendations.js', entry: 'src/recommendations.ts', format: 'es' },
];

/** What the receiver serves at its own address; no shop's page gets it. */
export const RECEIVER_FILES: readonly BuiltFile[] = [
  { name: 'inkling-dashboard.js', entry: 'src/dashboard.ts', format: 'iife' },
];

export const NODE_FILES: readonly BuiltFile[] = [{ name: 'cli.js', entry: 'src/cli.ts', format: 'node' }];

/** Served beside the wasm worker, which fetches it. */
export const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';
export const WASM_SOURCE = `node_modules/@tensorflow/tfjs-backend-wasm/dist/${WASM_FILE}`;

/** Engines with native code: whoever runs the command installs the one it names. */
const NATIVE = ['better-sqlite3', '@duckdb/node-api', 'pg', 'webgpu'];

const root = fileURLToPath(new URL('.', import.meta.url));

const LENT_LIT: readonly Alias[] = [{ find: /^lit(\/.*)?$/, replacement: `${root}src/ui/lent_lit.ts` }];

/** The files that load the others, and know their hashes. */
export const isLoader = ({ name }: BuiltFile): boolean => /^inkling\.m?js$/.test(name);

/**
 * The Vite configuration that builds one file.
 * @param isTest whether it takes a clock from outside (`dist-test/`)
 * @param hashes of the files that this one loads, base64 of SHA-256, by name
 */
export function configOf(
  file: BuiltFile,
  isTest: boolean,
  hashes?: Readonly<Record<string, string>>,
): InlineConfig {
  const isNode = file.format === 'node';
  const isPage = isLoader(file);
  return {
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    define: {
      __INKLING_TEST_BUILD__: String(isTest),
      __INKLING_HASHES__: JSON.stringify(hashes) ?? 'undefined',
      'process.env.NODE_ENV': '"production"',
    },
    resolve: {
      alias: [...(file.backend ? aliasesOf(file.backend) : []), ...(file.language ? LENT_LIT : [])],
    },
    plugins: isNode
      ? []
      : [
          withoutThreads(),
          withoutNodeBuiltins(),
          withoutUnusedTfjs(),
          withoutIdbExtras(isPage ? ['shortcuts', 'advancing'] : ['iteration']),
          slimWasmGlue(),
          withoutMethods(),
          withoutMathRandom(),
          withoutIndents(),
          ...(file.language ? [speaking(file.language)] : []),
          ownTrustedTypes(file.name),
          minifiedTwice(),
        ],
    ...(isNode ? { ssr: { noExternal: true, external: NATIVE, target: 'node' } } : {}),
    build: {
      target: isNode ? 'node20' : 'es2022',
      outDir: isTest ? 'dist-test' : 'dist',
      emptyOutDir: false,
      minify: true,
      modulePreload: false,
      reportCompressedSize: false,
      ...(isNode ? { ssr: true } : {}),
      rolldownOptions: {
        input: `${root}${file.entry}`,
        // Without this an entry counts as a page, whose exports nobody imports.
        preserveEntrySignatures: 'exports-only',
        output: {
          format: file.format === 'iife' ? 'iife' : 'es',
          entryFileNames: file.name,
          codeSplitting: false,
          // tfjs's wasm module is CommonJS and asks where it lies.
          ...(isNode
            ? { intro: 'const __dirname = import.meta.dirname, __filename = import.meta.filename;' }
            : {}),
        },
        // A constant of another module is still a constant: `if (isTestBuild)` must vanish from dist/.
        optimization: { inlineConst: { mode: 'all', pass: 3 } },
      },
    },
  };
}

/** What a worker's imports mean. */
function aliasesOf(backend: NonNullable<BuiltFile['backend']>): Alias[] {
  return [
    { find: '#backend', replacement: `${root}src/model/backend/${backend}.ts` },
    { find: '#composed-pass', replacement: `${root}src/model/no_composed_pass.ts` },
  ];
}

export default configOf(BROWSER_FILES[0]!, false);
