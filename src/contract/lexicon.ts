import { invalid } from './error.ts';
import { record } from './parse.ts';

/** Words that shops use for each row of a base model's codebook, any language; row 0 has none. */
export type Lexicon = readonly string[];

const LEXICON_FORMAT = 'inkling-lexicon/1';

/** Parses lexicon.json. @throws InklingError `invalid-argument` */
export function parseLexicon(input: unknown): Lexicon {
  const given = record(input, 'lexicon');
  if (given.format !== LEXICON_FORMAT) throw invalid(`lexicon format is not "${LEXICON_FORMAT}"`);
  const { rows } = given;
  if (!Array.isArray(rows) || !rows.every((row) => typeof row === 'string')) {
    throw invalid('lexicon rows must be an array of strings');
  }
  return rows;
}

/** The lexicon as the text of its file. */
export const writeLexicon = (rows: Lexicon): string =>
  `{"format":"${LEXICON_FORMAT}","rows":[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}\n`;
