import { type Assets, importAsset } from '../assets/asset.ts';
import type { watchTools } from '../capture/consent/tools.ts';
import type { Behaviour, Markup, Sources, Tell } from '../capture/source.ts';
import type { InklingHandle } from '../contract/page_api.ts';
import type { createHost } from './host.ts';

/** What the files hold that the drop-in loads when it needs them. */
export interface Files {
  host: { createHost: typeof createHost };
  consent: { watchTools: typeof watchTools };
  markup: Markup;
  sources: { sources: Sources };
  behaviour: { watchBehaviour(tell: Tell): Behaviour };
  debug: { open(handle: InklingHandle, files: { sources: Sources; markup: Markup }): void };
  /** Elements define themselves. */
  panel: unknown;
  recommendations: unknown;
  'panel-sections-en': unknown;
  'panel-sections-zh': unknown;
}

/** SHA-256 of each file built with this one, base64, by name; the build puts it in. */
declare const __INKLING_HASHES__: Readonly<Record<string, string>> | undefined;

/** The folder, and, where it is of another origin than the page, what its files must be. */
export const assetsAt = (assetsUrl: string): Assets => ({
  assetsUrl,
  ...(new URL(assetsUrl).origin === location.origin
    ? {}
    : { hashes: typeof __INKLING_HASHES__ === 'undefined' ? {} : __INKLING_HASHES__ }),
});

const loaded = new Map<string, Promise<unknown>>();

/** The file, run once a page. One that did not come is asked for again at the next call. */
export function loadFile<Name extends keyof Files>(assets: Assets, name: Name): Promise<Files[Name]> {
  const key = assets.assetsUrl + name;
  let file = loaded.get(key) as Promise<Files[Name]> | undefined;
  if (!file) {
    file = importAsset<Files[Name]>(assets, `inkling-${name}.js`);
    loaded.set(key, file);
    file.catch(() => loaded.delete(key));
  }
  return file;
}
