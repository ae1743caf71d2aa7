import { invalid } from './error.ts';
import { integer, record } from './parse.ts';
import { MAX_EMBEDDING_WIDTH, MAX_K, MIN_K } from './release.ts';

/**
 * The public list of K embeddings. Row 0 is "undecided": whoever has no profile yet.
 * The file is JSON, so that anybody can read it; its SHA-256 is what a page pins.
 */
export interface Codebook {
  readonly K: number;
  readonly D: number;
  readonly rows: readonly CodebookRow[];
}

export interface CodebookRow {
  /** What the panel and the dashboard call the row, by language tag; `en` is always there. */
  readonly name: Readonly<Record<string, string>>;
  /** int8, shape [D]. */
  readonly embedding: Int8Array;
}

export const CODEBOOK_FORMAT = 'inkling-codebook/1';

/**
 * Parses a codebook file. Equal rows are refused: a row that stands twice would be
 * sent with twice its probability.
 *
 * @throws InklingError `invalid-argument`
 */
export function parseCodebook(input: unknown): Codebook {
  const given = record(input, 'codebook');
  if (given.format !== CODEBOOK_FORMAT) throw invalid(`codebook format is not "${CODEBOOK_FORMAT}"`);
  const K = integer(given.K, 'codebook K', MIN_K, MAX_K);
  const D = integer(given.D, 'codebook D', 1, MAX_EMBEDDING_WIDTH);
  const list = given.rows;
  if (!Array.isArray(list) || list.length !== K)
    throw invalid(`codebook has ${Array.isArray(list) ? list.length : 'no'} rows, must have K = ${K}`);
  const rows = list.map((value: unknown, k): CodebookRow => {
    const row = record(value, `codebook row ${k}`);
    const embedding = row.embedding;
    if (!Array.isArray(embedding) || embedding.length !== D)
      throw invalid(`codebook row ${k} is not ${D} wide`);
    return {
      name: parseName(row.name, k),
      embedding: Int8Array.from(embedding, (step: unknown, d) =>
        integer(step, `codebook row ${k} at ${d}`, -127, 127),
      ),
    };
  });
  if (new Set(rows.map((row) => row.embedding.join())).size !== K)
    throw invalid('two rows of the codebook are equal');
  return { K, D, rows };
}

/** A row's name in the language, in its base language, or in English, which every row has. */
export function rowName({ name }: CodebookRow, language: string): string {
  const base = language.split('-')[0]!;
  const sibling = Object.keys(name).find((tag) => tag.split('-')[0] === base);
  return name[language] ?? name[sibling ?? 'en'] ?? name.en ?? '';
}

/** The codebook as the text of its file; parse and write are inverse. */
export function writeCodebook({ K, D, rows }: Codebook): string {
  const lines = rows.map(
    ({ name, embedding }) => `    ${JSON.stringify({ name, embedding: [...embedding] })}`,
  );
  return `{\n  "format": "${CODEBOOK_FORMAT}",\n  "K": ${K},\n  "D": ${D},\n  "rows": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

function parseName(value: unknown, k: number): Record<string, string> {
  const names = record(value, `name of codebook row ${k}`);
  const parsed: Record<string, string> = {};
  for (const [language, name] of Object.entries(names)) {
    if (typeof name === 'string') parsed[language] = name.slice(0, 120);
  }
  if (!parsed.en) throw invalid(`codebook row ${k} has no English name`);
  return parsed;
}
