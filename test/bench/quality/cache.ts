import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/bundle.ts';
import type { Row } from './scored.ts';

export const CACHE = join(ROOT, '.cache', 'quality');
const LOOKS = join(CACHE, 'test-evaluations.jsonl');

/** What one look at the test split showed. */
interface Look {
  /** Whose test split. */
  readonly data: string;
  /** The model's folder in the cache, or what else was judged. */
  readonly model: string;
  readonly why: string;
}

/** Every look at a test split is kept: choices are made on validation, and this shows how often it was not alone. */
export async function logLook(look: Look, { hr10, ndcg10, hr20, mrr20 }: Row): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const line = { at: new Date().toISOString(), ...look, hr10, ndcg10, hr20, mrr20 };
  await appendFile(LOOKS, `${JSON.stringify(line)}\n`);
}

/** Looks at the test split of these data so far. */
export async function looksAt(data: string): Promise<number> {
  const text = await readFile(LOOKS, 'utf8').catch(() => ''); // none yet
  return text.split('\n').filter((line) => line !== '' && (JSON.parse(line) as Look).data === data).length;
}
