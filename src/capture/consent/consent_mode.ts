import { listenDataLayer } from '../behaviour/data_layer.ts';
import { isObject, type Loose } from '../values.ts';
import type { Signal } from './signal.ts';

/**
 * Google's Consent Mode v2, as pushed to the dataLayer: `analytics_storage` speaks for recording,
 * `ad_user_data` and `ad_personalization` together for release. A default that denies waits for the
 * banner's update, so it is pending; a default for some regions only may not be meant for this shopper,
 * so it can make pending, too, and grants nothing.
 */
export const consentMode: Signal = (onChange) => {
  const defaults: Record<string, true | null> = {};
  const updates: Record<string, boolean> = {};
  const layer = listenDataLayer((entry) => {
    if (!isObject(entry) || entry[0] !== 'consent' || !isObject(entry[2])) return;
    for (const [name, word] of Object.entries(entry[2] as Loose)) {
      const isGranted = word === 'granted';
      if (!isGranted && word !== 'denied') continue;
      if (entry[1] === 'update') updates[name] = isGranted;
      else if (!isGranted) defaults[name] = null;
      else if (!entry[2].region && !(name in defaults)) defaults[name] = true;
    }
    onChange();
  });
  const wordOf = (name: string) => updates[name] ?? defaults[name];
  return () => {
    layer.attach();
    const record = wordOf('analytics_storage');
    const words = [wordOf('ad_user_data'), wordOf('ad_personalization')];
    const release = words.every(Boolean) || [false, null].find((word) => words.includes(word));
    return record === undefined && release === undefined ? undefined : { record, release };
  };
};
