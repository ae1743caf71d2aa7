/** ENTRY, `inkling-consent.js`: what the drop-in loads on pages that have a consent tool. */
export { watchTools } from './capture/consent/tools.ts';
