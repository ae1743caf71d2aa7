import { readFileSync } from 'node:fs';
import { BHttpDecoder, BHttpEncoder } from 'bhttp-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from '../../../src/contract/binary_http.ts';
import { InklingError } from '../../../src/contract/error.ts';

const vectors = JSON.parse(readFileSync('test/vectors/binary_http.json', 'utf8'));
const { message, knownLength, indeterminateLength } = vectors.request;
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (given: Uint8Array) => Buffer.from(given).toString('hex');
const text = (given: Uint8Array) => Buffer.from(given).toString();
const NONE = new Uint8Array();

describe('the examples of RFC 9292', () => {
  test('the request is written and read byte for byte', () => {
    expect(hex(encodeRequest({ ...message, body: NONE }))).toBe(knownLength);
    expect(decodeRequest(bytes(knownLength))).toEqual({ ...message, body: NONE });
  });

  test('empty content and trailers may be cut off', () => {
    const whole = decodeRequest(bytes(knownLength));
    for (const cut of [1, 2])
      expect(decodeRequest(bytes(knownLength.slice(0, -2 * cut))), `${cut} bytes less`).toEqual(whole);
    expect(() => decodeRequest(bytes(knownLength.slice(0, -6)))).toThrow(InklingError);
  });

  test('the response is read, its trailer left out', () => {
    const { status, body, knownLengthWithTrailer } = vectors.response;
    const read = decodeResponse(bytes(knownLengthWithTrailer));

    expect(read).toMatchObject({ status, headers: [] });
    expect(text(read.body)).toBe(body);
  });

  test('the framing of indeterminate length, which is never written here, is refused by name', () => {
    expect(() => decodeRequest(bytes(indeterminateLength))).toThrow('framing indicator is 2, must be 0');
  });

  test.each(vectors.integers as [string, number][])('integer %s is %i', (encoded, value) => {
    // Read as the length of a method that is not there: the message names it.
    expect(() => decodeRequest(bytes(`00${encoded}`))).toThrow(`a part is ${value} bytes long, 0 are left`);
  });
});

describe('what is sent', () => {
  const release = Uint8Array.from({ length: 128 }, (_, i) => i);
  const request = {
    ...{ method: 'POST', scheme: 'https', authority: 'receiver.example', path: '/v1/sites/demo/releases' },
    ...{ headers: [], body: release },
  };

  test('another implementation writes the same bytes', async () => {
    const url = 'https://receiver.example/v1/sites/demo/releases';
    const theirs = await new BHttpEncoder().encodeRequest(
      new Request(url, { method: 'POST', body: release }),
    );

    expect(hex(encodeRequest(request))).toBe(hex(theirs));
  });

  test('another implementation reads it, padded or not', async () => {
    for (const padded of [0, 512]) {
      const read = new BHttpDecoder().decodeRequest(encodeRequest(request, padded));
      expect([read.method, read.url]).toEqual(['POST', 'https://receiver.example/v1/sites/demo/releases']);
      expect(new Uint8Array(await read.arrayBuffer())).toEqual(release);
    }
    const headers = [['content-type', 'application/json']] as const;
    const answer = encodeResponse({ status: 201, headers, body: Buffer.from('{"stored":1}') }, 512);
    const read = new BHttpDecoder().decodeResponse(answer);
    expect([read.status, read.headers.get('content-type')]).toEqual([201, 'application/json']);
    expect(await read.text()).toBe('{"stored":1}');
  });

  test('is as long as it is told to be, and what does not fit is refused', () => {
    expect(encodeRequest(request, 512)).toHaveLength(512);
    expect(() => encodeRequest({ ...request, path: `/${'a'.repeat(400)}` }, 512)).toThrow(
      'must be at most 512',
    );
  });
});

describe('what strangers send', () => {
  // A length of eight bytes whose top bits a reader in 32 bits would take for a minus sign, and so step backwards.
  test('a length that no message has ends the reading', () => {
    const backwards = `0004504f5354056874747073016101 2f14 0161 c0000000fffffff5`.replaceAll(' ', '');
    expect(() => decodeRequest(bytes(`${backwards}${'00'.repeat(12)}`))).toThrow(InklingError);
    expect(() => decodeRequest(bytes('00c2197c5eff14e88c'))).toThrow('an integer is over 2^53');
  });

  test.each([
    ['nothing', '', 'a part is 1 bytes long, 0 are left'],
    ['a response where a request belongs', '0140c8', 'framing indicator is 1, must be 0'],
    ['padding that is not zero', '000147000000000000ff', 'padding is not zero'],
    ['a field without a name', '0001470000000200000000', 'a field has no name'],
  ])('%s is refused', (_what, message, why) => {
    expect(() => decodeRequest(bytes(message))).toThrow(why);
  });

  test('a status out of range is refused, and informational ones are read over', () => {
    expect(() => decodeResponse(bytes('0105'))).toThrow('status is 5');
    expect(decodeResponse(bytes('0140660040c8')).status).toBe(200);
  });

  test('any bytes are read or refused with an InklingError, and what is read says the same again', () => {
    const whole = bytes(knownLength);
    const damaged = fc
      .tuple(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length))
      .map(([at, byte, end]) => {
        const copy = whole.slice(0, end);
        if (at < end) copy[at] = byte;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), damaged), (given) => {
        for (const [decode, encode] of [
          [decodeRequest, encodeRequest],
          [decodeResponse, encodeResponse],
        ] as const)
          try {
            const read = decode(given) as never;
            expect(decode(encode(read))).toEqual(read);
          } catch (error) {
            expect(error).toBeInstanceOf(InklingError);
          }
      }),
      { numRuns: 2_000, seed: 9292 },
    );
  });
});
