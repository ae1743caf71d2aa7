/** Whatever of the markup changes with what the page shows. */
const TEXTS =
  'script[type^="application/ld+json" i],meta[property^="og:"],meta[property^="product:"],[itemprop=name],[itemprop=sku],[property$=name]';
/** A word of an item's type, or a syntax in which it stands elsewhere. */
const SIGN = /product|itemlist|article|posting|video|course|learning|itemprop=|property="(?:schema:)?name/i;

/** The raw text of the page's markup: equal text means that nothing new is to be read. */
export const markupText = (): string =>
  [...document.querySelectorAll(TEXTS)].map((element) => element.outerHTML).join('');

/** Whether the text may tell of items, so that reading it is worth fetching what does. */
export const tellsOfItems = (text: string): boolean => SIGN.test(text);
