import { both, type Signal } from './signal.ts';

interface CustomerPrivacy {
  analyticsProcessingAllowed(): boolean;
  marketingAllowed(): boolean;
  saleOfDataAllowed(): boolean;
  /** '' = not asked yet. */
  currentVisitorConsent(): { readonly analytics?: string };
}

/**
 * Shopify's customer privacy. What it does not allow is a no once the visitor has answered; until then
 * it is pending.
 */
export const shopify: Signal = (onChange) => {
  document.addEventListener('visitorConsentCollected', onChange);
  return () => {
    const privacy = (window as { Shopify?: { customerPrivacy?: CustomerPrivacy } }).Shopify?.customerPrivacy;
    if (!privacy) return undefined;
    const record = privacy.analyticsProcessingAllowed() === true;
    if (!record && privacy.currentVisitorConsent().analytics !== 'no') return both(null);
    return both(
      record,
      record && privacy.marketingAllowed() === true && privacy.saleOfDataAllowed() === true,
    );
  };
};
