import { invalid } from '../contract/error.ts';
import type { LiveCodebook } from './live_codebook.ts';
import type { Storage } from './storage.ts';

/** A shop that the receiver takes releases for. */
export interface Site {
  readonly name: string;
  /** Epsilon of its live codebooks, in thousandths. */
  readonly epsilonMilli: number;
  /** By the hash that releases carry. */
  readonly codebooks: ReadonlyMap<string, LiveCodebook>;
}

/**
 * Registers the site's live codebooks in the storage and returns the site.
 *
 * @throws InklingError `invalid-argument` when a codebook stands there under another epsilon: counts of
 * two epsilons cannot be told apart afterwards, and nothing unbiased could be said of their sum.
 */
export async function registerSite(
  storage: Storage,
  name: string,
  epsilonMilli: number,
  codebooks: readonly LiveCodebook[],
): Promise<Site> {
  if (!/^[\w-]{1,64}$/.test(name)) throw invalid('site must be 1 to 64 letters, digits, "-" or "_"');
  for (const { sha256, model, file } of codebooks) {
    const kept = await storage.registerCodebook({ site: name, sha256, epsilonMilli, model, file });
    if (kept.epsilonMilli !== epsilonMilli)
      throw invalid(
        `codebook of ${model} is registered with epsilon ${kept.epsilonMilli / 1000}, now given ${epsilonMilli / 1000}: keep epsilon, or train a new codebook`,
      );
  }
  return {
    name,
    epsilonMilli,
    codebooks: new Map(codebooks.map((codebook) => [codebook.wireHash, codebook])),
  };
}
