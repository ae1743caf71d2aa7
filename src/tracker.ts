import { quiet } from './capture/quiet.ts';
import { loadElements } from './page/elements.ts';
import { init } from './page/init.ts';
import { type ScriptOptions, scriptOptions } from './page/script_options.ts';

/** The drop-in script. Read at top level: later `currentScript` is null. */
const script = document.currentScript as HTMLScriptElement | null;

quiet(() => {
  const page = document.baseURI;
  const base = script?.src || page;
  let options: ScriptOptions | undefined;
  // An address that cannot be parsed must still end in a handle that says so.
  quiet(() => {
    options = scriptOptions(script, (window as { inklingConfig?: unknown }).inklingConfig, page);
  })();
  init(options, base);
  loadElements(new URL(String(options?.assets ?? './'), base).href.replace(/\/?$/, '/'));
})();
