import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DAY_MS, DEFAULT_EPSILON_MILLI, DEFAULT_PERIOD_DAYS } from '../src/contract/config.ts';
import { parseManifest } from '../src/contract/manifest.ts';
import {
  ENCAPSULATED_KEY_BYTES,
  ENCAPSULATED_REQUEST_BYTES,
  ENCAPSULATED_RESPONSE_BYTES,
  INNER_BYTES,
  OHTTP_REQUEST_TYPE,
  TAG_BYTES,
} from '../src/contract/oblivious.ts';
import { NONCE_BYTES, RELEASE_BYTES, YEARLY_BUDGET_MILLI } from '../src/contract/release.ts';
import {
  FIRST_RETRY_MS,
  GIVE_UP_MS,
  LAST_RETRY_MS,
  MAX_WAIT_MS,
  MIN_WAIT_MS,
  REQUEST_OPTIONS,
  TIMEOUT_MS,
} from '../src/contract/transport.ts';
import { GUARD, INKLING } from '../src/store/schema.ts';
import { type ReleaseFieldName, readRelease } from '../src/ui/release_fields.ts';
import { BROWSER_FILES, WASM_FILE } from '../vite.config.ts';
import { ROOT } from './bundle.ts';

/** Where the text stands. */
export const WHAT_LEAVES = join(ROOT, 'docs', 'what-leaves.md');

/** A release whose bytes come from a test vector: laid out by hand, not by the code that is described. */
const EXAMPLE = join(ROOT, 'test', 'vectors', 'release.json');
const MANIFEST = join(ROOT, 'models', 'demo', 'manifest.json');

const MEANING: Readonly<Record<ReleaseFieldName, string>> = {
  magic: 'always `INK1`',
  mechanism: '1 = k-ary randomised response',
  K: 'rows of the codebook, 2 to 32',
  epsilon: 'epsilon in thousandths, little-endian: 1000, 2000, 3000 or 4000',
  D: 'width of the embedding, little-endian, 1 to 84',
  period: 'privacy period, little-endian: whole periods since 1970, the same for everybody',
  codebook: 'first half of the SHA-256 of the codebook’s file, the same for everybody',
  nonce: 'random; names this release and nothing else',
  embedding: 'one row of the public codebook, int8, exactly: what the mechanism drew',
  padding: 'zero',
};

/** What a file of `dist/` is for, or when it is fetched. A test finds one that is not here. */
const FETCHED: Readonly<Record<string, string>> = {
  'inkling.js': 'the drop-in, on every page',
  'inkling.mjs': 'the same for bundlers',
  'inkling-host.js': 'once recording is allowed',
  'inkling-consent.js': 'on pages that have a consent tool',
  'inkling-markup.js': 'on pages whose markup may tell of items, unless recording is refused',
  'inkling-sources.js':
    'on pages that show a sign of what the drop-in does not hear, unless recording is refused',
  'inkling-debug.js': 'when somebody calls `inkling.debug()` in the console',
  'inkling-behaviour.js': 'on every page, unless recording is refused',
  'inkling-worker-webgpu.js': 'one of the three, once recording is allowed',
  'inkling-worker-wasm.js': 'one of the three, once recording is allowed',
  'inkling-worker-cpu.js': 'one of the three, once recording is allowed',
  'inkling-panel-answers.js': 'by the worker, when the panel first asks it something',
  'inkling-ohttp.js':
    'with a relay configured and release allowed: on every visit, whether or not anything is due',
  'inkling-panel.js': 'on pages that hold `<inkling-panel>`',
  'inkling-panel-sections-en.js': 'once the panel stands, in English',
  'inkling-panel-sections-zh.js': 'once the panel stands, in Chinese',
  'inkling-recommendations.js': 'on pages that hold `<inkling-recommendations>`',
  [WASM_FILE]: 'by the wasm worker',
};

/** The document, from the wire types and constants that the code itself goes by. */
export async function whatLeaves(): Promise<string> {
  const { valid } = JSON.parse(await readFile(EXAMPLE, 'utf8')) as { valid: { bytes: string }[] };
  const hex = valid[0]!.bytes;
  const { fields } = readRelease(hex)!;
  const manifest = parseManifest(JSON.parse(await readFile(MANIFEST, 'utf8')));
  const modelFiles = [
    'manifest.json',
    ...Object.values(manifest.files).map(({ path }) => path.replace(/\.[0-9a-f]{8}(?=\.)/, '.HASH')),
  ];
  const stores = [...storesOf(INKLING), ...storesOf(GUARD)].map((name) => `\`${name}\``).join(', ');
  const releases = Math.floor(YEARLY_BUDGET_MILLI / DEFAULT_EPSILON_MILLI);
  const files = [...BROWSER_FILES.map(({ name }) => name), WASM_FILE];

  return `# What leaves

<!-- Made by \`npm run docs:what-leaves\` from the types and constants of the code. A test compares; do not edit. -->

Everything that Inkling sends, byte for byte, and everything that it fetches. Nothing else leaves: one file
(\`src/export/send.ts\`) holds the only call that sends anything about a shopper, and tests hold what arrives at the
other end against the ledger that the panel shows.

## A release

At most one in a privacy period (${DEFAULT_PERIOD_DAYS} days by default) and ${releases} in any 365 days at the
default epsilon, only after the shopper's consent to it.

    POST {receiver}/v1/sites/{site}/releases

The body is ${RELEASE_BYTES} bytes, always. Inkling adds no header. The request is made with
${code(Object.entries(REQUEST_OPTIONS).map(([name, value]) => `${name}: ${value}`))}: no cookie, no referrer, no
redirect is followed. What the browser adds is what it adds to any such request: \`Host\`, \`Origin\`, \`User-Agent\`,
\`Accept-Language\` and its like; and the connection has an address. The receiver stores none of them.

| bytes | length | field | meaning | in the example |
|---|---|---|---|---|
${fields.map(({ name, offset, length, value }) => `| ${offset} to ${offset + length - 1} | ${length} | ${name} | ${MEANING[name]} | ${shown(value)} |`).join('\n')}

The example, ${RELEASE_BYTES} bytes in hexadecimal:

${hexRows(hex)}

Every field but nonce and embedding is the same for everyone who uses the same codebook in the same period,
whatever they did. The embedding is one of K public rows: the shopper's own with probability
e^epsilon / (e^epsilon + K - 1), each other one with 1 / (e^epsilon + K - 1).

### When

- A release falls due at a moment drawn uniformly within the period, once. It leaves on the first visit after that,
  after a random ${seconds(MIN_WAIT_MS)} to ${seconds(MAX_WAIT_MS)}.
- Without an answer within ${seconds(TIMEOUT_MS)}, or with any answer but 200, 201 or a refusal, **the same bytes** are
  sent again on a later visit: after a random time between half and all of ${minutes(FIRST_RETRY_MS)}, then of twice that,
  and so on up to ${hours(LAST_RETRY_MS)}. One release is sent a visit.
- A browser may by itself repeat a request, at once, when the connection broke before an answer. These are the same
  bytes too, and the receiver stores a nonce once.
- After ${GIVE_UP_MS / DAY_MS} days it is given up, and the panel says so. A refusal (400 to 499, but for 408 and 429)
  ends it at once.
- Given the times of visits, all of this is a function of random numbers and of the receiver's status codes. It
  depends on nothing that the shopper did. Of an answer only the status is used: no cookie, no body, no codebook.

## The same release through a relay

With \`data-relay\` and \`data-relay-key\` the release goes by Oblivious HTTP (RFC 9458) to a relay of another operator.

    POST {relay}
    Content-Type: ${OHTTP_REQUEST_TYPE}

| bytes | length | field |
|---|---|---|
${table([
  [1, 'number of the gateway’s key'],
  [6, 'KEM, KDF and AEAD: X25519, HKDF-SHA256, AES-128-GCM; always `0020 0001 0001`'],
  [ENCAPSULATED_KEY_BYTES, 'encapsulated key: random, new for every attempt'],
  [INNER_BYTES + TAG_BYTES, `ciphertext of ${INNER_BYTES} bytes, and its tag of ${TAG_BYTES}`],
])}

${ENCAPSULATED_REQUEST_BYTES} bytes, always. Inside is the request above as binary HTTP (RFC 9292): method, scheme, host,
path, no header, the ${RELEASE_BYTES} bytes, and zeros up to ${INNER_BYTES}. The answer has ${ENCAPSULATED_RESPONSE_BYTES} bytes
whatever it says. Because of the content type the browser asks the relay first (\`OPTIONS\`, without a body).

The relay learns the address and the browser, that a release of this shop passes, and when; it cannot read it. The
receiver learns the release and the relay's address. Neither has both, unless they are one or compare times; and
the shop, which serves the pages, knows when you were there.

## Erasure

    DELETE {receiver}/v1/sites/{site}/releases/{nonce}

Takes a release out of the receiver's database, without a body; the nonce, ${2 * NONCE_BYTES} hexadecimal digits that the
panel shows, is the permission. It is sent when the shopper presses *Ask the receiver to erase it* under *What left*, once,
and never by itself: without credentials, referrer, body or a header of ours, after the browser's own question (OPTIONS)
whether it may. It tells the receiver the nonce, the address of the connection and the time, hence that whoever sent that
release is there now and wants it back; several on one day tell that they are of one browser. What went through a relay is
asked for through it, in a request of the same length as a release, and never directly. The budget is not given back.

## What is fetched

| file | when |
|---|---|
${files.map((name) => `| \`${name}\` | ${FETCHED[name]} |`).join('\n')}
| of the model's folder: ${modelFiles.map((name) => `\`${name}\``).join(', ')} | once recording is allowed |
| of the model's folder, where the catalogue is [too large](large-catalogues.md) to send whole: \`poolcodes.HASH.bin\`, \`shards.HASH.bin\` | once recording is allowed |
| the same: \`codes.HASH.bin\` | when the worker has nothing else to do |
| the same: \`ids-N.HASH.json\`, \`cell-N.HASH.json\` | when a page that shows an item of theirs is open |
| the same: \`row-N.HASH.json\` | after a release of row N |

Which of them, and when, depends on the pages that are visited, on what is configured and allowed, and on what the
browser can run: never on the history, the profile or the row before it was drawn. Model files are fetched without
credentials, and those that are on the device from an earlier page (all but the manifest and the codebook) not again. Two shoppers of the same pages make the same requests; a test compares them.

Pictures of recommended items are fetched by the page like any picture of the shop, from where the catalogue says:
whoever serves them sees which are shown. No epsilon covers that.

## What the page is told: the group of an experiment

Only with \`data-holdout\`, and only while recording is allowed, a coin is tossed once a browser with the browser's
cryptographic randomness and kept in \`inkling/settings\` until the shopper clears. It decides whether this browser is
shown recommendations at all, and depends on nothing that anybody did. Once a page Inkling puts

    ${JSON.stringify({ event: 'inkling_variant', inkling_variant: 'holdout' })}

or \`shown\` for \`holdout\` into the page's own \`dataLayer\`. Inkling sends it nowhere; what the shop's tags make of
their \`dataLayer\` is the shop's to tell. No epsilon is spent: such a coin carries nothing of a profile. The group
stands in the panel under *Controls*. What a group bought, the shop's tags see anyway.

## What never leaves

Of the databases in this browser (${stores}) nothing leaves but the ${RELEASE_BYTES} bytes
of a release. Every interaction, item, search word, time and interest stays, and so do the profile, the row that it
belongs to before chance has its say, the choice and the budget. No identifier of a person, browser or device exists in
Inkling, so none is sent. No error, measurement or crash report is sent to anybody.
`;
}

/** Names of the stores, asked of the code that makes them. */
function storesOf(blueprint: typeof INKLING | typeof GUARD): string[] {
  const names: string[] = [];
  const recorder = {
    createObjectStore(name: string) {
      names.push(`${blueprint.name}/${name}`);
      return { createIndex: () => undefined };
    },
  };
  blueprint.upgrade(recorder as never, 0);
  return names;
}

function table(parts: readonly (readonly [length: number, field: string])[]): string {
  let offset = 0;
  return parts
    .map(([length, field]) => {
      offset += length;
      return `| ${offset - length} to ${offset - 1} | ${length} | ${field} |`;
    })
    .join('\n');
}

const code = (parts: readonly string[]): string => parts.map((part) => `\`${part}\``).join(', ');
const shown = (value: string): string => (value.length > 40 ? `\`${value.slice(0, 36)} …\`` : `\`${value}\``);
const hexRows = (hex: string): string =>
  (hex.match(/.{1,32}/g) ?? []).map((row) => `    ${(row.match(/.{1,8}/g) ?? []).join(' ')}`).join('\n');
const seconds = (ms: number): string => `${ms / 1000} seconds`;
const minutes = (ms: number): string => (ms === 60_000 ? 'a minute' : `${ms / 60_000} minutes`);
const hours = (ms: number): string => `${ms / 3_600_000} hours`;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await writeFile(WHAT_LEAVES, await whatLeaves());
  console.log('docs/what-leaves.md is written');
}
