import { hexToBytes } from '@noble/hashes/utils.js';
import { type Codebook, rowName } from '../contract/codebook.ts';
import type { Config } from '../contract/config.ts';
import { parseRelease } from '../contract/release.ts';
import type { Cohort, LedgerView, ReleaseStatus } from '../contract/worker_api.ts';
import { isWholeChain, sha256Hex } from '../privacy/ledger_chain.ts';
import { checkLedger } from '../privacy/ledger_check.ts';
import type { Databases } from './clear.ts';

/** What left, as the panel shows it. */
export async function ledgerView(
  { guard, store }: Databases,
  status: ReleaseStatus,
  codebook: Codebook | undefined,
  language: string,
  config?: Config,
): Promise<LedgerView> {
  const [entries, outbox, budget] = [await store.ledger(), await store.outbox(), await guard.budget()];
  const periods = (isGivenUp: boolean) =>
    outbox.filter((row) => (row.givenUp !== undefined) === isGivenUp).map((row) => row.period);
  return {
    entries,
    intact: isWholeChain(entries),
    findings: checkLedger({ entries, ...(budget && { budget }) }),
    pending: periods(false),
    givenUp: periods(true),
    rowNames: codebook?.rows.map((row) => rowName(row, language)) ?? [],
    ...(budget === undefined ? {} : { budget }),
    ...relayOf(config),
    status,
  };
}

function relayOf(config: Config | undefined): Pick<LedgerView, 'relay'> {
  if (config?.relay === undefined || config.relayKey === undefined) return {};
  try {
    const key = Uint8Array.from(fromBase64(config.relayKey), (char) => char.charCodeAt(0));
    return { relay: { url: config.relay, keySha256: sha256Hex(key) } };
  } catch {
    return {}; // not base64url: `relay-unusable` tells of it
  }
}

const fromBase64 = (text: string): string => atob(text.replaceAll('-', '+').replaceAll('_', '/'));

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
