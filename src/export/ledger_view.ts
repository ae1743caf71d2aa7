import { type Codebook, rowName } from '../contract/codebook.ts';
import type { Config } from '../contract/config.ts';
import type { LedgerView, ReleaseStatus } from '../contract/worker_api.ts';
import { isWholeChain, sha256Hex } from '../privacy/ledger_chain.ts';
import { checkLedger } from '../privacy/ledger_check.ts';
import type { Databases } from './clear.ts';
import { readErasures } from './erase_release.ts';

/** What left, as the panel shows it. */
export async function ledgerView(
  { guard, store }: Databases,
  status: ReleaseStatus,
  codebook: Codebook | undefined,
  language: string,
  config?: Config,
): Promise<LedgerView> {
  const [entries, outbox, budget] = [await store.ledger(), await store.outbox(), await guard.budget()];
  const erasures = await readErasures(store);
  const periods = (isGivenUp: boolean) =>
    outbox.filter((row) => (row.givenUp !== undefined) === isGivenUp).map((row) => row.period);
  return {
    entries,
    intact: isWholeChain(entries),
    findings: checkLedger({ entries, ...(budget && { budget }) }),
    pending: periods(false),
    givenUp: periods(true),
    erasures,
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
