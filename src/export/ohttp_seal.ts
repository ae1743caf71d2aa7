import { Aes128Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import { invalid } from '../contract/error.ts';
import {
  headerOf,
  type KeyConfig,
  RESPONSE_NONCE_BYTES,
  RESPONSE_SECRET_BYTES,
  requestInfo,
  responseContext,
  TAG_BYTES,
} from '../contract/oblivious.ts';

/** An encapsulated request, and the only thing that can open the answer to it. */
export interface SealedMessage {
  readonly body: Uint8Array<ArrayBuffer>;
  /** The message in an encapsulated response; rejects when it does not answer this request. */
  open(response: Uint8Array): Promise<Uint8Array>;
}

export type Seal = (message: Uint8Array) => Promise<SealedMessage>;

/**
 * Seals messages for the holder of a key (RFC 9458, sections 4.3 and 4.4).
 *
 * An ephemeral key is drawn for every message, from the browser's cryptographic source; it depends on nothing.
 *
 * @param ephemeral only for the RFC's test vectors
 */
export async function createSeal({ id, publicKey }: KeyConfig, ephemeral?: CryptoKeyPair): Promise<Seal> {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  });
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey);
  const header = headerOf(id);

  return async (message) => {
    const context = await suite.createSenderContext({
      recipientPublicKey,
      info: requestInfo(header),
      ...(ephemeral && { ekm: ephemeral }),
    });
    const encapsulatedKey = new Uint8Array(context.enc);
    const ciphertext = new Uint8Array(await context.seal(message));
    return {
      body: Uint8Array.of(...header, ...encapsulatedKey, ...ciphertext),
      async open(response) {
        const secret = await context.export(responseContext(), RESPONSE_SECRET_BYTES);
        return openResponse(response, secret, encapsulatedKey);
      },
    };
  };
}

async function openResponse(
  response: Uint8Array,
  secret: ArrayBuffer,
  encapsulatedKey: Uint8Array,
): Promise<Uint8Array> {
  if (response.length < RESPONSE_NONCE_BYTES + TAG_BYTES)
    throw invalid(`encapsulated response has ${response.length} bytes, which is too short`);
  const salt = Uint8Array.of(...encapsulatedKey, ...response.subarray(0, RESPONSE_NONCE_BYTES));
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const expand = (label: string, bits: number) => {
    const info = new TextEncoder().encode(label);
    return crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, base, bits);
  };
  const key = await crypto.subtle.importKey('raw', await expand('key', 128), 'AES-GCM', false, ['decrypt']);
  const iv = await expand('nonce', 96);
  const ciphertext = response.slice(RESPONSE_NONCE_BYTES);
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, ciphertext));
}
