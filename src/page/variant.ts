import { renamedLayers } from '../capture/behaviour/layer_names.ts';

/**
 * Tells the shop's dataLayers, under whatever names its tag managers keep them, which group this browser is in.
 * A coin, so it says nothing of anybody.
 */
export function announceVariant(isHeldOut: boolean): void {
  const page = window as unknown as Record<string, unknown>;
  const renamed = renamedLayers();
  for (const name of ['dataLayer', ...renamed]) {
    // A tag manager that comes later finds what stands in its array; one that reads another needs none of ours.
    if (name !== 'dataLayer' || renamed.length === 0) page[name] ??= [];
    const layer = page[name];
    if (Array.isArray(layer))
      layer.push({ event: 'inkling_variant', inkling_variant: isHeldOut ? 'holdout' : 'shown' });
  }
}
