import type { CatalogueIndex } from '../features/catalogue_index.ts';
import type { ModelInput } from '../features/model_input.ts';
import type { Outlook } from './adaptation.ts';
import { type Attended, blendTerms } from './rank.ts';

/**
 * What learning reads of one pass of the model.
 * @param hidden items that may not come next: where nothing is repeated, those of the history
 */
export function outlookOf(
  { scores, history, parts }: Attended & Pick<Outlook, 'parts'>,
  input: ModelInput,
  index: CatalogueIndex,
  hidden: Iterable<number>,
): Outlook {
  const flags = new Uint8Array(index.V + 1);
  for (const item of hidden) flags[item] = 1;
  return { scores, parts, ...blendTerms(history, input, index), hidden: flags };
}
