import { readFileSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Preset } from '../src/contract/preset.ts';
import { DEMO_CATALOGUE, generateCatalogue, type SimulatedItem } from '../src/simulate/catalogue.ts';
import { writeSprite } from '../src/simulate/catalogue_sprite.ts';
import { frameSlots } from './demo_shop_frame.ts';
import { escapeHtml, type Html } from './demo_shop_html.ts';
import { notFoundPage, type Page, pageFor } from './demo_shop_pages.ts';
import type { Context } from './demo_shop_parts.ts';
import { arrangeShelves } from './demo_shop_shelves.ts';
import { EN, type Texts, ZH } from './demo_shop_texts.ts';
import { ACADEMY } from './demo_sites/academy.ts';
import { MAGAZINE } from './demo_sites/magazine.ts';
import { missingPage, type Site, type SiteContext, siteSlots, textsFor } from './demo_sites/site.ts';

export interface DemoShopOptions {
  /** Layout, styles, scripts, sprite and catalogue of the shop. */
  readonly publicDir: string;
  /** Built files of Inkling, served at the root. */
  readonly distDir: string;
  /** Models, served at /models/. */
  readonly modelsDir: string;
  /** Another catalogue than the one of `publicDir`, and the folder of its model, served at /models/large/. */
  readonly large?: { readonly items: readonly SimulatedItem[]; readonly folder: string };
  /** Stands in every page's head; '' makes a shop without Inkling. `inklingTag` writes it. */
  readonly scriptTag: string;
  /** The same for magazine and academy, by what they offer. Without it they have no Inkling. */
  readonly siteTag?: (preset: Preset) => string;
}

/** Queues calls made before the script has loaded. */
export const INKLING_STUB =
  "<script>window.inkling=window.inkling||{q:[]};['consent','record','relate','recommend','rank','cohort','release','clear','pause','lock','openPanel','on'].forEach(m=>inkling[m]=(...a)=>new Promise((y,n)=>inkling.q.push([m,a,y,n])))</script>";

export interface InklingTag {
  readonly model?: string;
  readonly receiver?: string;
  readonly site?: string;
  readonly codebook?: string;
  readonly preset?: Preset;
}

/** The stub and the one script tag that a shop puts into its pages; each option becomes a `data-` attribute. */
export function inklingTag(options: InklingTag, src = '/inkling.js'): string {
  const attributes = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` data-${name}="${escapeHtml(String(value))}"`);
  return `${INKLING_STUB}\n<script src="${escapeHtml(src)}"${attributes.join('')} async></script>`;
}

/** A small ordinary shop: pages rendered by the server, files with their types, nothing cached without asking. */
export function createDemoShop(options: DemoShopOptions): RequestListener {
  const { publicDir, distDir, modelsDir, large, scriptTag, siteTag = () => '' } = options;
  const items =
    large?.items ?? (JSON.parse(readFileSync(join(publicDir, 'catalogue.json'), 'utf8')) as SimulatedItem[]);
  const shelves = arrangeShelves(items);
  const layout = readFileSync(join(publicDir, 'layout.html'), 'utf8');
  const siteLayout = readFileSync(join(publicDir, 'site.html'), 'utf8');

  const render = (context: Context, page: Page): string =>
    fill(layout, context.texts.lang, scriptTag, frameSlots(context, page));

  return (request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('The shop stumbled.\n');
    });
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', 'content-type': 'text/plain; charset=utf-8' });
      response.end('Only GET and HEAD.\n');
      return;
    }
    const origin = originOf(request);
    // Joined as text: resolved against the origin, "//x" would name another host.
    const address = origin + request.url;
    const url = new URL(URL.canParse(address) ? address : `${origin}/404`);
    const texts = languageOf(request, url);
    const [, first, ...path] = url.pathname.split('/');
    const site = SITES.find(({ name }) => name === first);
    if (site) return sendSitePage(response, site, path, { texts: textsFor(texts.lang), origin, url });
    const context: Context = { texts, shelves, origin, url };
    const page = pageFor(context);
    if (!page && (await sendFile(request, response, fileCandidates(url.pathname)))) return;
    const shown = page ?? notFoundPage(context);
    response.writeHead(shown.status, pageHeaders(texts.lang, url));
    response.end(request.method === 'HEAD' ? undefined : render(context, shown));
  }

  function sendSitePage(
    response: ServerResponse,
    site: Site,
    path: readonly string[],
    context: SiteContext,
  ): void {
    const page = site.pageFor(context, path) ?? missingPage(context, site.name);
    response.writeHead(page.status, pageHeaders(context.texts.lang, context.url));
    response.end(fill(siteLayout, context.texts.lang, siteTag(site.preset), siteSlots(context, site, page)));
  }

  function fileCandidates(pathname: string): string[] {
    const path = decode(pathname);
    // The layouts are templates, not pages.
    if (path === undefined || path === '/layout.html' || path === '/site.html') return [];
    const ofLarge = large && /^\/models\/large\/(.*)/.exec(path)?.[1];
    if (ofLarge !== undefined) return within(large!.folder, ofLarge);
    if (path.startsWith('/models/')) return within(modelsDir, path.slice('/models/'.length));
    return [...within(publicDir, path.slice(1)), ...within(distDir, path.slice(1))];
  }
}

const SITES: readonly Site[] = [MAGAZINE, ACADEMY];

/** The layout with its slots filled. */
const fill = (layout: string, lang: string, tag: string, slots: Readonly<Record<string, Html>>): string =>
  layout
    .replace('<html lang="en"', `<html lang="${lang}"`)
    .replace('<!--inkling-->', () => tag)
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => slots[name]?.html ?? '');

const pageHeaders = (lang: string, url: URL): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-language': lang,
  vary: 'accept-language, cookie',
  ...(url.searchParams.has('lang') ? { 'set-cookie': `lang=${lang}; Path=/; SameSite=Lax` } : {}),
});

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.md': 'text/markdown; charset=utf-8',
};

/** Sends the first candidate that is a file. @returns false when none is. */
async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  candidates: readonly string[],
): Promise<boolean> {
  for (const path of candidates) {
    const info = await stat(path).catch(() => undefined); // absent: the next candidate may be there
    if (!info?.isFile()) continue;
    const etag = `"${info.size.toString(36)}-${Math.floor(info.mtimeMs).toString(36)}"`;
    const headers = {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      etag,
    };
    if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
    else {
      const bytes = await readFile(path);
      response.writeHead(200, { ...headers, 'content-length': bytes.length });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    }
    return true;
  }
  return false;
}

/** The path of a file below a folder; none when it would lie outside. */
function within(folder: string, path: string): string[] {
  const root = resolve(folder);
  const target = resolve(root, path);
  return target.startsWith(root + sep) ? [target] : [];
}

function decode(pathname: string): string | undefined {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes('\0') || path.includes('\\') ? undefined : path;
  } catch {
    return undefined; // a malformed escape names no file
  }
}

function originOf({ headers: { host } }: IncomingMessage): string {
  return `http://${host !== undefined && /^[\w.:[\]-]{1,255}$/.test(host) ? host : 'localhost'}`;
}

/** `?lang=`, else what was chosen before, else what the browser prefers. */
function languageOf({ headers }: IncomingMessage, url: URL): Texts {
  const cookie = /(?:^|;\s*)lang=([\w-]+)/.exec(headers.cookie ?? '')?.[1];
  const wanted = url.searchParams.get('lang') ?? cookie ?? headers['accept-language'] ?? '';
  return /^zh/i.test(wanted) ? ZH : EN;
}

/** The committed files that are made from the generator, by their place in `public/`. */
export const GENERATED_FILES: Readonly<Record<string, () => string>> = {
  'catalogue.json': () =>
    `[\n${generateCatalogue(DEMO_CATALOGUE)
      .map((item) => JSON.stringify(item))
      .join(',\n')}\n]\n`,
  'sprite.svg': writeSprite,
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] !== 'catalogue') {
    console.error('Usage: tsx scripts/demo_shop.ts catalogue');
    process.exitCode = 1;
  } else {
    const folder = new URL('../public/', import.meta.url);
    for (const [name, write] of Object.entries(GENERATED_FILES)) {
      writeFileSync(new URL(name, folder), write());
      console.log(`wrote public/${name}`);
    }
  }
}
