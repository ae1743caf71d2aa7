import type { Config } from '../contract/config.ts';
import { OHTTP_REQUEST_TYPE } from '../contract/oblivious.ts';
import type { Erasure, LedgerRelease } from '../contract/records.ts';
import { parseRelease } from '../contract/release.ts';
import { REQUEST_OPTIONS, TIMEOUT_MS } from '../contract/transport.ts';
import type { InklingStore } from '../store/inkling_store.ts';
import { openRelay } from './relay.ts';

/** Key of the row of `settings`: what became of each, by period. */
const ERASURES = 'erasures';

/** What the receiver was asked to erase, by period. */
export type Erasures = Readonly<Record<number, Erasure>>;

export const readErasures = async ({ connection }: InklingStore): Promise<Erasures> =>
  ((await connection.read<unknown>(undefined, (db) => db.get('settings', ERASURES))) ?? {}) as Erasures;

/**
 * Asks the receiver to erase a period's release, by the nonce that only this device and the receiver's database
 * know. Once, when the shopper says so, and never again by itself: when it is asked tells something, too.
 *
 * The request is a DELETE without a body: with as little beside it as a release has, and the way that the release
 * went. One that went through a relay is never asked for directly, which would put an address beside the nonce.
 * The budget stays spent: that something was sent has been seen.
 *
 * @param now ms since the epoch
 * @returns what became of it, which is kept beside the ledger; undefined when nothing of the period was sent
 */
export async function eraseRelease(
  store: InklingStore,
  period: number,
  config: Config,
  now: () => number,
): Promise<Erasure | undefined> {
  const [entries, outbox] = await Promise.all([store.ledger(), store.outbox()]);
  const release = entries.find((entry) => entry.release?.period === period)?.release;
  // What is still to be sent would arrive after its own erasure.
  const isWaiting = outbox.some((row) => row.period === period && row.givenUp === undefined);
  if (!release || isWaiting) return undefined;
  const { losses } = store.connection;
  const keep = async (state: Erasure['state']): Promise<Erasure> => {
    const erasure = { state, at: now() };
    // What was cleared meanwhile stays cleared.
    if (store.connection.losses === losses) await write(store, period, erasure);
    return erasure;
  };
  // Before it is asked: a page that dies meanwhile must not forget that it may have been.
  await keep('asked');
  return keep(await ask(release, config));
}

async function write({ connection }: InklingStore, period: number, erasure: Erasure): Promise<void> {
  await connection.read(undefined, async (db) => {
    const tx = db.transaction('settings', 'readwrite');
    const before = (await tx.store.get(ERASURES)) as Erasures | undefined;
    await Promise.all([tx.store.put({ ...before, [period]: erasure }, ERASURES), tx.done]);
  });
}

async function ask(release: LedgerRelease, config: Config): Promise<Erasure['state']> {
  try {
    return stateOf(await statusOf(urlOf(release), release.relay, config));
  } catch {
    // Offline, blocked, timed out, or bytes that name no nonce: nothing is known to be erased.
    return 'unreachable';
  }
}

async function statusOf(url: string, relayUrl: string | undefined, config: Config): Promise<number> {
  const options = { ...REQUEST_OPTIONS, signal: AbortSignal.timeout(TIMEOUT_MS) };
  if (relayUrl === undefined) return (await fetch(url, { ...options, method: 'DELETE' })).status;
  const relay = await openRelay(config);
  if (relay?.url !== relayUrl) return 0; // the shop has left that relay: see above
  const sealed = await relay.seal(url, new Uint8Array(), 'DELETE');
  const headers = { 'content-type': OHTTP_REQUEST_TYPE };
  const answer = await fetch(relayUrl, { ...options, body: sealed.body, headers });
  return answer.status === 200 ? sealed.open(new Uint8Array(await answer.arrayBuffer())) : 0;
}

/** 204 alone says that it is gone, and 404 that there is nothing (any more) to be taken out. */
const stateOf = (status: number): Erasure['state'] =>
  status === 204 ? 'erased' : status === 404 ? 'too-late' : 'unreachable';

function urlOf({ bytes, receiver }: LedgerRelease): string {
  const pairs = bytes.match(/../g) ?? [];
  const { nonce } = parseRelease(Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)));
  return `${receiver}/${Array.from(nonce, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
