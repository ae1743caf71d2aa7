import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InklingError, invalid } from '../contract/error.ts';
import { type CatalogueIndex, indexCatalogue } from '../features/catalogue_index.ts';
import { loadModelFolder, type ModelFolder } from '../model/load.ts';
import { startTraining } from './backend.ts';
import { evaluateBlends } from './evaluate.ts';
import { prefixCases, type TestCase, toShopper, toTestCase } from './examples.ts';
import type { ListMetrics, RankingMetrics } from './metrics.ts';
import { showCount } from './progress_bar.ts';
import { readSequences } from './readers.ts';

export const EVALUATION_PROTOCOLS = ['leave-one-out', 'prefixes'] as const;

export interface EvaluateArguments {
  /** A model's folder. */
  readonly model: string;
  /** One shopper or session a line, item ids oldest first. */
  readonly sequences: string;
  /**
   * `leave-one-out` (the default): each line's last new item is predicted from all before it, items of
   * the input masked. `prefixes`: every item is predicted from those before it, repeats allowed.
   */
  readonly protocol?: (typeof EVALUATION_PROTOCOLS)[number];
}

export interface Evaluation extends RankingMetrics, ListMetrics {
  /** Lines that gave a test. */
  readonly shoppers: number;
  /** Lines too short for one, counting only items that the model knows. */
  readonly skipped: number;
  readonly seconds: number;
}

/**
 * `inkling evaluate`: full rank over the model's catalogue, ties at mid rank.
 * @throws InklingError `model-unavailable`, `model-corrupt`, `invalid-argument`
 */
export async function runEvaluate({
  model,
  sequences,
  protocol = 'leave-one-out',
}: EvaluateArguments): Promise<Evaluation> {
  const folder = await readModelFolder(model);
  if (!folder.trained) throw invalid('the model has no catalogue of its own to rank: train one first');
  const logs = await readSequences(sequences);
  const index = indexCatalogue(folder.trained.catalogue, folder.trained.neighbours);
  const perLine = logs.map((log) => casesOf(log, index, protocol, folder.manifest.T));
  const cases = perLine.flat();
  if (cases.length === 0)
    throw invalid(`none of ${logs.length} lines has two items that the model knows: nothing to test`);
  await startTraining('wasm');
  const started = performance.now();
  const judged = {
    learnt: { weights: folder.weights, table: folder.trained.entities },
    shape: folder.manifest,
    index,
  };
  const [metrics] = await evaluateBlends(
    cases,
    judged,
    [folder.manifest],
    showCount(process.stderr, 'tests', cases.length),
  );
  const shoppers = perLine.filter((list) => list.length > 0).length;
  return {
    ...metrics!,
    shoppers,
    skipped: logs.length - shoppers,
    seconds: (performance.now() - started) / 1000,
  };
}

/** The evaluation as lines for a person. */
export function evaluationText({ shoppers, skipped, seconds, tests, ...metrics }: Evaluation): string {
  const rows = Object.entries(metrics).map(([name, value]) => `${name.padEnd(12)} ${value.toFixed(4)}`);
  return [
    ...rows,
    `${tests} tests of ${shoppers} lines in ${seconds.toFixed(1)} s; ${skipped} lines skipped as too short`,
  ].join('\n');
}

/**
 * A model folder of this machine, whole.
 * @throws InklingError `model-unavailable`, `model-corrupt`; `invalid-argument` for one of which pages get a part
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const read = async (path: string) => {
    try {
      return new Uint8Array(await readFile(join(folder, path)));
    } catch (cause) {
      throw new InklingError('model-unavailable', `model file ${path} cannot be read in ${folder}`, {
        cause,
      });
    }
  };
  const loaded = await loadModelFolder(read, 'manifest.json');
  const { coded } = loaded.manifest;
  if (coded)
    throw invalid(
      `${folder} is cut into cells for ${coded.items} items: this needs it whole, as "inkling train --codes vectors --pool ${coded.items}" writes it`,
    );
  return loaded;
}

function casesOf(
  log: Parameters<typeof toShopper>[0],
  index: CatalogueIndex,
  protocol: NonNullable<EvaluateArguments['protocol']>,
  T: number,
): readonly TestCase[] {
  const shopper = toShopper(log, index);
  if (protocol === 'prefixes') return prefixCases(shopper, index, T);
  const found = toTestCase(shopper, index, T);
  return found ? [found] : [];
}
