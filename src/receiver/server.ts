import type { Socket } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { pino } from 'pino';
import { DEFAULT_EPSILON_MILLI, DEFAULT_PERIOD_DAYS, MIN_PERIOD_DAYS } from '../contract/config.ts';
import { integer } from '../contract/parse.ts';
import { odds } from '../privacy/krr.ts';
import { answerErrors, watchMethods } from './answers.ts';
import { cohortRoutes } from './cohort_routes.ts';
import type { ReceiverContext } from './context.ts';
import { dashboardRoutes } from './dashboard_routes.ts';
import { GroupCommit } from './group_commit.ts';
import { healthRoutes } from './health_routes.ts';
import { goRound, keepHouse } from './housekeeping.ts';
import { intakeRoutes } from './intake_routes.ts';
import { loadCodebooks } from './live_codebook.ts';
import { Metrics } from './metrics.ts';
import { type GatewayKey, loadKeys } from './ohttp_keys.ts';
import { ohttpRoutes } from './ohttp_routes.ts';
import { openStorage } from './open_storage.ts';
import { collectRoutes } from './openapi.ts';
import { openapiRoutes } from './openapi_routes.ts';
import { Periods } from './periods.ts';
import { RateLimit } from './rate_limit.ts';
import { guardReading, isShopRoute } from './read_token.ts';
import { recommendationRoutes } from './recommendation_routes.ts';
import { MAX_BODY_BYTES, releaseRoutes } from './release_routes.ts';
import { RowRankings } from './row_rankings.ts';
import { registerSite } from './site.ts';
import { statisticsRoutes } from './statistics_routes.ts';
import { Surges } from './surges.ts';
import { warehouseRoutes } from './warehouse_routes.ts';

export interface ReceiverOptions {
  /** SQLite file, created if absent, or `postgres://...`. */
  readonly database: string;
  /** Folder of model folders, whose codebooks are live. */
  readonly modelsDir: string;
  /** Model folders to take, when the folder has codebooks of more than two. */
  readonly live?: readonly string[];
  readonly site: string;
  /** Loss of one release in thousandths; 2000 by default. */
  readonly epsilonMilli?: number;
  /** 28 by default. */
  readonly periodDays?: number;
  /** File of the gateway's keys, made if absent; without it there is no gateway for Oblivious HTTP. */
  readonly ohttpKeys?: string;
  /** Releases a second that the site takes; 20,000 by default. */
  readonly rate?: number;
  readonly now?: () => number;
  /** For the demo and for tests only: releases of any period are taken. */
  readonly acceptAnyPeriod?: boolean;
  /** Reading needs it; absent, whoever reaches the port may read. */
  readonly readToken?: string;
  /** File of business rules for lists of recommendations. */
  readonly rules?: string;
  /** Silent by default. Requests are never logged, so neither are addresses, URLs or bodies. */
  readonly log?: FastifyBaseLogger;
}

/** So long a request may take to arrive whole. */
const REQUEST_TIMEOUT_MS = 15_000;
/** And so long its headers; connections that are slower are found and closed every `CHECK_MS`. */
const HEADERS_TIMEOUT_MS = 10_000;
const CHECK_MS = 2_000;
/** Browsers send about one kilobyte. */
const MAX_HEADER_BYTES = 8_192;
/** More than a process stores: a limit that nobody meets who does not set a lower one. */
const DEFAULT_RATE = 20_000;

/**
 * The receiver, ready to listen. Closing it answers what is under way, flushes and closes the database.
 * @throws InklingError `invalid-argument`, `model-unavailable`, `model-corrupt`, `store-unavailable`
 */
export async function createReceiver(options: ReceiverOptions): Promise<FastifyInstance> {
  const { database, modelsDir, live, site, now = Date.now, acceptAnyPeriod = false, log } = options;
  const epsilonMilli = options.epsilonMilli ?? DEFAULT_EPSILON_MILLI;
  const periodDays = integer(options.periodDays ?? DEFAULT_PERIOD_DAYS, 'periodDays', MIN_PERIOD_DAYS, 365);
  const codebooks = await loadCodebooks(modelsDir, live);
  for (const { K } of codebooks) odds(epsilonMilli, K); // throws for an epsilon that no client sends
  const gatewayKeys = options.ohttpKeys === undefined ? [] : await loadKeys(options.ohttpKeys);
  const storage = await openStorage(database);
  try {
    const registered = await registerSite(storage, site, epsilonMilli, codebooks, live !== undefined);
    const periods = new Periods({ now, periodDays, acceptAnyPeriod });
    const surges = new Surges(storage, site);
    const rankings = new RowRankings(modelsDir, options.rules, log ?? pino({ level: 'silent' }));
    await rankings.rules(); // a file that cannot be used is told at the start
    const ends: (() => Promise<void>)[] = [];
    const app = await buildServer(
      {
        sites: new Map([[site, registered]]),
        storage,
        commits: new GroupCommit(storage),
        metrics: new Metrics(),
        periods,
        periodDays,
        rates: new Map([[site, new RateLimit(options.rate ?? DEFAULT_RATE)]]),
        surges: new Map([[site, surges]]),
        rankings,
      },
      log,
      gatewayKeys,
      ends,
      options.readToken,
    );
    const household = { storage, site: registered, surges, periods, periodDays, log: app.log };
    await goRound(household);
    ends.push(keepHouse(household));
    return app;
  } catch (cause) {
    await storage.close();
    throw cause;
  }
}

/**
 * The server over what it works with; `createReceiver` is the way in, tests bring a storage of their own.
 * @param ends what else ends with it, before the storage is closed.
 */
export async function buildServer(
  context: ReceiverContext,
  log?: FastifyBaseLogger,
  gatewayKeys: readonly GatewayKey[] = [],
  ends: readonly (() => Promise<void>)[] = [],
  readToken?: string,
): Promise<FastifyInstance> {
  const { metrics, commits, storage } = context;
  const app: FastifyInstance = Fastify({
    ...(log ? { loggerInstance: log } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      connectionsCheckingInterval: CHECK_MS,
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    // Any page may send, erase and fetch lists, without credentials. What is read at the receiver itself is for no
    // other page: one that an operator visits could else read a receiver that only their machine reaches.
    if (isShopRoute(request.method, request.routeOptions.url))
      reply.header('access-control-allow-origin', '*');
  });
  closeConnectionsWhenStopping(app);
  answerErrors(app, metrics);
  if (readToken !== undefined) guardReading(app, metrics, readToken);
  const methods = watchMethods(app, metrics);
  const routes = collectRoutes(app);
  releaseRoutes(app, context);
  statisticsRoutes(app, context);
  cohortRoutes(app, context);
  warehouseRoutes(app, context);
  recommendationRoutes(app, context);
  healthRoutes(app, context);
  intakeRoutes(app, context);
  dashboardRoutes(app, metrics);
  if (gatewayKeys.length > 0) ohttpRoutes(app, metrics, gatewayKeys);
  openapiRoutes(app, [...routes]);
  methods.refuseOtherMethods();
  // Runs after the last request under way was answered.
  app.addHook('onClose', async () => {
    await commits.drain();
    for (const end of ends) await end();
    await storage.close();
  });
  await app.ready();
  return app;
}

/**
 * Without it a connection that is busy when the receiver stops would be kept alive for more, and closing would
 * wait for that; and for one that has not said anything it would wait for ever: Node counts it as busy, and no
 * longer looks for what is too slow.
 */
function closeConnectionsWhenStopping(app: FastifyInstance): void {
  let isStopping = false;
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      busy.delete(socket);
    });
  });
  app.addHook('onRequest', async ({ raw }) => void busy.add(raw.socket));
  app.addHook('onResponse', async ({ raw }) => void busy.delete(raw.socket));
  app.addHook('preClose', async () => {
    isStopping = true;
    for (const socket of open) if (!busy.has(socket)) socket.destroy();
    // Who has begun to send has as long as at any other time.
    setTimeout(() => app.server.closeAllConnections(), REQUEST_TIMEOUT_MS).unref();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping) reply.header('connection', 'close');
  });
}
