import type { Sayings } from '../../contract/records.ts';
import { quiet } from '../quiet.ts';
import type { ConsentSignals } from './decide.ts';
import { hasTool } from './presence.ts';
import type { watchTools } from './tools.ts';

const UNREAD: Sayings = { unread: { record: null, release: null } };

/**
 * Reads what browser and tools say at this moment: people change their mind, and so do browsers. To be
 * called at each record and before each release. A tool is found when it is there at such a call, and is
 * undecided until its reader has come; where no reader comes it stays so, and nothing is written.
 *
 * @param onChange called when a tool may say something else than before.
 * @param load fetches the readers, on pages that have a tool.
 */
export function watchSignals(
  onChange: () => void,
  load: () => Promise<{ readonly watchTools: typeof watchTools }>,
): () => ConsentSignals {
  let read: (() => Sayings) | undefined;
  return () => {
    if (!read && hasTool()) {
      read = () => UNREAD;
      load().then(
        quiet((readers) => {
          read = readers.watchTools(onChange);
          onChange();
        }),
        () => undefined,
      );
    }
    const { globalPrivacyControl, doNotTrack } = navigator as Navigator & {
      globalPrivacyControl?: boolean;
      doNotTrack?: string | null;
    };
    return {
      gpc: globalPrivacyControl === true,
      dnt: doNotTrack === '1',
      secureContext: isSecureContext,
      crossSiteFrame: isForeignFrame(),
      tools: read ? read() : {},
    };
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
