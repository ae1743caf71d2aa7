import type { SeenItem } from '../contract/item.ts';
import type { Preset } from '../contract/preset.ts';
import { buildInput } from '../features/build_input.ts';
import { fetchFile } from '../model/fetch_file.ts';
import { loadModelFolder, type ModelFolder } from '../model/load.ts';
import { type LoadedModel, prepareModel } from './loaded_model.ts';

/** Fetches the model once and keeps it ready; it is prepared anew when pages showed items that it does not know. */
export class ModelHost {
  readonly #manifestUrl: string;
  readonly #preset: Preset | undefined;
  #folder: Promise<ModelFolder> | undefined;
  #loaded: ModelFolder | undefined;
  #model: LoadedModel | undefined;
  #preparedFor = -1;
  /** Items that pages had showed by then, taken in or not. */
  #offered: ReadonlySet<string> = new Set();
  /** The preparation under way: two at once would leave one model's tensors behind. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(manifestUrl: string, preset?: Preset) {
    this.#manifestUrl = manifestUrl;
    this.#preset = preset;
  }

  /**
   * The files, fetched and checked; a failed attempt is forgotten, so that the next call tries again.
   * @throws InklingError `model-unavailable`, `model-corrupt`
   */
  folder(): Promise<ModelFolder> {
    this.#folder ??= this.#fetch().catch((error: unknown) => {
      this.#folder = undefined;
      throw error;
    });
    return this.#folder;
  }

  /** The files, once they are there. */
  get loaded(): ModelFolder | undefined {
    return this.#loaded;
  }

  /** @param seen the items that pages showed */
  model(seen: () => Promise<readonly SeenItem[]>): Promise<LoadedModel> {
    const prepared = this.#turn.then(() => this.#prepare(seen));
    this.#turn = prepared.catch(() => undefined); // whoever asked for it is told
    return prepared;
  }

  async #prepare(seen: () => Promise<readonly SeenItem[]>): Promise<LoadedModel> {
    const folder = await this.folder();
    const items = await seen();
    const known = this.#model?.index;
    const isKnown = ({ id }: SeenItem) => this.#offered.has(id) || known?.indexOf(id) !== undefined;
    const version = items.reduce((latest, item) => Math.max(latest, item.seenAt), items.length);
    // A trained model learns nothing from one of its own items that is seen again; a base model does.
    const isCurrent = folder.trained ? items.every(isKnown) : version === this.#preparedFor;
    if (this.#model && isCurrent) return this.#model;
    const model = prepareModel(folder, items, this.#preset);
    this.#model?.inference.dispose();
    this.#model = model;
    this.#preparedFor = version;
    this.#offered = new Set(items.map(({ id }) => id));
    // Compiles the backend's programs before the first answer is asked for.
    await model.inference.infer(buildInput([], model.index.graph, { T: folder.manifest.T }));
    return model;
  }

  async #fetch(): Promise<ModelFolder> {
    const name = new URL(this.#manifestUrl).pathname.split('/').at(-1) ?? 'manifest.json';
    this.#loaded = await loadModelFolder(fetchFile(this.#manifestUrl), name);
    return this.#loaded;
  }
}
