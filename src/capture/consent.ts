import type { ConsentReason, ConsentView } from '../contract/page_api.ts';
import type { Choice } from '../contract/records.ts';

/** What browser and place say, whatever anybody chose. */
export interface ConsentSignals {
  /** Global Privacy Control. */
  readonly gpc: boolean;
  /** Do Not Track. */
  readonly dnt: boolean;
  readonly secureContext: boolean;
  readonly crossSiteFrame: boolean;
}

/** Read anew at each record and before each release: people change their mind, and so do browsers. */
export function readConsentSignals(): ConsentSignals {
  const { globalPrivacyControl, doNotTrack } = navigator as Navigator & {
    globalPrivacyControl?: boolean;
    doNotTrack?: string | null;
  };
  return {
    gpc: globalPrivacyControl === true,
    dnt: doNotTrack === '1',
    secureContext: isSecureContext,
    crossSiteFrame: isForeignFrame(),
  };
}

/**
 * Both switches, and what decided each.
 *
 * A signal that is absent abstains; any "no" wins over every "yes"; without a choice both are off. The
 * one exception: `record`, switched on by the shopper's own hand, stands against GPC and DNT, which
 * speak about sharing; `release` is sharing, and never does.
 */
export function decideConsent(choice: Choice | undefined, signals: ConsentSignals): ConsentView {
  const place: ConsentReason | undefined = !signals.secureContext
    ? 'insecure-context'
    : signals.crossSiteFrame
      ? 'cross-site-frame'
      : undefined;
  const browser: ConsentReason | undefined = signals.gpc ? 'gpc' : signals.dnt ? 'dnt' : undefined;
  const isByHand = choice?.by === 'shopper' && choice.record;
  const recordNo = place ?? (isByHand ? undefined : browser);
  const releaseNo = place ?? browser;
  const chosen: ConsentReason = choice?.by ?? 'none';
  return {
    record: recordNo === undefined && choice?.record === true,
    release: releaseNo === undefined && choice?.release === true,
    recordReason: recordNo ?? chosen,
    releaseReason: releaseNo ?? chosen,
    ...(choice ? { chosenAt: choice.at } : {}),
  };
}

/** Whether this is a frame in somebody else's page. Another origin of the same site counts too: the stricter side. */
function isForeignFrame(): boolean {
  try {
    return window.top !== window && window.top?.location.origin !== location.origin;
  } catch {
    return true; // only a foreign top refuses to tell its origin
  }
}
