/** Tells the shop's dataLayer which group this browser is in. A coin, so it says nothing of anybody. */
export function announceVariant(isHeldOut: boolean): void {
  const shop = window as { dataLayer?: unknown };
  shop.dataLayer ??= [];
  if (Array.isArray(shop.dataLayer))
    shop.dataLayer.push({ event: 'inkling_variant', inkling_variant: isHeldOut ? 'holdout' : 'shown' });
}
