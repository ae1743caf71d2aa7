import { quiet } from './capture/quiet.ts';
import { loadElements } from './page/elements.ts';
import { assetsAt, loadFile } from './page/files.ts';
import { init } from './page/init.ts';
import { type ScriptOptions, scriptOptions } from './page/script_options.ts';

/**
 * The drop-in script. Read at top level: later `currentScript` is null. It is null here, too, where a
 * tag manager runs the file in a way of its own: then the tag is the one that names it.
 */
const script = (document.currentScript ??
  document.querySelector('script[src*="/inkling.js"]')) as HTMLScriptElement | null;

quiet(() => {
  const owner = window as { inkling?: unknown; inklingConfig?: unknown };
  const page = document.baseURI;
  const base = script?.src || page;
  let options: ScriptOptions | undefined;
  // An address that cannot be parsed must still end in a handle that says so.
  quiet(() => {
    options = scriptOptions(script, owner.inklingConfig, page);
  })();
  const present = owner.inkling;
  // A second copy, of whatever age, starts nothing: the elements are those of the first.
  if (init(options, base) === present) return;
  const assets = assetsAt(new URL(String(options?.assets ?? './'), base).href.replace(/\/?$/, '/'));
  loadElements((name) => loadFile(assets, name));
})();
