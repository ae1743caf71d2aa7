import { builtinModules } from 'node:module';
import { minify } from 'terser';
import type { Plugin } from 'vite';

/**
 * What is cut from packages on their way into a browser file, because no tree-shaking finds it. Each cut
 * fails the build when the package is no longer what it was.
 */

/**
 * tfjs-backend-wasm imports its threaded build whether or not threads are used. It is 60 kB that
 * shops never run (threads want cross-origin isolation), and it breaks when minified.
 */
export function withoutThreads(): Plugin {
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
export function withoutNodeBuiltins(): Plugin {
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
export function withoutUnusedTfjs(): Plugin {
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

/** One way out of Emscripten's glue for each of tfjs's 150 kernels, of which the model uses a dozen. */
const GLUE_EXPORT =
  /var (\w+)=Module\["\1"\]=function\(\)\{return\(\1=Module\["\1"\]=Module\["asm"\]\["\w+"\]\)\.apply\(null,arguments\)\};/g;
/** What the glue asks for, and what the answer is: it runs in a worker, and is asked for kernels by name. */
const GLUE_ANSWERS: readonly (readonly [question: string, answer: string])[] = [
  ['ENVIRONMENT_IS_WEB=typeof window=="object"', 'ENVIRONMENT_IS_WEB=false'],
  ['ENVIRONMENT_IS_WORKER=typeof importScripts=="function"', 'ENVIRONMENT_IS_WORKER=true'],
  ['ENVIRONMENT_IS_NODE=typeof process=="object"', 'ENVIRONMENT_IS_NODE=false'],
  ['typeof process!=="undefined"&&process.listeners', 'false'],
  ['var func=Module["_"+ident];', 'var func=Module["asm"][ident];'],
  ['!wasmBinary&&typeof WebAssembly.instantiateStreaming', 'typeof WebAssembly.instantiateStreaming'],
  // What its C++ prints is for its developers.
  ['for(var j=0;j<len;j++){printChar(fd,HEAPU8[ptr+j>>>0])}', ''],
  ...['preRun', 'postRun', 'preInit', 'setStatus', 'monitorRunDependencies', 'arguments', 'thisProgram'].map(
    (hook) => [`if(Module["${hook}"])`, 'if(false)'] as const,
  ),
  ...['quit', 'wasmBinary', 'onRuntimeInitialized'].map(
    (hook) => [`if(Module["${hook}"])`, 'if(false)'] as const,
  ),
];

/** One way to fetch the .wasm file; what it must be stands behind its address: `pinnedUrl` of assets/asset.ts. */
const FETCH_WASM = 'fetch(wasmBinaryFile,{integrity:wasmBinaryFile.split("#")[1]})';
/** Other ways to it, which would not look at the hash: from where to where, and what stands there instead. */
const GLUE_CUTS: readonly (readonly [from: string, to: string, instead: string])[] = [
  ['{read_=url=>{', 'setWindowTitle=title=>document.title=title', ''],
  [
    'function getBinary(file){',
    'function createWasm(){',
    `function getBinaryPromise(){return ${FETCH_WASM}.then(response=>response["arrayBuffer"]())}`,
  ],
  ['fetch(wasmBinaryFile,{credentials:"same-origin"})', '.then(function(response){var result', FETCH_WASM],
];

const WARNING = /deprecationWarn\('setWasmPath has[^;]*;/;

/** Cuts from tfjs's wasm glue what this worker never calls: 3 kB (brotli). */
export function slimWasmGlue(): Plugin {
  return {
    name: 'inkling:slim-wasm-glue',
    enforce: 'pre',
    transform(code, id) {
      // One file has one address; tfjs would rather hear three, of which two are not there, and warns.
      if (id.endsWith('tfjs-backend-wasm/dist/backend_wasm.js')) {
        if (!WARNING.test(code)) throw new Error(`${id} is not what it was: see slimWasmGlue`);
        return code.replace(WARNING, '');
      }
      if (!id.endsWith('wasm-out/tfjs-backend-wasm.js')) return null;
      let slim = code.replace(GLUE_EXPORT, (whole, name: string) =>
        /^(_malloc|_free|stack\w+|___wasm_call_ctors)$/.test(name) ? whole : '',
      );
      for (const [question, answer] of GLUE_ANSWERS) {
        if (!slim.includes(question)) throw new Error(`${id} is not what it was: see slimWasmGlue`);
        slim = slim.replaceAll(question, answer);
      }
      for (const [from, to, instead] of GLUE_CUTS) {
        const start = slim.indexOf(from);
        const end = slim.indexOf(to, start);
        if (start < 0 || end < 0) throw new Error(`${id} is not what it was: see slimWasmGlue`);
        slim = slim.slice(0, start) + instead + slim.slice(end);
      }
      if (slim.includes('XMLHttpRequest')) throw new Error(`${id} knows another way to its file`);
      return slim;
    },
  };
}

/** Methods that no inference comes to: of gradients, variables, profiling, and of reading without waiting. */
const UNUSED_METHODS: Readonly<Record<string, readonly string[]>> = {
  'tfjs-core/dist/engine.js': [
    ...['gradients', 'customGrad', 'startTape', 'endTape', 'addTapeNode', 'getTensorsForGradient'],
    ...['makeVariable', 'nextVariableId', 'disposeVariables', 'disposeVariable', 'profile', 'time'],
    ...['checkKernelForMemLeak', 'readToGPU', 'removeBackend', 'backendNames'],
  ],
  'tfjs-core/dist/tensor.js': [
    ...['buffer', 'bufferSync', 'array', 'arraySync', 'dataToGPU', 'bytes', 'print', 'toString', 'variable'],
  ],
  'tfjs-backend-wasm/dist/backend_wasm.js': ['time'],
};

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly key?: { readonly name?: string };
  readonly [field: string]: unknown;
}

/** Cuts methods of tfjs's classes: what is a member of a class is never shaken off. */
export function withoutMethods(): Plugin {
  return {
    name: 'inkling:without-methods',
    enforce: 'pre',
    transform(code, id) {
      const path = id.split('/node_modules/@tensorflow/')[1] ?? '';
      const unused = UNUSED_METHODS[path];
      if (!unused) return null;
      const methods: Node[] = [];
      const visit = (value: unknown): void => {
        if (Array.isArray(value)) value.forEach(visit);
        else if (typeof value === 'object' && value !== null) {
          const node = value as Node;
          if (node.type === 'MethodDefinition' && unused.includes(node.key?.name ?? '')) methods.push(node);
          else Object.values(node).forEach(visit);
        }
      };
      visit(this.parse(code));
      for (const name of unused)
        if (!methods.some(({ key }) => key?.name === name))
          throw new Error(`${id} has no method ${name}: see withoutMethods`);
      let slim = code;
      for (const { start, end } of methods.sort((a, b) => b.start - a.start))
        slim = slim.slice(0, start) + slim.slice(end);
      return slim;
    },
  };
}

/** What idb does beside turning requests into promises, from where to where its text goes. */
const IDB_EXTRAS = {
  /** Asynchronous iteration of cursors: nobody here iterates. */
  iteration: ['const advanceMethodProps', 'export {'],
  /** `db.get(store, key)` for a transaction of its own: on pages each is begun by hand. */
  shortcuts: ['const readMethods', 'export {'],
  /** Advancing a cursor: pages look at the first row alone. */
  advancing: [
    'if (getCursorAdvanceMethods()',
    "return function (...args) {\n        // Calling the original function with the proxy as 'this' causes ILLEGAL INVOCATION, so we use\n        // the original object.\n        return wrap(",
  ],
} as const;

/** Cuts from idb what counts as a side effect and is not used. @param extras in the order of the file, last first */
export function withoutIdbExtras(extras: readonly (keyof typeof IDB_EXTRAS)[]): Plugin {
  return {
    name: 'inkling:without-idb-extras',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/idb\/build\/index\.js$/.test(id)) return null;
      return extras.reduce((left, extra) => {
        const [from, to] = IDB_EXTRAS[extra];
        const start = left.indexOf(from);
        const end = left.indexOf(to, start);
        if (start < 0 || end < 0) throw new Error(`${id} is not what it was: see withoutIdbExtras`);
        return left.slice(0, start) + left.slice(end);
      }, code);
    },
  };
}

/** What one minifier leaves, another finds: 3 % of every file. */
export function minifiedTwice(): Plugin {
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
export function withoutMathRandom(): Plugin {
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

/**
 * Gives lit's Trusted Types policy the name of the file: each file has a copy of its own, a page may allow a
 * name once, and a shop's policy should name what it lets in.
 */
export function ownTrustedTypes(fileName: string): Plugin {
  const THEIRS = 'createPolicy("lit-html"';
  return {
    name: 'inkling:own-trusted-types',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/lit-html\/.*lit-html\.js$/.test(id)) return null;
      if (!code.includes(THEIRS)) throw new Error(`${id} is not what it was: see ownTrustedTypes`);
      return code.replace(THEIRS, `createPolicy("${fileName.replace(/\.js$/, '')}"`);
    },
  };
}

/** Indents of templates and sheets, which mean nothing in either, and comments in sheets: 1.5 % of the panel's files. */
export function withoutIndents(): Plugin {
  return {
    name: 'inkling:without-indents',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/src/ui/')) return null;
      const flat = code.replace(/\n\s+/g, '\n');
      return id.endsWith('_styles.ts') ? flat.replace(/\/\*[\s\S]*?\*\//g, '') : flat;
    },
  };
}

/** One language in place of both: whoever loads the file asks for the one that is spoken. */
export function speaking(language: 'en' | 'zh'): Plugin {
  const BOTH = /= \{ en, zh \};/;
  return {
    name: 'inkling:speaking',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/src\/ui\/words\/\w+_words\.ts$/.test(id)) return null;
      if (!BOTH.test(code)) throw new Error(`${id} ends with no "= { en, zh };": see speaking`);
      return code.replace(BOTH, `= { en: ${language}, zh: ${language} };`);
    },
  };
}
