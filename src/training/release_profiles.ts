import { buildInput } from '../features/build_input.ts';
import { type CatalogueIndex, indexCatalogue } from '../features/catalogue_index.ts';
import type { Step } from '../features/steps.ts';
import type { ModelFolder } from '../model/load.ts';
import { normaliseInPlace } from '../profile/interests.ts';
import { startTraining } from './backend.ts';
import { attendEach } from './evaluate.ts';
import { type Attendable, bucketOf } from './examples.ts';
import { readModelFolder } from './run_evaluate.ts';

/** A trained model, and its catalogue as profiles are made with it. */
export interface IndexedModel {
  readonly folder: ModelFolder;
  readonly index: CatalogueIndex;
}

/** @throws InklingError `model-unavailable`, `model-corrupt` */
export async function readIndexedModel(path: string): Promise<IndexedModel> {
  const folder = await readModelFolder(path);
  return { folder, index: indexCatalogue(folder.trained!.catalogue, folder.trained!.neighbours) };
}

/**
 * Profiles as src/engine/snapshot.ts makes them for a release: behaviour alone, unit length. Many at once, for
 * simulations; shape [N] of [D].
 *
 * @param histories steps of each shopper, oldest first, not empty
 */
export async function releaseProfiles(
  histories: readonly (readonly Step[])[],
  { folder, index }: IndexedModel,
  report: (done: number, total: number) => void = () => {},
): Promise<Float32Array[]> {
  const { manifest, weights, trained } = folder;
  const sequences = histories.map((steps): Attendable => {
    const width = bucketOf(Math.min(steps.length, manifest.T), manifest.T);
    return {
      width,
      get input() {
        return buildInput(steps, index.graph, { T: width, behaviourOnly: true });
      },
    };
  });
  await startTraining('wasm');
  const profiles: Float32Array[] = new Array(histories.length);
  let done = 0;
  const learnt = { weights, table: trained!.entities };
  await attendEach(sequences, learnt, 0, manifest, ({ profile }, _input, place) => {
    profiles[place] = normaliseInPlace(profile.slice());
    report(++done, histories.length);
  });
  return profiles;
}
