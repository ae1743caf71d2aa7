import type { Preset } from '../contract/preset.ts';

/** Elements that only one platform makes. */
const SIGNS = '[class*="woocommerce"],[class*="wc-block"]';
const GLOBALS = ['Shopify', 'adobeDataLayer', 'ga'];

/** Whether this page shows a sign of what only `inkling-sources.js` understands. @param preset what it offers, as far as known */
export const wantsSources = (preset?: Preset): boolean =>
  (preset !== undefined && preset !== 'shop') ||
  GLOBALS.some((name) => name in window) ||
  (window as { inklingConfig?: { adapter?: unknown } }).inklingConfig?.adapter !== undefined ||
  document.querySelector(SIGNS) !== null;
