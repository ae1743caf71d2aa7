import { siteAdapter } from './capture/adapter.ts';
import { siteEvents } from './capture/site_events.ts';
import type { Sources } from './capture/source.ts';

/** ENTRY, `inkling-sources.js`: what the drop-in loads on pages that speak more than JSON-LD and a dataLayer. */
const adapter = siteAdapter();

export const sources: Sources = {
  readers: [],
  platforms: [siteEvents, ...(adapter ? [adapter.source] : [])],
  path: adapter?.path,
};
