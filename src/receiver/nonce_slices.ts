/** So many slices have all nonces: of ten million releases one holds about 2,400, a few milliseconds of work. */
const SLICES = 4_096;

export interface NonceSlice {
  readonly first: Uint8Array;
  /** The first nonce after the slice; absent = to the end. */
  readonly end?: Uint8Array;
}

/**
 * All nonces in slices of equal width. Nonces are random, so slices hold about equally many; and they are the
 * key by which releases lie, so a slice is found without an index more, which every release would have to pay.
 */
export function* nonceSlices(): Generator<NonceSlice> {
  for (let slice = 0; slice < SLICES; slice++)
    yield { first: startOf(slice), ...(slice < SLICES - 1 && { end: startOf(slice + 1) }) };
}

/** 12 bits, so the slice's number is the first byte and half of the second. */
function startOf(slice: number): Uint8Array {
  const nonce = Buffer.alloc(16);
  nonce.writeUInt16BE(slice << 4);
  return nonce;
}
