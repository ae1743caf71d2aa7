/**
 * The few wire types of Protocol Buffers that a model file needs (protobuf.dev/programming-guides/encoding): a message is
 * a list of fields, each a tag (number · 8 + wire type) and a value.
 */
export type Field = Uint8Array;

const VARINT = 0;
const DELIMITED = 2;
const FIXED_32 = 5;

export const int = (number: number, value: number): Field =>
  Uint8Array.from([...varint(tagOf(number, VARINT)), ...varint(value)]);

export const float = (number: number, value: number): Field =>
  joined([
    Uint8Array.from(varint(tagOf(number, FIXED_32))),
    new Uint8Array(Float32Array.of(value).buffer), // both are little-endian
  ]);

export const text = (number: number, value: string): Field => bytes(number, new TextEncoder().encode(value));

export const bytes = (number: number, value: Uint8Array): Field =>
  joined([Uint8Array.from([...varint(tagOf(number, DELIMITED)), ...varint(value.length)]), value]);

export const message = (number: number, fields: readonly Field[]): Field => bytes(number, joined(fields));

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const tagOf = (number: number, wireType: number): number => number * 8 + wireType;

/** Seven bits a byte, lowest first; negative numbers as 64 bits of two's complement. @param value a safe integer */
function varint(value: number): number[] {
  const found: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 128n) return [...found, Number(rest)];
    found.push(Number(rest & 127n) + 128);
  }
}
