import { Socket } from 'node:net';
import type { Client, QueryConfig } from 'pg';
import { InklingError, invalid } from '../contract/error.ts';

/** So long a host may take to be reached, and the connection to be ready. */
const CONNECT_MS = 2_000;
/** So long an answer may take; a server that is slower than this counts as gone. */
const ANSWER_MS = 10_000;
const MIN_VERSION = 15;

/** Runs one statement. */
export type Query = <Row>(config: QueryConfig) => Promise<Row[]>;

interface Connection {
  readonly client: Client;
  readonly socket: Socket;
  /** A commit was reported that a standby has not confirmed. */
  isUnconfirmed: boolean;
}

/**
 * One connection to whichever of several servers can be written to; a new one when that is lost.
 *
 * What the server rolled back is tried again. A statement whose connection breaks is not: it may have been
 * committed or not, and only the caller knows whether it may run twice.
 */
export class PostgresLink {
  readonly #hosts: readonly string[];
  #connection: Promise<Connection> | undefined;
  /** Statements and transactions, one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param url `postgres://user:password@host:port,host:port/database?...` */
  constructor(url: string) {
    this.#hosts = hostUrls(url);
  }

  query<Row>(config: QueryConfig): Promise<Row[]> {
    return this.#inTurn((connection) => ask<Row>(connection, config));
  }

  /** All that `work` asks is committed, or nothing. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    return this.#inTurn(async (connection) => {
      await ask(connection, { text: 'BEGIN' });
      try {
        const result = await work((config) => ask(connection, config));
        await ask(connection, { text: 'COMMIT' });
        return result;
      } catch (cause) {
        // A connection that cannot roll back is of no use any more; ending it rolls back.
        await ask(connection, { text: 'ROLLBACK' }).catch(() => connection.socket.destroy());
        throw cause;
      }
    });
  }

  async close(): Promise<void> {
    await this.#last;
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.client.end().catch(() => connection.socket.destroy());
  }

  #inTurn<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(async () => {
      for (let left = TRIES; ; left--) {
        const connected = this.#connected();
        try {
          return await work(await connected);
        } catch (cause) {
          if (left > 1 && COLLISIONS.has(codeOf(cause) ?? '')) continue;
          this.#leaveIfGone(connected, cause);
          throw unavailable(cause);
        }
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #connected(): Promise<Connection> {
    if (this.#connection) return this.#connection;
    const connection = connectToPrimary(this.#hosts, () => this.#drop(connection));
    this.#connection = connection;
    connection.catch(() => this.#drop(connection));
    return connection;
  }

  #drop(connection: Promise<Connection>): void {
    if (this.#connection === connection) this.#connection = undefined;
  }

  /** Whoever asks next should not be told of a connection that is gone, or of a server that is no longer the primary. */
  #leaveIfGone(connected: Promise<Connection>, cause: unknown): void {
    void connected.then(
      ({ socket }) => {
        if (codeOf(cause) === READ_ONLY) socket.destroy();
      },
      () => undefined,
    );
    const isAnswer = codeOf(cause)?.length === SQLSTATE_LENGTH || cause instanceof InklingError;
    if (!isAnswer || codeOf(cause) === READ_ONLY) this.#drop(connected);
  }
}

/** Errors that the server itself tells carry such a code; those of the network a longer one, or none. */
const SQLSTATE_LENGTH = 5;
/**
 * Two transactions that met: the server has rolled this one back, so it may run again. On nodes it is common,
 * because postgres_fdw asks them for one state of the data throughout (REPEATABLE READ).
 */
const COLLISIONS: ReadonlySet<string> = new Set(['40001', '40P01']);
const TRIES = 20;
const READ_ONLY = '25006';
const DISK_FULL = '53100';

/** The error in our terms: the server's text names what failed; the address, with its password, is not repeated. */
function unavailable(cause: unknown): unknown {
  if (cause instanceof InklingError) return cause;
  const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
  return new InklingError(
    codeOf(cause) === DISK_FULL ? 'store-full' : 'store-unavailable',
    `PostgreSQL: ${why || codeOf(cause)}`,
    { cause },
  );
}

const codeOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;

async function ask<Row>(connection: Connection, config: QueryConfig): Promise<Row[]> {
  const { client, socket } = connection;
  // A server that hangs (or whose packets vanish) is left from this side. A statement_timeout would not do: it
  // also ends the wait for a standby, and then the server reports a commit that only itself has.
  const timer = setTimeout(() => socket.destroy(new Error(`no answer in ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  try {
    const { rows } = await client.query(config);
    if (connection.isUnconfirmed) {
      socket.destroy();
      throw new Error('committed on the primary alone: no standby has confirmed it');
    }
    return rows as Row[];
  } finally {
    clearTimeout(timer);
  }
}

/** The first host that takes a connection and can be written to. */
async function connectToPrimary(hosts: readonly string[], onEnd: () => void): Promise<Connection> {
  let problem: unknown;
  for (const url of hosts) {
    try {
      return await connect(url, onEnd);
    } catch (cause) {
      problem = cause;
    }
  }
  throw problem;
}

async function connect(connectionString: string, onEnd: () => void): Promise<Connection> {
  const engine = await loadEngine();
  const socket = new Socket();
  const client = new engine.Client({
    connectionString,
    stream: () => socket,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'inkling receive',
  });
  const connection: Connection = { client, socket, isUnconfirmed: false };
  // What goes wrong is told to whoever asks next; without a listener it would end the process.
  client.on('error', () => socket.destroy());
  client.on('end', onEnd);
  // When a wait for a standby is cancelled, the server reports success, and this warning.
  client.on('notice', ({ code, message }) => {
    if (code === '01000' && message?.includes('synchronous replication')) connection.isUnconfirmed = true;
  });
  try {
    await client.connect();
    const [server] = await ask<{ version: number; isReadOnly: boolean }>(connection, {
      text: `SELECT current_setting('server_version_num')::int / 10000 AS version,
                    current_setting('transaction_read_only')::bool AS "isReadOnly",
                    CASE WHEN current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')
                      THEN set_config('synchronous_commit', 'on', false) END`,
    });
    if (server!.isReadOnly) throw new Error('the server can only be read');
    if (server!.version < MIN_VERSION)
      throw invalid(`PostgreSQL has version ${server!.version}, must be ${MIN_VERSION} or newer`);
    return connection;
  } catch (cause) {
    socket.destroy();
    throw cause;
  }
}

/** An address a host: pg takes one. @throws InklingError `invalid-argument` */
export function hostUrls(url: string): string[] {
  const parts = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]+)(\/[^?#]*)?(\?[^#]*)?$/.exec(url);
  if (!parts) throw invalid('database is no postgres://user:password@host:port,host:port/name');
  const [, start, hosts, path = '', options = ''] = parts;
  return hosts!.split(',').map((host) => start + host + path + options);
}

/** The address without the password. */
export const withoutPassword = (url: string): string => url.replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, '$1@');

async function loadEngine(): Promise<{ Client: typeof Client }> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    throw new InklingError(
      'store-unavailable',
      'a database postgres://... needs the package pg: npm install pg@8',
      { cause },
    );
  }
}
