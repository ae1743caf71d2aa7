import { pinOfCodebook } from '../../scripts/demo.ts';
import { INKLING_STUB } from '../../scripts/demo_shop.ts';
import { gatewayKey } from '../../src/receiver/ohttp_keys.ts';
import { pinOf } from '../../src/receiver/run_ohttp_keys.ts';
import type { Cdn } from './cdn.ts';
import { fiveItemsOf } from './demo_items.ts';

export const [item] = fiveItemsOf('Garden');
/** With a relay the worker loads a file of its own for whoever allows release; nothing is due today. */
const OPTIONS = {
  model: '/models/demo/manifest.json',
  receiver: '/receiver',
  codebook: await pinOfCodebook(),
  relay: '/relay',
  'relay-key': pinOf(gatewayKey(1, new Uint8Array(32).fill(7))),
};
const ATTRIBUTES = Object.entries(OPTIONS)
  .map(([name, value]) => `data-${name}="${value}"`)
  .join(' ');
const QUERY = String(new URLSearchParams(OPTIONS));
const NONCE = 'r4nd0m';

export interface Place {
  readonly cdn: Cdn;
}

export interface Cell {
  readonly name: string;
  /** How the file comes onto the page. */
  readonly tag: (place: Place) => string;
  /** Its Content-Security-Policy; absent = none. */
  readonly policy?: (place: Place) => string;
  /** The same policy stands in the headers of the files, as where a server sends it with everything. */
  readonly isEverywhere?: true;
  /** `none`: no worker, and nothing breaks. `cpu`: the worker computes in plain JavaScript. `direct`: all but the relay. */
  readonly outcome?: 'none' | 'cpu' | 'direct';
}

export const plainTag = (): string =>
  `<script nonce="${NONCE}" src="/inkling.js" ${ATTRIBUTES} async></script>`;
export const cdnTag = ({ cdn }: Place): string =>
  `<script nonce="${NONCE}" src="${cdn.url}/inkling.js" integrity="${cdn.integrity}" crossorigin="anonymous" ${ATTRIBUTES} async></script>`;
/** What a tag manager does: a script of its own makes an element with an address and nothing else. */
const managed = (src: string): string =>
  `<script nonce="${NONCE}">{
    const script = document.createElement('script');
    const types = globalThis.trustedTypes?.createPolicy('tag-manager', { createScriptURL: (url) => url });
    script.src = types ? types.createScriptURL('${src}') : '${src}';
    document.head.append(script);
  }</script>`;
export const managedTag = (): string => managed(`/inkling.js?${QUERY}`);
const managedCdnTag = ({ cdn }: Place): string => managed(`${cdn.url}/inkling.js?${QUERY}`);

/** A policy without unsafe-*: what its page needs is named, all else is denied. */
const strict = (directives: Readonly<Record<string, string>>): string =>
  Object.entries({
    'default-src': "'none'",
    'img-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    ...directives,
  })
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

const TRUSTED = {
  'require-trusted-types-for': "'script'",
  'trusted-types': 'inkling inkling-panel inkling-recommendations tag-manager',
};
const SELF = { 'worker-src': "'self'" };
const fromCdn = ({ cdn }: Place) => ({
  'worker-src': 'blob:',
  'connect-src': `'self' ${cdn.url}`,
});
const nonce = `'nonce-${NONCE}'`;
const nonceCdn = `${nonce} 'wasm-unsafe-eval'`;
const dynamic = `${nonce} 'strict-dynamic'`;
const dynamicCdn = `${dynamic} 'wasm-unsafe-eval'`;

export const CELLS: readonly Cell[] = [
  { name: 'self-hosted, no policy', tag: plainTag },
  { name: 'self-hosted, nonce', tag: plainTag, policy: () => strict({ ...SELF, 'script-src': nonce }) },
  {
    name: 'self-hosted, own origin and inline nonce',
    tag: () => plainTag().replace(`nonce="${NONCE}" `, ''),
    policy: () => strict({ ...SELF, 'script-src': `'self' ${nonce}` }),
  },
  {
    name: 'self-hosted, Trusted Types',
    tag: plainTag,
    policy: () => strict({ ...SELF, ...TRUSTED, 'script-src': nonce }),
  },
  {
    name: 'self-hosted, Trusted Types, policy on every file',
    tag: plainTag,
    policy: () => strict({ ...SELF, ...TRUSTED, 'script-src': `'self' ${nonceCdn}` }),
    isEverywhere: true,
  },
  {
    name: 'self-hosted, run where currentScript is null',
    tag: () => plainTag().replace('<script ', '<script type="module" '),
    policy: () => strict({ ...SELF, 'script-src': nonce }),
  },
  { name: 'CDN with integrity, no policy', tag: cdnTag },
  {
    name: 'CDN with integrity, nonce and strict-dynamic',
    tag: cdnTag,
    policy: (place) => strict({ ...fromCdn(place), 'script-src': dynamicCdn }),
  },
  {
    name: 'CDN with integrity, nonce and blob:',
    tag: cdnTag,
    policy: (place) => strict({ ...fromCdn(place), 'script-src': `blob: ${nonceCdn}` }),
  },
  {
    name: 'CDN with integrity, hash',
    tag: (place) => cdnTag(place).replace(`nonce="${NONCE}" `, ''),
    policy: (place) =>
      strict({ ...fromCdn(place), 'script-src': `'${place.cdn.integrity}' blob: ${nonceCdn}` }),
  },
  {
    name: 'CDN with integrity, origin of the CDN',
    tag: (place) => cdnTag(place).replace(`nonce="${NONCE}" `, ''),
    policy: (place) => strict({ ...fromCdn(place), 'script-src': `${place.cdn.url} blob: ${nonceCdn}` }),
  },
  {
    name: 'CDN with integrity, Trusted Types',
    tag: cdnTag,
    policy: (place) => strict({ ...fromCdn(place), ...TRUSTED, 'script-src': dynamicCdn }),
  },
  { name: 'tag manager, no policy', tag: managedTag },
  {
    name: 'tag manager, nonce and strict-dynamic',
    tag: managedTag,
    policy: () => strict({ ...SELF, 'script-src': dynamic }),
  },
  {
    name: 'tag manager, Trusted Types',
    tag: managedTag,
    policy: () => strict({ ...SELF, ...TRUSTED, 'script-src': dynamic }),
  },
  { name: 'tag manager, CDN, no policy', tag: managedCdnTag },
  {
    name: 'tag manager, CDN, nonce and strict-dynamic',
    tag: managedCdnTag,
    policy: (place) => strict({ ...fromCdn(place), 'script-src': dynamicCdn }),
  },
  {
    name: 'tag manager, CDN, Trusted Types',
    tag: managedCdnTag,
    policy: (place) => strict({ ...fromCdn(place), ...TRUSTED, 'script-src': dynamicCdn }),
  },
];

/** What cannot work, and stays quiet. */
export const LOST: readonly Cell[] = [
  {
    name: 'tag manager, nonce alone',
    tag: managedTag,
    policy: () => strict({ ...SELF, 'script-src': nonce }),
    outcome: 'none',
  },
  {
    name: 'CDN, worker-src without blob:',
    tag: cdnTag,
    policy: (place) => strict({ ...fromCdn(place), ...SELF, 'script-src': dynamicCdn }),
    outcome: 'none',
  },
  {
    name: 'CDN, connect-src without the CDN',
    tag: cdnTag,
    policy: (place) => strict({ ...fromCdn(place), 'connect-src': "'self'", 'script-src': dynamicCdn }),
    outcome: 'none',
  },
  {
    name: 'CDN, its origin without blob:',
    tag: (place) => cdnTag(place).replace(`nonce="${NONCE}" `, ''),
    policy: (place) => strict({ ...fromCdn(place), 'script-src': `${place.cdn.url} ${nonceCdn}` }),
    outcome: 'none',
  },
  {
    name: 'CDN, hash and strict-dynamic without a nonce at the tag',
    tag: (place) => cdnTag(place).replace(`nonce="${NONCE}" `, ''),
    policy: (place) => strict({ ...fromCdn(place), 'script-src': `'${place.cdn.integrity}' ${dynamicCdn}` }),
    outcome: 'none',
  },
  {
    name: 'CDN, without wasm-unsafe-eval',
    tag: cdnTag,
    policy: (place) => strict({ ...fromCdn(place), 'script-src': dynamic }),
    outcome: 'cpu',
  },
  {
    name: 'CDN, nonce alone: all but what the worker loads',
    tag: cdnTag,
    policy: (place) => strict({ ...fromCdn(place), 'script-src': nonceCdn }),
    outcome: 'direct',
  },
  {
    name: 'Trusted Types without the name',
    tag: plainTag,
    policy: () => strict({ ...SELF, ...TRUSTED, 'trusted-types': 'other', 'script-src': nonce }),
    outcome: 'none',
  },
];

const product = JSON.stringify({
  '@context': 'https://schema.org',
  '@type': 'Product',
  ...{ sku: item.id, name: item.name, category: item.category?.join(' > ') },
});

/** The page of one item, whose shopper allows recording. What went wrong is counted where a test can read it. */
export const pageOf = (
  tag: string,
): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${item.name}</title>
  ${INKLING_STUB.replace('<script>', `<script nonce="${NONCE}">`)}
  <script nonce="${NONCE}">
    for (const type of ['error', 'unhandledrejection'])
      addEventListener(type, ({ message, reason }) => { document.documentElement.dataset.broken = message ?? reason; });
    inkling.consent({ record: true, release: true }).then(() => inkling.release()).then(({ problems }) =>
      inkling[Symbol.for('inkling.panel')].history().then(() => problems, ({ code }) => [...problems, code])).then(
      (problems) => { document.documentElement.dataset.answer = problems.join() || 'good'; },
      (error) => { document.documentElement.dataset.answer = error.code; });
  </script>
  <script type="application/ld+json">${product}</script>
  ${tag}
  <h1>${item.name}</h1><inkling-recommendations></inkling-recommendations><inkling-panel></inkling-panel>`;
