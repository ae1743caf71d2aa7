import { invalid } from './error.ts';

/**
 * HTTP messages as bytes: RFC 9292, known-length framing, which is all that is written here and all that
 * is read. Strict, because the gateway reads what strangers send: every length is held against the bytes
 * that are there, so nothing reads past the end, backwards, or more than once over the message.
 */
export type Field = readonly [name: string, value: string];

export interface BinaryRequest {
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly headers: readonly Field[];
  readonly body: Uint8Array;
}

export interface BinaryResponse {
  readonly status: number;
  readonly headers: readonly Field[];
  readonly body: Uint8Array;
}

const REQUEST = 0;
const RESPONSE = 1;

/** The request, zero-padded to `paddedTo` bytes. @throws InklingError `invalid-argument` when it is longer. */
export function encodeRequest(request: BinaryRequest, paddedTo = 0): Uint8Array<ArrayBuffer> {
  const { method, scheme, authority, path } = request;
  const control = [method, scheme, authority, path].flatMap((text) => counted(bytesOf(text)));
  return padded([REQUEST, ...control, ...contentOf(request)], paddedTo);
}

/** The response, zero-padded to `paddedTo` bytes. @throws InklingError `invalid-argument` when it is longer. */
export function encodeResponse(response: BinaryResponse, paddedTo = 0): Uint8Array<ArrayBuffer> {
  return padded([RESPONSE, ...integer(response.status), ...contentOf(response)], paddedTo);
}

/** @throws InklingError `invalid-argument` */
export function decodeRequest(bytes: Uint8Array): BinaryRequest {
  const reader = new Reader(bytes, REQUEST);
  const control = { method: reader.text(), scheme: reader.text(), authority: reader.text() };
  return { ...control, path: reader.text(), ...reader.content() };
}

/** Informational responses are read over. @throws InklingError `invalid-argument` */
export function decodeResponse(bytes: Uint8Array): BinaryResponse {
  const reader = new Reader(bytes, RESPONSE);
  let status = reader.integer();
  while (status >= 100 && status < 200) {
    reader.fields();
    status = reader.integer();
  }
  if (status < 200 || status > 599) throw invalid(`status is ${status}, must be from 200 to 599`);
  return { status, ...reader.content() };
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array, framing: number) {
    this.#bytes = bytes;
    const found = this.integer();
    if (found !== framing) throw invalid(`framing indicator is ${found}, must be ${framing} (known length)`);
  }

  /** RFC 9000, section 16: the first two bits tell whether 1, 2, 4 or 8 bytes. */
  integer(): number {
    const first = this.#take(1)[0]!;
    const more = this.#take(2 ** (first >> 6) - 1);
    const value = more.reduce((sum, byte) => sum * 256 + byte, first & 63);
    if (!Number.isSafeInteger(value)) throw invalid('an integer is over 2^53');
    return value;
  }

  text(): string {
    return textOf(this.#counted());
  }

  fields(): Field[] {
    const fields: Field[] = [];
    const section = new Reader(Uint8Array.of(0, ...this.#counted()), 0);
    while (!section.#isAtEnd) {
      const [name, value] = [section.text(), section.text()];
      if (name === '') throw invalid('a field has no name');
      fields.push([name, value]);
    }
    return fields;
  }

  /** Headers, content and trailers; what is cut off at the end counts as empty (RFC 9292, section 3.8). */
  content(): { readonly headers: readonly Field[]; readonly body: Uint8Array } {
    const headers = this.#isAtEnd ? [] : this.fields();
    const body = this.#isAtEnd ? new Uint8Array() : this.#counted();
    if (!this.#isAtEnd) this.fields(); // trailers: nothing here has any use for them
    if (this.#bytes.subarray(this.#at).some((byte) => byte !== 0)) throw invalid('padding is not zero');
    return { headers, body };
  }

  get #isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  #counted(): Uint8Array {
    return this.#take(this.integer());
  }

  #take(count: number): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (count > left) throw invalid(`a part is ${count} bytes long, ${left} are left`);
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}

function contentOf({ headers, body }: Pick<BinaryRequest, 'headers' | 'body'>): number[] {
  const fields = headers.flatMap(([name, value]) => [...counted(bytesOf(name)), ...counted(bytesOf(value))]);
  return [...counted(fields), ...counted([...body]), ...counted([])];
}

const counted = (bytes: readonly number[]): number[] => [...integer(bytes.length), ...bytes];

function integer(value: number): number[] {
  if (value < 2 ** 6) return [value];
  if (value < 2 ** 14) return [0x40 | (value >> 8), value & 0xff];
  throw invalid(`${value} is too long for the messages that are sent here`);
}

function padded(bytes: readonly number[], length: number): Uint8Array<ArrayBuffer> {
  if (length > 0 && bytes.length > length)
    throw invalid(`the message is ${bytes.length} bytes long, must be at most ${length}`);
  const message = new Uint8Array(Math.max(bytes.length, length));
  message.set(bytes);
  return message;
}

const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
