import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { embedText, indexLexicon } from '../../../src/features/hashed_text.ts';
import { loadModelFolder } from '../../../src/model/load.ts';
import { nearestRow } from '../../../src/privacy/nearest_row.ts';
import { encodeBaseModel } from '../../../src/training/base_model.ts';

const load = () => {
  const files = encodeBaseModel();
  return loadModelFolder(async (path) => Uint8Array.from(files.get(path)!), 'manifest.json');
};

describe('the base model', () => {
  test('is what models/base holds, to the byte, and nothing else', () => {
    expect(readdirSync('models/base').sort()).toEqual([...encodeBaseModel().keys()].sort());
    for (const [path, bytes] of encodeBaseModel()) {
      expect(readFileSync(`models/base/${path}`).equals(bytes), path).toBe(true);
    }
  });

  test('loads, has 16 rows and no item of its own', async () => {
    const folder = await load();

    expect(folder.trained).toBeUndefined();
    expect(folder.codebook.K).toBe(16);
    expect(folder.codebook.rows[0]!.name.en).toBe('Undecided');
  });

  test.each([
    ['Hair Care shampoo', 'Beauty and care'],
    ['洗发水 护发', 'Beauty and care'],
    ['Wanderschuhe Zelt camping', 'Outdoor and travel'],
    ['Bluetooth headphone', 'Electronics'],
    ['Espresso coffee beans', 'Food and drink'],
  ])('takes "%s" to %s', async (text, department) => {
    const { codebook, lexicon } = await load();

    const row = nearestRow(embedText(text, codebook.D, indexLexicon(lexicon!, codebook)), codebook);

    expect(codebook.rows[row]!.name.en).toBe(department);
  });
});
