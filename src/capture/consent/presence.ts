/** Whether a consent tool is on this page: something that `watchTools` would listen to. */
export function hasTool(): boolean {
  const page = window as {
    Shopify?: { customerPrivacy?: unknown };
    inklingConfig?: { consent?: unknown };
    dataLayer?: unknown;
  };
  try {
    return !!(
      ['__tcfapi', '__gpp', 'wp_has_consent'].some((name) => name in window) ||
      page.Shopify?.customerPrivacy ||
      page.inklingConfig?.consent ||
      (page.dataLayer as readonly (ArrayLike<unknown> | undefined)[] | undefined)?.some(
        (entry) => entry?.[0] === 'consent',
      )
    );
  } catch {
    return true; // what cannot be looked at is looked at closely
  }
}
