import { decodeResponse, encodeRequest } from '../contract/binary_http.ts';
import { invalid } from '../contract/error.ts';
import { INNER_BYTES, parseKeyConfig } from '../contract/oblivious.ts';
import { createSeal } from './ohttp_seal.ts';

/**
 * The client of Oblivious HTTP (RFC 9458): a file of its own, `inkling-ohttp.js`, which only the worker of
 * a shop with a relay loads (relay.ts). It seals and opens; send.ts sends.
 */
export interface OhttpClient {
  /**
   * The request with `bytes` to `url`, encapsulated: always of one length, so that a relay cannot tell a release
   * from its erasure.
   * @param method POST by default
   * @throws InklingError `invalid-argument` when the address is too long for that length
   */
  seal(url: string, bytes: Uint8Array, method?: 'POST' | 'DELETE'): Promise<SealedRequest>;
}

export interface SealedRequest {
  readonly body: Uint8Array<ArrayBuffer>;
  /** The receiver's status, from an encapsulated response. Rejects when it is not one of this request. */
  open(response: Uint8Array): Promise<number>;
}

/**
 * A client for the gateway whose key configuration the page has pinned.
 *
 * Every attempt is sealed anew: HPKE's context, which alone can open the answer, lives no longer than
 * the attempt. What is inside stays the same 128 bytes.
 *
 * @param key the key configuration (RFC 9458, section 3.1), base64url
 * @throws InklingError `invalid-argument` when the key configuration cannot be used
 */
export async function createOhttpClient(key: string): Promise<OhttpClient> {
  const seal = await createSeal(parseKeyConfig(fromBase64Url(key)));
  return {
    async seal(url, bytes, method = 'POST') {
      const { protocol, host, pathname } = new URL(url);
      const control = { method, scheme: protocol.slice(0, -1), authority: host, path: pathname };
      const { body, open } = await seal(encodeRequest({ ...control, headers: [], body: bytes }, INNER_BYTES));
      return { body, open: async (response) => decodeResponse(await open(response)).status };
    },
  };
}

function fromBase64Url(text: string): Uint8Array {
  try {
    const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    throw invalid('key configuration is not base64url');
  }
}
