import { basename } from 'node:path';
import { startTraining } from '../../../src/training/backend.ts';
import { measureAdaptation } from './adaptation.ts';
import type { ShopperArguments } from './arguments.ts';
import { type Data, readData } from './models.ts';
import type { Output } from './output.ts';
import { measurePlantedGroups } from './planted.ts';
import { measurePublicGroups } from './public_groups.ts';

/** What the profile does beyond the model as it was trained: its feature groups, and learning on the device. */
export async function runProfile(given: ShopperArguments, output: Output): Promise<object> {
  await startTraining('wasm');
  output.say(
    'The feature groups on simulated shoppers, each against the same model with that group shuffled between shoppers:',
  );
  const planted = await measurePlantedGroups(given, output);
  const data = await readData(given.data);
  if (data) return { data: data.name, ...(await measurePublic(data, planted, given, output)) };
  const absent = `${given.data} holds no sequences.txt and items.jsonl: nothing more to measure`;
  output.say(absent);
  return { data: basename(given.data), absent, groups: planted };
}

async function measurePublic(
  data: Data,
  planted: readonly object[],
  given: ShopperArguments,
  output: Output,
): Promise<object> {
  output.say(`The same on ${data.name}:`);
  const groups = await measurePublicGroups(data, given, output);
  const adaptation = await measureAdaptation(data, given, output);
  return { groups: [...planted, ...groups], ...(adaptation ? { adaptation } : {}) };
}
