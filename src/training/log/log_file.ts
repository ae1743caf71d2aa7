import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { InklingError, invalid } from '../../contract/error.ts';

export type LogFormat = 'parquet' | 'jsonl' | 'csv';

const HEAD_BYTES = 4_096;
const CHUNK_BYTES = 1 << 20;
/** A shopper a line can be long; a line that is longer than this is no line. */
const MAX_LINE_CHARS = 1 << 28;

/**
 * The format of a log, by what it begins with; its name decides only between JSONL and CSV where that is open.
 * @throws InklingError `invalid-argument` for a file that is absent, empty or in another encoding or format
 */
export async function formatOf(file: string): Promise<LogFormat> {
  const head = await headOf(file);
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  if (/\.(parquet|pq)$/i.test(file)) throw invalid(`${file} is not Parquet, which begins with PAR1`);
  const begin = textOf(file, head).trimStart();
  if (begin === '' && head.length < HEAD_BYTES) throw invalid(`${file} is empty`);
  if (begin.startsWith('{')) return 'jsonl';
  if (begin.startsWith('[')) throw invalid(`${file} is a JSON array, must be JSONL: one object a line`);
  return /\.(jsonl|ndjson|json)$/i.test(file) ? 'jsonl' : 'csv';
}

/**
 * The lines of a UTF-8 file, a list a chunk, without their ends. Bytes that are not UTF-8 come as U+FFFD.
 * @throws InklingError `invalid-argument` for a file that cannot be read or is in UTF-16
 */
export async function* readLines(file: string, onBytes: (bytes: number) => void): AsyncGenerator<string[]> {
  textOf(file, await headOf(file));
  let rest = '';
  let isFirst = true;
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK_BYTES })) {
      const lines = `${rest}${isFirst ? withoutMark(chunk as string) : chunk}`.split('\n');
      isFirst = false;
      rest = lines.pop()!;
      if (rest.length > MAX_LINE_CHARS)
        throw invalid(`${file} has a line of more than ${MAX_LINE_CHARS} characters`);
      yield lines.map(withoutReturn);
      onBytes(CHUNK_BYTES);
    }
  } catch (cause) {
    throw asReadError(file, cause);
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

/** An error of the file system in our terms; any other as it is. */
export function asReadError(file: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (cause instanceof InklingError || typeof code !== 'string') return cause;
  return new InklingError('invalid-argument', `${file} cannot be read: ${code}`, { cause });
}

async function headOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw asReadError(file, cause);
  }
}

/** The head as text. A zero byte occurs in no UTF-8 log, and in every second place of a UTF-16 one. */
function textOf(file: string, head: Buffer): string {
  const isMarked = /^(\xff\xfe|\xfe\xff)/.test(head.subarray(0, 2).toString('latin1'));
  if (isMarked || head.includes(0))
    throw invalid(`${file} is UTF-16 or binary, must be UTF-8 (convert it: iconv -f UTF-16 -t UTF-8)`);
  return withoutMark(head.toString('utf8'));
}

const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
