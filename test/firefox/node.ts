import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** What the suites use of Node, in a browser: in the bundle `node:crypto` is this file. */

class Bytes extends Uint8Array {
  static override from(source: unknown, encoding?: unknown): Bytes {
    return new Bytes(encoding === 'hex' ? hexToBytes(source as string) : (source as Uint8Array));
  }

  override toString(encoding?: string): string {
    if (encoding === 'hex') return bytesToHex(this);
    if (encoding === 'base64') return btoa(String.fromCharCode(...this));
    throw new RangeError(`encoding is ${encoding}, must be hex or base64`);
  }
}

/** As Node's, for one algorithm and one update. */
export const createHash = (_algorithm: 'sha256') => ({
  update: (bytes: Uint8Array | string) => ({
    digest: () => new Bytes(sha256(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes)),
  }),
});

/** In the bundle `node:http` is this file, too; the tests that listen are left out. */
export const createServer = (): never => {
  throw new Error('a browser cannot listen: leave this test out');
};

const turns = new MessageChannel();
const waiting: (() => void)[] = [];
turns.port1.onmessage = () => waiting.shift()?.();

Object.assign(globalThis, {
  Buffer: Bytes,
  setImmediate: (work: () => void) => {
    waiting.push(work);
    turns.port2.postMessage(0);
  },
});
