/** ENTRY, `inkling-host.js`: what the drop-in loads where something may be recorded, to run the worker. */
export { createHost } from './page/host.ts';
