import { basename } from 'node:path';
import { measureAdaptation } from './adaptation.ts';
import type { ShopperArguments } from './arguments.ts';
import { readData } from './models.ts';
import type { Output } from './output.ts';

/** What the profile does beyond the model as it was trained. */
export async function runProfile(given: ShopperArguments, output: Output): Promise<object> {
  const data = await readData(given.data);
  if (!data) {
    const absent = `${given.data} holds no sequences.txt and items.jsonl: nothing to measure`;
    output.say(absent);
    return { data: basename(given.data), absent };
  }
  const adaptation = await measureAdaptation(data, given, output);
  return { data: data.name, ...(adaptation ? { adaptation } : {}) };
}
