import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Codebook, parseCodebook } from '../../../src/contract/codebook.ts';
import { DAY_MS, parseConfig } from '../../../src/contract/config.ts';
import type { ReleaseContext } from '../../../src/export/release_context.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { modelFile } from '../../support/model_files.ts';
import { type Audit, atMost } from './audit.ts';
import { ScriptedBrowser, type Visit } from './scripted_browser.ts';

export interface PathOptions {
  /** Browsers, a year of twelve releases each. */
  readonly browsers: number;
  readonly seed: number;
  /** For mutants: what goes wrong on the device between two visits. */
  readonly sabotage?: (visit: Visit) => Promise<void>;
}

export interface PathResult {
  /** Releases that a right browser makes. */
  readonly releases: number;
  /** Requests that the receiver got, retries included. */
  readonly requests: number;
  /** Releases that the receiver never got. */
  readonly missing: number;
  /** Different payloads of one period beyond the first: each is a second release. */
  readonly doubles: number;
  /** Payloads that differ, in any bit, from what the dealt words and the profile's row give. */
  readonly unexplained: number;
}

const PERIODS = 12;
const PERIOD_DAYS = 28;
const FIRST_PERIOD = 735;
const EPSILON_MILLI = 2000;
const CODEBOOK_FILE = modelFile('demo', 'codebook');

/**
 * A year of releases in each of so many browsers, from the profile through guard, ledger, outbox and retries to
 * the bytes at the receiver, with every random word injected; then each payload is made again from the
 * words alone, by arithmetic of this file's own, and compared bit by bit.
 *
 * All words of a browser are equal, so the oracle need not know which part of the path draws when: the
 * draw of every release is the same 48-bit number.
 */
export async function walkWholePath(
  { browsers, seed, sabotage }: PathOptions,
  report: (done: number, total: number) => void = () => {},
): Promise<PathResult> {
  const file = readFileSync(CODEBOOK_FILE);
  const codebook = parseCodebook(JSON.parse(file.toString('utf8')));
  const digest = createHash('sha256').update(file).digest();
  const prng = new Prng(seed);
  const sum = { requests: 0, missing: 0, doubles: 0, unexplained: 0 };
  for (let b = 0; b < browsers; b++) {
    const word = Math.floor(prng.next() * 2 ** 32);
    const profile = noisyRow(codebook, prng);
    const browser = new ScriptedBrowser({ word, seed: prng.integer(2 ** 31) }, dayOf(0));
    try {
      await liveAYear(browser, contextOf(codebook, digest, profile), sabotage);
    } finally {
      browser.close();
    }
    const row = drawnRow(word, profile, codebook);
    const distinct = [...new Set(browser.received)];
    sum.requests += browser.received.length;
    for (let period = FIRST_PERIOD; period < FIRST_PERIOD + PERIODS; period++) {
      const payloads = distinct.filter((payload) => periodOf(payload) === period);
      if (payloads.length === 0) sum.missing++;
      else sum.doubles += payloads.length - 1;
      for (const payload of payloads) {
        const nonce = payload.slice(56, 88);
        const expected = bytesOf(codebook.rows[row]!.embedding, { K: codebook.K, period, digest, nonce });
        if (payload !== expected || !browser.nonces.has(nonce)) sum.unexplained++;
      }
    }
    report(b + 1, browsers);
  }
  return { releases: browsers * PERIODS, ...sum };
}

export const judgeWholePath = ({ releases, missing, doubles, unexplained }: PathResult): Audit[] => [
  atMost(`whole path, ${releases} releases: payloads that the injected words do not explain`, unexplained, 0),
  atMost(`whole path, ${releases} releases: second payloads of a period`, doubles, 0),
  atMost(`whole path, ${releases} releases: periods without a payload`, missing, 0),
];

/** Two visits at the end of each period and two after it; the receiver is down every third time. */
async function liveAYear(
  browser: ScriptedBrowser,
  context: ReleaseContext,
  sabotage: PathOptions['sabotage'],
): Promise<void> {
  let asked = 0;
  browser.answer = () => (++asked % 3 === 1 ? 503 : 201);
  await browser.allow(dayOf(0));
  await browser.visit(dayOf(0.1), context);
  for (let period = 0; period < PERIODS; period++) {
    for (const days of [27.9, 27.97, 29.5, 31]) {
      const visit = await browser.visit(dayOf(PERIOD_DAYS * period + days), context);
      await sabotage?.(visit);
    }
  }
}

const dayOf = (days: number): number => Math.round((FIRST_PERIOD * PERIOD_DAYS + days) * DAY_MS);

const contextOf = (codebook: Codebook, digest: Buffer, profile: Float32Array): ReleaseContext => ({
  config: parseConfig(
    { receiver: 'https://receiver.example/', site: 'demo', codebook: `sha256-${digest.toString('base64')}` },
    'https://shop.example/',
  ),
  allowed: true,
  codebook: { codebook, sha256: digest.toString('hex') },
  manifestSha256: 'd'.repeat(64),
  profile: async () => profile,
  problems: [],
});

/** Something near one of the rows, but not on it. */
function noisyRow({ K, rows }: Codebook, prng: Prng): Float32Array {
  return Float32Array.from(rows[prng.integer(K)]!.embedding, (x) => x / 127 + 0.05 * prng.normal());
}

/** What the mechanism has to show for this profile when every word is `word`: the oracle. */
function drawnRow(word: number, profile: Float32Array, { K, rows }: Codebook): number {
  const cosines = rows.map(({ embedding }) => {
    const dot = embedding.reduce((sum, x, d) => sum + x * profile[d]!, 0);
    return dot / Math.hypot(...embedding);
  });
  const own = cosines.indexOf(Math.max(...cosines));
  const draw = (BigInt(word & 0xffff) << 32n) + BigInt(word);
  const unit = 2n ** 20n;
  const weight = BigInt(Math.floor(2 ** 20 * Math.exp(EPSILON_MILLI / 1000)));
  const r = draw % (weight + BigInt(K - 1) * unit);
  if (r < weight) return own;
  const others = rows.map((_, k) => k).filter((k) => k !== own);
  return others[Number((r - weight) / unit)]!;
}

const periodOf = (payload: string): number => Buffer.from(payload, 'hex').readUInt16LE(10);

/** The wire format, written down once more. */
function bytesOf(
  embedding: Int8Array,
  { K, period, digest, nonce }: { K: number; period: number; digest: Buffer; nonce: string },
): string {
  const bytes = Buffer.alloc(128);
  bytes.write('INK1', 0, 'latin1');
  bytes.writeUInt8(1, 4);
  bytes.writeUInt8(K, 5);
  bytes.writeUInt16LE(EPSILON_MILLI, 6);
  bytes.writeUInt16LE(embedding.length, 8);
  bytes.writeUInt16LE(period, 10);
  digest.copy(bytes, 12, 0, 16);
  bytes.write(nonce, 28, 'hex');
  embedding.forEach((value, d) => {
    bytes.writeInt8(value, 44 + d);
  });
  return bytes.toString('hex');
}
