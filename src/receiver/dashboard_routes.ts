import type { FastifyInstance } from 'fastify';
import { DASHBOARD_HTML, DASHBOARD_STYLE } from './dashboard_page.ts';
import { DASHBOARD_SCRIPT } from './dashboard_script.ts';

/** Nothing but its own two files and answers; no frame around it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page at `/`: static, and it reads what everybody may read. */
export function dashboardRoutes(app: FastifyInstance): void {
  const files = [
    { path: '/', type: 'text/html', text: DASHBOARD_HTML },
    { path: '/dashboard.css', type: 'text/css', text: DASHBOARD_STYLE },
    { path: '/dashboard.js', type: 'text/javascript', text: DASHBOARD_SCRIPT },
  ];
  for (const { path, type, text } of files)
    app.get(path, async (_request, reply) =>
      reply
        .type(`${type}; charset=utf-8`)
        .headers({ 'content-security-policy': POLICY, 'cache-control': 'no-cache' })
        .send(text),
    );
}
