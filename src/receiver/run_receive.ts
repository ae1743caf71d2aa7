import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { InklingError, invalid } from '../contract/error.ts';
import { loadKeys } from './ohttp_keys.ts';
import { isPostgres, shownDatabase } from './open_storage.ts';
import { pinOf } from './run_ohttp_keys.ts';
import { createReceiver } from './server.ts';

export interface ReceiveArguments {
  readonly port: number;
  readonly host: string;
  readonly database: string;
  /** Folder of model folders. */
  readonly models: string;
  readonly live?: readonly string[];
  readonly site: string;
  readonly epsilon: number;
  readonly periodDays: number;
  /** Releases a second that the site takes. */
  readonly rate?: number;
  /** Take releases through Oblivious HTTP too; the file of the gateway's keys, true for one beside the database. */
  readonly ohttp?: string | true;
  /** File of business rules for lists of recommendations. */
  readonly rules?: string;
  /** Reading needs it. */
  readonly readToken?: string;
  /** Print one JSON object instead of lines. */
  readonly json?: boolean;
  /** Take releases of any period. */
  readonly demoClock?: boolean;
}

/**
 * `inkling receive`: serves until SIGINT or SIGTERM, then answers what is under way and flushes.
 * The same signal again ends the process at once.
 *
 * @throws InklingError for everything that the caller can mend.
 */
export async function runReceive(given: ReceiveArguments): Promise<void> {
  const { port, host, site, epsilon, periodDays, database, models, live, demoClock = false } = given;
  // Only what goes wrong is logged, to stderr; there is nothing about requests in it.
  const log = pino({ level: 'warn', base: null }, pino.destination({ dest: 2, sync: true }));
  if (given.ohttp === true && isPostgres(database))
    throw invalid('--ohttp needs a FILE for its keys when the database is none');
  const ohttpKeys = given.ohttp === true ? `${database}.ohttp-keys` : given.ohttp;
  const relayKey = ohttpKeys === undefined ? undefined : pinOf((await loadKeys(ohttpKeys))[0]!);
  const receiver = await createReceiver({
    database,
    ...(ohttpKeys === undefined ? {} : { ohttpKeys }),
    modelsDir: models,
    ...(live ? { live } : {}),
    site,
    epsilonMilli: epsilon * 1000,
    periodDays,
    ...(given.rate === undefined ? {} : { rate: given.rate }),
    ...(given.rules === undefined ? {} : { rules: given.rules }),
    ...(given.readToken === undefined ? {} : { readToken: given.readToken }),
    acceptAnyPeriod: demoClock,
    log,
  });
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    await receiver.listen({ port, host });
  } catch (cause) {
    await receiver.close();
    throw cannotListen(cause, host, port);
  }
  const url = urlOf(receiver.server.address() as AddressInfo);
  const note = demoClock ? ' (demo clock: releases of any period are taken)' : '';
  process.stdout.write(
    given.json
      ? `${JSON.stringify({ url, site, database: shownDatabase(database), demoClock, ...(relayKey && { relayKey }) })}\n`
      : `Receiver for site ${site}: ${url}${note}\nReleases go to ${shownDatabase(database)}. Ctrl-C stops.\n${
          relayKey ? `Gateway for Oblivious HTTP: ${url}/v1/ohttp, data-relay-key="${relayKey}"\n` : ''
        }`,
  );
  if (given.readToken === undefined && !isLoopback(receiver.server.address() as AddressInfo))
    log.warn(
      'whoever reaches this port may read cohorts: set a read token, or let a proxy pass only what browsers call',
    );
  await stopped;
  await receiver.close();
}

const isLoopback = ({ address }: AddressInfo): boolean => address === '::1' || address.startsWith('127.');

/** Loopback for "every address", which is not one that can be visited. */
function urlOf({ address, family, port }: AddressInfo): string {
  const isAny = address === '0.0.0.0' || address === '::';
  const host = isAny ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function cannotListen(cause: unknown, host: string, port: number): InklingError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: 'something else listens there; choose another with --port',
    EACCES: 'this user may not; choose a port above 1023 with --port',
    EADDRNOTAVAIL: 'this machine does not have that address',
    ENOTFOUND: 'there is no such host',
  };
  return new InklingError('invalid-argument', `cannot listen on ${host}:${port}: ${why[code] ?? code}`, {
    cause,
  });
}
