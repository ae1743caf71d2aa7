import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { InklingError } from '../../contract/error.ts';
import { feedError } from './feed.ts';

/** Bytes in which an XML declaration names its encoding. */
const HEAD_BYTES = 200;

/**
 * The text of a file, piece by piece, without its byte order mark: UTF-8, UTF-16 with a mark, or what an XML
 * declaration names.
 * @throws InklingError `invalid-argument` when the file cannot be read, or naming the line that is not in
 *         its encoding
 */
export async function* readText(file: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let lines = 1;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      decoder ??= decoderOf(chunk, file);
      const text = decode(chunk, decoder, file, lines);
      lines += countLines(text);
      yield text;
    }
    if (decoder) yield decode(new Uint8Array(), decoder, file, lines);
  } catch (cause) {
    if (cause instanceof InklingError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new InklingError('invalid-argument', `${file} cannot be read: ${code}`, { cause });
  }
}

/** @param bytes empty at the end of the file: then a character that was cut off shows */
function decode(bytes: Uint8Array, decoder: TextDecoder, file: string, line: number): string {
  try {
    return decoder.decode(bytes, { stream: bytes.length > 0 });
  } catch (cause) {
    throw feedError(
      file,
      line + linesBeforeFault(bytes, decoder.encoding),
      `is not ${decoder.encoding}`,
      cause,
    );
  }
}

function decoderOf(head: Uint8Array, file: string): TextDecoder {
  const [a, b] = head;
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(
    new TextDecoder('latin1').decode(head.subarray(0, HEAD_BYTES)).replace(/^ï»¿/, ''),
  )?.[1];
  const name =
    a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : (declared ?? 'utf-8');
  try {
    return new TextDecoder(name, { fatal: true });
  } catch (cause) {
    throw feedError(file, 1, `is in the encoding ${name}, which is not known`, cause);
  }
}

/** Whole lines of the piece before the one that does not decode. */
function linesBeforeFault(bytes: Uint8Array, encoding: string): number {
  let start = 0;
  for (let line = 0; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1) return line;
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      // The first line may begin with the second half of a character, which is no fault of its own.
      if (line > 0 || isFault(bytes.subarray(0, end))) return line;
    }
    start = end + 1;
  }
}

/** Whether more is wrong than the continuation of a character at the beginning. */
function isFault(bytes: Uint8Array): boolean {
  const from = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(Math.max(0, from)));
    return false;
  } catch {
    return true;
  }
}

export function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Complete lines of a text in pieces, with their numbers, the first is 1. Endings are cut. */
export async function* linesOf(
  text: AsyncIterable<string>,
): AsyncGenerator<{ line: string; number: number }> {
  let rest = '';
  let number = 0;
  for await (const piece of text) {
    const parts = (rest + piece).split('\n');
    rest = parts.pop()!;
    for (const line of parts) yield { line: line.replace(/\r$/, ''), number: ++number };
  }
  if (rest !== '') yield { line: rest, number: ++number };
}
