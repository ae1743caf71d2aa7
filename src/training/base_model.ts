import { type Codebook, type CodebookRow, writeCodebook } from '../contract/codebook.ts';
import { writeLexicon } from '../contract/lexicon.ts';
import type { Manifest } from '../contract/manifest.ts';
import { embedText } from '../features/hashed_text.ts';
import { encodeWeights } from '../model/folder.ts';
import { initialWeights, type ModelShape, weightEntries } from '../model/weights.ts';
import { PUBLIC_DEPARTMENTS } from './departments.ts';
import { namedByContent } from './named_file.ts';
import { filesOf } from './write_folder.ts';

const SHAPE: ModelShape = { D: 64, T: 50, heads: 2, blocks: 1, F: 8 };
/**
 * What the shopper's own visits join counts so much; chosen on validation of Amazon Beauty, where pages list what others
 * bought (NDCG@10 .017 -> .031) and where they list anything of the category (.017 -> .018). More gains with the first
 * and loses with the second.
 */
const LAMBDA = 16;
/** What two items have in common counts more than the angle of two hashed names. */
const BETA = 4;

/**
 * The model for a shop that has trained none: weights that are set, not learnt (uniform attention, fading
 * history), items embedded from their words on the device, and a codebook of public retail departments.
 * Contents of the folder by file name; the same bytes on every machine.
 */
export function encodeBaseModel(): Map<string, Uint8Array> {
  const text = (content: string) => new TextEncoder().encode(content);
  const entries = weightEntries(SHAPE);
  const initial = initialWeights(SHAPE, () => 0);
  const weights = namedByContent('weights.bin', encodeWeights(initial, entries));
  const codebook = namedByContent('codebook.json', text(writeCodebook(departmentCodebook(SHAPE.D))));
  const words = ['', ...PUBLIC_DEPARTMENTS.map((department) => department.words)];
  const lexicon = namedByContent('lexicon.json', text(writeLexicon(words)));
  const manifest: Manifest = {
    name: 'base',
    ...SHAPE,
    V: 0,
    brands: 0,
    tags: 0,
    neighbours: 0,
    lambda: LAMBDA,
    beta: BETA,
    minShoppers: 1,
    seed: 0,
    weights: entries,
    files: { weights: weights.file, codebook: codebook.file, lexicon: lexicon.file },
  };
  return filesOf(manifest, [weights, codebook, lexicon], CARD);
}

/** Row 0 is the mean of the departments: as near to one as to another. */
function departmentCodebook(D: number): Codebook {
  const vectors = PUBLIC_DEPARTMENTS.map(({ name }) => embedText(name.en, D));
  const mean = new Float32Array(D);
  for (const vector of vectors) for (let d = 0; d < D; d++) mean[d]! += vector[d]!;
  const rows: CodebookRow[] = [
    { name: { en: 'Undecided', zh: '未定' }, embedding: toSteps(mean) },
    ...PUBLIC_DEPARTMENTS.map(({ name }, i) => ({ name, embedding: toSteps(vectors[i]!) })),
  ];
  return { K: rows.length, D, rows };
}

/** int8 with the largest magnitude at 127. */
function toSteps(vector: Float32Array): Int8Array {
  const largest = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return Int8Array.from(vector, (value) => Math.round((value / largest) * 127));
}

const CARD = `# base

For a shop that has trained no model. Nothing here was learnt from anybody: there is no training data.

- **Items** are embedded on the device from the words of their name, brand and category (feature hashing,
  64 dimensions, any language; words of the lexicon also point to their department);
  items are those that the shop's pages showed to this shopper.
- **Weights** are set, not trained: uniform attention over the history, history fading by .7 an interaction,
  the categories looked at as tags.
- **Neighbours** are the shopper's own: items looked at in one session, and items that a page showed together. They are
  made on the device and stay there (\`features/local_graph.ts\`).
- **Codebook**: "undecided" and ${PUBLIC_DEPARTMENTS.length} public retail departments, with the words that shops use for each in English, Chinese,
  German, French and Spanish (lexicon.json). Health, religion, politics, sexuality, pregnancy and gender have no row.
- **Quality** on Amazon Beauty, all items and shoppers new to it, 3,000 tests (\`npm run bench:base\`): NDCG@10 .0161; .0280 where pages list
  what others bought; popularity .0054, random .0005. Train a model where there is a log to train from.
- **Made by** \`inkling base --out models/base\`; the same bytes on every machine.
`;
