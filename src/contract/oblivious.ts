import { invalid } from './error.ts';

/**
 * What client and gateway of Oblivious HTTP (RFC 9458) agree on. One suite is spoken: DHKEM(X25519,
 * HKDF-SHA256), HKDF-SHA256, AES-128-GCM. Both message lengths are constant, so that a relay learns
 * nothing from them, not even what the receiver answered.
 */
export const OHTTP_REQUEST_TYPE = 'message/ohttp-req';
export const OHTTP_RESPONSE_TYPE = 'message/ohttp-res';
export const OHTTP_KEYS_TYPE = 'application/ohttp-keys';

/** Length of the padded binary HTTP message inside, of requests and of responses. */
export const INNER_BYTES = 512;
const HEADER_BYTES = 7;
export const ENCAPSULATED_KEY_BYTES = 32;
/** Of the response: max(Nn, Nk) of AES-128-GCM. */
export const RESPONSE_NONCE_BYTES = 16;
/** Of the secret that keys the response: max(Nn, Nk) too. */
export const RESPONSE_SECRET_BYTES = 16;
export const TAG_BYTES = 16;
export const ENCAPSULATED_REQUEST_BYTES = HEADER_BYTES + ENCAPSULATED_KEY_BYTES + INNER_BYTES + TAG_BYTES;
export const ENCAPSULATED_RESPONSE_BYTES = RESPONSE_NONCE_BYTES + INNER_BYTES + TAG_BYTES;

/** KEM, KDF and AEAD by their numbers at IANA. */
const SUITE = { kem: 0x0020, kdf: 0x0001, aead: 0x0001 };
const REQUEST_LABEL = 'message/bhttp request';
const RESPONSE_LABEL = 'message/bhttp response';

/** The public half of a gateway's key. */
export interface KeyConfig {
  readonly id: number;
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** RFC 9458, section 3.1; 41 bytes. */
export const serializeKeyConfig = ({ id, publicKey }: KeyConfig): Uint8Array<ArrayBuffer> =>
  Uint8Array.of(id, ...u16(SUITE.kem), ...publicKey, ...u16(4), ...u16(SUITE.kdf), ...u16(SUITE.aead));

/**
 * Reads one key configuration.
 * @throws InklingError `invalid-argument` when it is none, or offers nothing that is spoken here.
 */
export function parseKeyConfig(bytes: Uint8Array): KeyConfig {
  const suitesAt = 3 + ENCAPSULATED_KEY_BYTES + 2;
  if (bytes.length < suitesAt + 4)
    throw invalid(`key configuration has ${bytes.length} bytes, must be at least ${suitesAt + 4}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kem = view.getUint16(1);
  if (kem !== SUITE.kem) throw invalid(`key configuration has KEM ${kem}, must be ${SUITE.kem} (X25519)`);
  const suites = view.getUint16(suitesAt - 2);
  if (suites % 4 !== 0 || suitesAt + suites !== bytes.length)
    throw invalid(`key configuration has ${bytes.length} bytes, must be ${suitesAt + suites}`);
  for (let at = suitesAt; at < bytes.length; at += 4)
    if (view.getUint16(at) === SUITE.kdf && view.getUint16(at + 2) === SUITE.aead)
      return { id: bytes[0]!, publicKey: bytes.slice(3, 3 + ENCAPSULATED_KEY_BYTES) };
  throw invalid('key configuration does not offer HKDF-SHA256 with AES-128-GCM');
}

/** What stands before the encapsulated key. */
export const headerOf = (keyId: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.of(keyId, ...u16(SUITE.kem), ...u16(SUITE.kdf), ...u16(SUITE.aead));

/** An encapsulated request, taken apart. @throws InklingError `invalid-argument` for another suite, or too few bytes. */
export function parseEncapsulated(bytes: Uint8Array): {
  readonly keyId: number;
  readonly header: Uint8Array<ArrayBuffer>;
  /** Shape [32]. */
  readonly encapsulatedKey: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
} {
  const least = HEADER_BYTES + ENCAPSULATED_KEY_BYTES + TAG_BYTES;
  if (bytes.length < least)
    throw invalid(`encapsulated request has ${bytes.length} bytes, must be at least ${least}`);
  const keyId = bytes[0]!;
  const header = bytes.slice(0, HEADER_BYTES);
  if (headerOf(keyId).some((byte, i) => byte !== header[i]))
    throw invalid('encapsulated request is not of the suite X25519, HKDF-SHA256, AES-128-GCM');
  const keyEnd = HEADER_BYTES + ENCAPSULATED_KEY_BYTES;
  return {
    keyId,
    header,
    encapsulatedKey: bytes.slice(HEADER_BYTES, keyEnd),
    ciphertext: bytes.slice(keyEnd),
  };
}

/** HPKE's `info` for a request with this header (RFC 9458, section 4.3). */
export const requestInfo = (header: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.of(...new TextEncoder().encode(REQUEST_LABEL), 0, ...header);

/** What HPKE exports the response's secret under (RFC 9458, section 4.4). */
export const responseContext = (): Uint8Array<ArrayBuffer> => new TextEncoder().encode(RESPONSE_LABEL);

const u16 = (value: number): [number, number] => [value >> 8, value & 0xff];
