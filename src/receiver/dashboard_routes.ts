import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { refuse } from './answers.ts';
import { DASHBOARD_HTML } from './dashboard_page.ts';
import { DASHBOARD_STYLE } from './dashboard_style.ts';
import type { Metrics } from './metrics.ts';

/** Nothing but its own two files and answers; no frame around it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SCRIPT = 'inkling-dashboard.js';
/** Beside the command that was built; seen from the sources, in either folder that they are built into. */
const PLACES: readonly string[] = ['.', '../../dist', '../../dist-test'].map((folder) =>
  join(import.meta.dirname, folder, SCRIPT),
);

/** The page at `/`: static, and it reads what everybody may read, or whoever has the read token. */
export function dashboardRoutes(app: FastifyInstance, metrics: Metrics): void {
  const files = [
    { path: '/', type: 'text/html', text: DASHBOARD_HTML },
    { path: '/dashboard.css', type: 'text/css', text: DASHBOARD_STYLE },
  ];
  const headers = { 'content-security-policy': POLICY, 'cache-control': 'no-cache' };
  for (const { path, type, text } of files)
    app.get(path, async (_request, reply) =>
      reply.type(`${type}; charset=utf-8`).headers(headers).send(text),
    );

  let script: Promise<string | undefined> | undefined;
  app.get('/dashboard.js', async (_request, reply) => {
    script ??= readScript();
    const text = await script;
    if (text !== undefined) return reply.type('text/javascript; charset=utf-8').headers(headers).send(text);
    script = undefined; // it may be built meanwhile
    return refuse(reply, metrics, {
      ...{ status: 404, error: 'not-built' },
      message: `${SCRIPT} is not there, must be built: npm run build`,
    });
  });
}

async function readScript(): Promise<string | undefined> {
  for (const path of PLACES) {
    const text = await readFile(path, 'utf8').catch(() => undefined); // it lies in one of several places
    if (text !== undefined) return text;
  }
  return undefined;
}
