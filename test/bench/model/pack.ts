/** How a task travels to a worker or another process: a JSON head and the typed arrays' bytes behind it. */

const ARRAYS = { Float32Array, Int32Array, Uint8Array } as const;
type Named = keyof typeof ARRAYS;
type TypedArray = InstanceType<(typeof ARRAYS)[Named]>;

/** Where an array stands, in bytes from the end of the head. */
interface Place {
  readonly array: Named;
  readonly at: number;
  readonly length: number;
}

/** Arrays begin at multiples of so many bytes. */
const ALIGNMENT = 8;

/** @param value plain objects, arrays, maps with string keys, numbers, strings and typed arrays */
export function pack(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: TypedArray[] = [];
  let size = 0;
  const head = JSON.stringify(value, (_, found: unknown) => {
    if (found instanceof Map) return { pairs: [...found] };
    const name = nameOf(found);
    if (!name) return found;
    const array = found as TypedArray;
    const place: Place = { array: name, at: size, length: array.length };
    arrays.push(array);
    size += aligned(array.byteLength);
    return place;
  });
  const text = new TextEncoder().encode(head);
  const start = aligned(4 + text.length);
  const bytes = new Uint8Array(start + size);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = start;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += aligned(array.byteLength);
  }
  return bytes;
}

/** What `pack` was given; the arrays are copies of their own. */
export function unpack<T>(bytes: ArrayBuffer): T {
  const length = new DataView(bytes).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(bytes, 4, length));
  const start = aligned(4 + length);
  return JSON.parse(text, (_, found: Partial<Place> & { pairs?: [string, unknown][] }) => {
    if (found?.pairs) return new Map(found.pairs);
    if (typeof found?.array !== 'string') return found;
    const { array, at = 0, length: items = 0 } = found;
    const type = ARRAYS[array];
    return new type(bytes.slice(start + at, start + at + items * type.BYTES_PER_ELEMENT));
  }) as T;
}

const aligned = (size: number): number => Math.ceil(size / ALIGNMENT) * ALIGNMENT;

function nameOf(value: unknown): Named | undefined {
  return (Object.keys(ARRAYS) as Named[]).find((name) => value instanceof ARRAYS[name]);
}
