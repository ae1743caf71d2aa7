import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import type { InlineConfig, Plugin } from 'vite';

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
}

export const BROWSER_FILES: readonly BuiltFile[] = [
  { name: 'inkling.js', entry: 'src/tracker.ts', format: 'iife' },
  { name: 'inkling.mjs', entry: 'src/index.ts', format: 'es' },
  { name: 'inkling-sources.js', entry: 'src/sources.ts', format: 'es' },
  { name: 'inkling-worker-webgpu.js', entry: 'src/worker.ts', format: 'iife', backend: 'webgpu' },
  { name: 'inkling-worker-wasm.js', entry: 'src/worker.ts', format: 'iife', backend: 'wasm' },
  { name: 'inkling-worker-cpu.js', entry: 'src/worker.ts', format: 'iife', backend: 'cpu' },
  { name: 'inkling-ohttp.js', entry: 'src/export/ohttp_client.ts', format: 'es' },
  { name: 'inkling-panel.js', entry: 'src/panel.ts', format: 'es' },
  { name: 'inkling-panel-sections.js', entry: 'src/ui/sections.ts', format: 'es' },
  { name: 'inkling-recommendations.js', entry: 'src/recommendations.ts', format: 'es' },
];

export const NODE_FILES: readonly BuiltFile[] = [{ name: 'cli.js', entry: 'src/cli.ts', format: 'node' }];

/** Served beside the wasm worker, which fetches it. */
export const WASM_FILE = 'tfjs-backend-wasm-simd.wasm';
export const WASM_SOURCE = `node_modules/@tensorflow/tfjs-backend-wasm/dist/${WASM_FILE}`;

/** Engines with native code: whoever runs the command installs the one it names. */
const NATIVE = ['better-sqlite3', '@duckdb/node-api', 'pg', 'webgpu'];

const root = fileURLToPath(new URL('.', import.meta.url));

/** The Vite configuration that builds one file. @param isTest whether it takes a clock from outside (`dist-test/`). */
export function configOf(file: BuiltFile, isTest: boolean): InlineConfig {
  const isNode = file.format === 'node';
  return {
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    define: { __INKLING_TEST_BUILD__: String(isTest), 'process.env.NODE_ENV': '"production"' },
    resolve: {
      alias: file.backend ? { '#backend': `${root}src/model/backend/${file.backend}.ts` } : {},
    },
    plugins: isNode
      ? []
      : [
          withoutThreads(),
          withoutNodeBuiltins(),
          withoutUnusedTfjs(),
          withoutIterators(),
          withoutMathRandom(),
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

/**
 * tfjs-backend-wasm imports its threaded build whether or not threads are used. It is 60 kB that
 * shops never run (threads want cross-origin isolation), and it breaks when minified.
 */
function withoutThreads(): Plugin {
  const THREADED = /tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/;
  const STUB = '\0inkling:no-threads';
  return {
    name: 'inkling:without-threads',
    enforce: 'pre',
    resolveId: (id) => (THREADED.test(id) ? STUB : null),
    load: (id) => (id === STUB ? 'export default undefined; export const wasmWorkerContents = "";' : null),
  };
}

/** Emscripten's glue and tfjs mention Node's modules in branches that no browser takes. */
function withoutNodeBuiltins(): Plugin {
  const STUB = '\0inkling:no-node';
  return {
    name: 'inkling:without-node-builtins',
    enforce: 'pre',
    // Only inside packages: our own code has no such branches, and a slip there must fail.
    resolveId: (id, importer) =>
      importer?.includes('/node_modules/') && builtinModules.includes(id) ? STUB : null,
    load: (id) => (id === STUB ? 'export default {};' : null),
  };
}

/** What tfjs registers at load and the model never uses, by file, and what stands in its place. */
const UNUSED_TFJS: Readonly<Record<string, string>> = {
  // Loaders and savers of other people's models: network and storage that have no business in the worker.
  'tfjs-core/dist/io/io.js': 'export {};',
  // The browser's own functions under the names that tfjs asks for, without its trick for short timeouts.
  'tfjs-core/dist/platforms/platform_browser.js': `
    import { env } from '../environment';
    import { isTypedArrayBrowser } from './is_typed_array_browser';
    env().setPlatform('browser', {
      fetch: (path, init) => fetch(path, init),
      now: () => performance.now(),
      encode: (text) => new TextEncoder().encode(text),
      decode: (bytes, encoding) => new TextDecoder(encoding).decode(bytes),
      setTimeoutCustom: (callback, delay) => setTimeout(callback, delay),
      isTypedArray: isTypedArrayBrowser,
    });`,
  'tfjs-core/dist/platforms/platform_node.js': 'export class PlatformNode {}',
  'tfjs-core/dist/optimizers/register_optimizers.js': 'export const registerOptimizers = () => {};',
  // What writes a tensor out as text, times kernels and walks a tape: for developing and training.
  'tfjs-core/dist/tensor_format.js': "export const tensorToString = () => 'Tensor';",
  'tfjs-core/dist/profiler.js': 'export class Profiler {}',
  'tfjs-core/dist/tape.js':
    'export const getFilteredNodesXToY = undefined; export const backpropagateGradients = undefined;',
  // 64-bit hashing for string tensors, with a library of its own.
  'tfjs-core/dist/hash_util.js': 'export const fingerPrint64 = undefined;',
};

/** Cuts what no tree-shaking finds, because it counts as a side effect: 15 kB (brotli) of the webgpu worker, 5 kB of the others. */
function withoutUnusedTfjs(): Plugin {
  return {
    name: 'inkling:without-unused-tfjs',
    enforce: 'pre',
    load(id) {
      const path = id.split('/node_modules/@tensorflow/')[1];
      return path === undefined ? null : (UNUSED_TFJS[path] ?? null);
    },
    transform(code, id) {
      // A destructured namespace keeps all of it; the same names re-exported keep what is used.
      if (!id.endsWith('tfjs-backend-webgpu/dist/kernel_utils/shared.js')) return null;
      const names = /const \{([^}]*)\} = shared;/.exec(code)?.[1];
      if (names === undefined) throw new Error(`${id} is not what it was: see withoutUnusedTfjs`);
      return `export {${names.replaceAll(':', ' as')}} from '@tensorflow/tfjs-backend-cpu/dist/shared';`;
    },
  };
}

/** idb's asynchronous iteration of cursors counts as a side effect, and nobody here iterates. */
function withoutIterators(): Plugin {
  const START = 'const advanceMethodProps';
  const END = 'export {';
  return {
    name: 'inkling:without-iterators',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/idb\/build\/index\.js$/.test(id)) return null;
      const start = code.indexOf(START);
      const end = code.indexOf(END, start);
      if (start < 0 || end < 0) throw new Error(`${id} is not what it was: see withoutIterators`);
      return code.slice(0, start) + code.slice(end);
    },
  };
}

/** What one minifier leaves, another finds: 3 % of every file. */
function minifiedTwice(): Plugin {
  return {
    name: 'inkling:minified-twice',
    async generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const { code } = await minify(chunk.code, {
          module: chunk.fileName.endsWith('.mjs'),
          compress: { passes: 3, unsafe_arrows: true, unsafe_methods: true },
          format: { ecma: 2020 },
        });
        if (code !== undefined) chunk.code = code;
      }
    },
  };
}

/** Where packages draw from Math.random, and what stands in its place. */
const MATH_RANDOM: readonly (readonly [file: RegExp, draw: string, constant: string])[] = [
  // Marks the gaps of a template. Ours hold no text of anybody else, so any mark that they lack will do.
  [/\/lit-html\/.*lit-html\.js$/, 'Math.random().toFixed(9).slice(2)', '"000000000"'],
];

/** A page may have taken Math.random away, or watch it: what is shipped does not need it to load. */
function withoutMathRandom(): Plugin {
  return {
    name: 'inkling:without-math-random',
    enforce: 'pre',
    transform(code, id) {
      const [, draw, constant] = MATH_RANDOM.find(([file]) => file.test(id)) ?? [];
      if (draw === undefined || constant === undefined) return null;
      if (!code.includes(draw)) throw new Error(`${id} is not what it was: see withoutMathRandom`);
      return code.replace(draw, constant);
    },
  };
}

export default configOf(BROWSER_FILES[0]!, false);
