const NAMES = [
  'model',
  'receiver',
  'relay',
  'relayKey',
  'site',
  'codebook',
  'epsilon',
  'periodDays',
  'backend',
  'preset',
  'holdout',
  'assets',
] as const;
type Name = (typeof NAMES)[number];
export type ScriptOptions = Partial<Record<Name, unknown>>;

/**
 * The options of the drop-in script, as `parseConfig` takes them: `data-*` attributes, then
 * `window.inklingConfig`, then URL parameters of the script's own address.
 *
 * The attribute wins because it stands at the tag that a person reads; the object is set by code that
 * knows of the page; the address is for tag managers, which strip attributes and cannot run code first.
 *
 * @param page what relative addresses of model and receiver are relative to: they are written by
 *   people who look at the page, not at the script's folder.
 */
export function scriptOptions(
  script: HTMLScriptElement | null,
  global: unknown,
  page: string,
): ScriptOptions {
  const parameters = new Map<string, string>();
  if (script?.src) {
    for (const [name, value] of new URL(script.src).searchParams)
      parameters.set(
        name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
        // In a query a plus is a space; a hash has plusses and never spaces.
        name === 'codebook' ? value.replaceAll(' ', '+') : value,
      );
  }
  const object = (typeof global === 'object' && global !== null ? global : {}) as Record<string, unknown>;
  const options: ScriptOptions = {};
  for (const name of NAMES) {
    const value = script?.dataset[name] ?? object[name] ?? parameters.get(name);
    if (value === undefined || value === '') continue;
    const isAddress = /^(model|receiver|relay)$/.test(name);
    options[name] = isAddress && typeof value === 'string' ? new URL(value, page).href : value;
  }
  return options;
}
