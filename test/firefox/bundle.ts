import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { ROOT } from '../../scripts/bundle.ts';

const HERE = join(ROOT, 'test', 'firefox');
const ENTRY = '\0inkling:suites';

/** An await that Chromium forgives and Firefox does not: the transaction ends while it hashes. */
const PLANTED = {
  file: /src\/store\/release_store\.ts$/,
  before: '= compose(last?.value);',
  after: "= (await crypto.subtle.digest('SHA-256', new Uint8Array(1)), compose(last?.value));",
};

/**
 * The suites as one module for a page, which then runs each by `window.runSuite` (page.ts).
 * @param isPlanted with a fault in the code under test that the suites must find
 */
export async function bundleSuites(suites: readonly string[], isPlanted = false): Promise<string> {
  const result = await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"test"' },
    resolve: {
      alias: [
        { find: /^vitest$/, replacement: join(HERE, 'vitest.ts') },
        { find: /^fake-indexeddb(\/auto)?$/, replacement: join(HERE, 'indexed_db.ts') },
        { find: /^node:(crypto|http)$/, replacement: join(HERE, 'node.ts') },
      ],
    },
    plugins: [entry(suites), ...(isPlanted ? [plant()] : [])],
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rolldownOptions: { input: ENTRY, output: { format: 'es', codeSplitting: false } },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('the suites came out as nothing');
  return output.output[0].code;
}

/** A module that hands every suite to the page's runner by name; its tests are declared when it is imported. */
function entry(suites: readonly string[]): Plugin {
  const text = [
    `import { collect } from ${JSON.stringify(join(HERE, 'page.ts'))};`,
    ...suites.map(
      (suite) =>
        `collect(${JSON.stringify(suite)}, () => import(${JSON.stringify(join(ROOT, 'test/unit', `${suite}.test.ts`))}));`,
    ),
  ].join('\n');
  return {
    name: 'inkling:suites',
    resolveId: (id) => (id === ENTRY ? id : null),
    load: (id) => (id === ENTRY ? text : null),
  };
}

function plant(): Plugin {
  return {
    name: 'inkling:planted-await',
    enforce: 'pre',
    transform(code, id) {
      if (!PLANTED.file.test(id)) return null;
      if (!code.includes(PLANTED.before)) throw new Error(`${id} is not what it was: see PLANTED`);
      return code.replace(PLANTED.before, PLANTED.after);
    },
  };
}
