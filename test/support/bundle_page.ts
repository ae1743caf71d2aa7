import { build } from 'vite';
import { ROOT } from '../../scripts/bundle.ts';

/** One script from the sources of a page, as a shop's own bundler makes it. @param entry path within the project */
export async function bundlePage(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: {
      alias: [
        { find: /^inkling$/, replacement: `${ROOT}dist-test/inkling.mjs` },
        { find: /^inkling\/dist\//, replacement: `${ROOT}dist-test/` },
      ],
    },
    build: { write: false, modulePreload: false, rolldownOptions: { input: ROOT + entry } },
  });
  const outputs = 'output' in result ? result.output : [];
  const [chunk] = outputs;
  if (chunk?.type !== 'chunk') throw new Error(`${entry} came out as no script`);
  return chunk.code;
}
