import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Aes128Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import {
  parseEncapsulated,
  RESPONSE_NONCE_BYTES,
  RESPONSE_SECRET_BYTES,
  requestInfo,
  responseContext,
} from '../contract/oblivious.ts';
import type { GatewayKey } from './ohttp_keys.ts';

/** A request taken out of its encapsulation, and the way to answer it. */
export interface OpenedRequest {
  readonly message: Uint8Array;
  /** The encapsulated response. @param nonce only for the RFC's test vectors */
  seal(message: Uint8Array, nonce?: Uint8Array): Uint8Array;
}

export type Unopened = 'unknown-key' | 'undecryptable';

/**
 * Opens an encapsulated request (RFC 9458, section 4.3), or says why it cannot.
 *
 * Nothing is kept of it. One that is replayed opens again: releases are stored once per nonce, so a
 * relay that repeats itself changes nothing.
 *
 * @param keys those that are live
 */
export async function openRequest(
  bytes: Uint8Array,
  keys: readonly GatewayKey[],
): Promise<OpenedRequest | Unopened> {
  try {
    const { keyId, header, encapsulatedKey, ciphertext } = parseEncapsulated(bytes);
    const key = keys.find(({ config }) => config.id === keyId);
    if (!key) return 'unknown-key';
    const suite = new CipherSuite({
      kem: new DhkemX25519HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes128Gcm(),
    });
    const context = await suite.createRecipientContext({
      recipientKey: await suite.kem.deserializePrivateKey(key.privateKey),
      enc: encapsulatedKey,
      info: requestInfo(header),
    });
    const message = new Uint8Array(await context.open(ciphertext));
    const secret = Buffer.from(await context.export(responseContext(), RESPONSE_SECRET_BYTES));
    return {
      message,
      seal: (response, nonce = randomBytes(RESPONSE_NONCE_BYTES)) =>
        sealResponse(response, secret, encapsulatedKey, nonce),
    };
  } catch {
    // Whatever is wrong with bytes of a stranger: one answer, which tells no more than that.
    return 'undecryptable';
  }
}

/** RFC 9458, section 4.4, by Node's own HKDF and AES: the client's WebCrypto is another implementation. */
function sealResponse(
  message: Uint8Array,
  secret: Buffer,
  encapsulatedKey: Uint8Array,
  nonce: Uint8Array,
): Uint8Array {
  const salt = Buffer.concat([encapsulatedKey, nonce]);
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'key', 16));
  const iv = Buffer.from(hkdfSync('sha256', secret, salt, 'nonce', 12));
  const cipher = createCipheriv('aes-128-gcm', key, iv);
  return Buffer.concat([nonce, cipher.update(message), cipher.final(), cipher.getAuthTag()]);
}
