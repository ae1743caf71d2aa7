import { hexToBytes } from '@noble/hashes/utils.js';
import { parseRelease } from '../contract/release.ts';
import type { Cohort } from '../contract/worker_api.ts';
import type { Databases } from './clear.ts';

/**
 * The row that was last released, which pages may know: it is what the mechanism gave, not the true row.
 * A row whose spend is still reserved is left out, because a clear could have it drawn again, and a page
 * that saw both draws would know more than one release tells.
 */
export async function releasedCohort({ guard, store }: Databases): Promise<Cohort | undefined> {
  const [entries, budget] = [await store.ledger(), await guard.budget()];
  const isReserved = (period: number) =>
    budget?.spends.some((spend) => spend.period === period && spend.state === 'reserved') ?? true;
  const release = entries.findLast(({ release }) => release && !isReserved(release.period))?.release;
  if (!release) return undefined;
  const { K, embedding } = parseRelease(hexToBytes(release.bytes));
  return { row: release.row, K, embedding, period: release.period };
}
