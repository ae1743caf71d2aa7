/**
 * Loads `inkling-ohttp.js`, which stands beside the worker's own file: whoever sends without a relay
 * carries none of it. The address is absolute: in a worker made from a blob a relative `import()` fails.
 */
export function loadOhttp(assetsUrl: string): Promise<typeof import('./ohttp_client.ts')> {
  const url = `${assetsUrl}inkling-ohttp.js`;
  // The bundler leaves an import alone whose argument is a name and nothing more.
  return import(/* @vite-ignore */ url);
}
