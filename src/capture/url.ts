/** The path that a router keeps behind the hash, as `#/path` or `#!/path`; a plain `#anchor` is none. */
const ROUTE = /^#!?\/[^?#&]+/;

/**
 * The path of an address on this page's origin, without query string and fragment: those may hold
 * names, searches and orders, so they are cut here, before anything is stored.
 *
 * @returns undefined for another origin and for what is no address.
 */
export function pathOf(address: unknown): string | undefined {
  const url = parse(address);
  return url?.origin === location.origin ? url.pathname + (ROUTE.exec(url.hash)?.[0] ?? '') : undefined;
}

/** One spelling of a path, to compare by: "/a/", "/a/index.html" and "/a" are one page. */
export const canonical = (path: string | undefined): string | undefined =>
  path?.replace(/(?:\/index\.\w+)?\/*$/, '') || (path === undefined ? undefined : '/');

/** Whether it leads to what is shown now, the query string counting; only compared, never kept. */
export const isThisAddress = (address: unknown): boolean =>
  parse(address)?.href.split('#')[0] === location.href.split('#')[0];

/**
 * A picture's address without query string and credentials; undefined when it is not http(s). The fragment
 * stays: it names the picture within a sprite, and is never sent.
 */
export function pictureOf(address: unknown): string | undefined {
  const url = parse(address);
  return url?.protocol.startsWith('http') ? url.origin + url.pathname + url.hash : undefined;
}

function parse(address: unknown): URL | undefined {
  if (typeof address !== 'string' || address === '' || address.length > 2_000) return undefined;
  try {
    return new URL(address, document.baseURI);
  } catch {
    return undefined; // what a page's markup says is no mistake of ours
  }
}
