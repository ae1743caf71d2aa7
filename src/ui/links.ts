/**
 * The address if it is one that a click may open: http, https or a path of this origin.
 * What pages and catalogues call an item's address is text of strangers; `javascript:` is text too.
 */
export function safeHref(url: string | undefined): string | undefined {
  if (!url) return undefined;
  try {
    const { protocol } = new URL(url, document.baseURI);
    return protocol === 'https:' || protocol === 'http:' ? url : undefined;
  } catch {
    // Not an address: the item is shown without a link.
    return undefined;
  }
}

/** As `safeHref`, and pictures that stand in the page itself. */
export const safeImage = (url: string | undefined): string | undefined =>
  url && /^data:image\/(?:png|jpeg|gif|webp|avif);/i.test(url) ? url : safeHref(url);
