import type { Saying, Sayings } from '../../contract/records.ts';
import { consentMode } from './consent_mode.ts';
import { gpp } from './gpp.ts';
import { shopify } from './shopify.ts';
import { PENDING, type Reader } from './signal.ts';
import { siteFunction } from './site_function.ts';
import { tcf } from './tcf.ts';
import { wordpress } from './wordpress.ts';

const TOOLS = { tcf, gpp, shopify, consentMode, wordpress, function: siteFunction };

/**
 * Listens to every consent tool of the page.
 *
 * @param onChange called when a tool may say something else than before.
 * @returns what they say at this moment; a tool that has come since the last call is found then.
 */
export function watchTools(onChange: () => void): () => Sayings {
  const readers = Object.entries(TOOLS).map(([name, listen]) => [name, listen(onChange)] as const);
  return () =>
    Object.fromEntries(
      readers.flatMap(([name, read]) => {
        const saying = heed(read);
        return saying ? [[name, saying]] : [];
      }),
    );
}

/** A tool that throws is there and says nothing that could be understood. */
function heed(read: Reader): Saying | undefined {
  try {
    return read();
  } catch {
    return PENDING;
  }
}
