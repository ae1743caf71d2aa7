import { now } from '../contract/clock.ts';
import type { Config } from '../contract/config.ts';
import type { SeenItem } from '../contract/item.ts';
import type { Preset } from '../contract/preset.ts';
import type { Reach } from '../contract/worker_api.ts';
import { fetchFile } from '../model/fetch_file.ts';
import { FileCache } from '../model/file_cache.ts';
import { loadModelFolder, type ModelFolder } from '../model/load.ts';
import { CellCache } from '../store/cell_cache.ts';
import { CodedCatalogue } from './coded_catalogue.ts';
import { type LoadedModel, type OwnKnowledge, prepareModel } from './loaded_model.ts';

/** Room for the cells of a large catalogue: of some five hundred pages, at 34 kB each in the generated one. */
const CELL_BYTES = 16_000_000;

/** Fetches the model once and keeps it ready; it is prepared anew when pages showed items that it does not know. */
export class ModelHost {
  readonly #manifestUrl: string;
  readonly #mayKeep: () => boolean;
  readonly #files: FileCache;
  readonly #preset: Preset | undefined;
  #folder: Promise<ModelFolder> | undefined;
  #loaded: ModelFolder | undefined;
  /** Of a catalogue too large to send whole. */
  #coded: CodedCatalogue | undefined;
  #model: LoadedModel | undefined;
  #preparedFor = '';
  #isStale = false;
  /** Items that pages had showed by then, taken in or not. */
  #offered: ReadonlySet<string> = new Set();
  /** The preparation under way: two at once would leave one model's tensors behind. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param mayKeep whether files may stay on the device, asked at each */
  constructor({ modelUrl, preset }: Pick<Config, 'modelUrl' | 'preset'>, mayKeep: () => boolean) {
    this.#manifestUrl = modelUrl;
    this.#mayKeep = mayKeep;
    this.#files = new FileCache(modelUrl, mayKeep);
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

  get isCoded(): boolean {
    return this.#coded !== undefined;
  }

  /** Something of the history is gone: the next one asked for is prepared without it. */
  forget(): void {
    this.#model?.inference.forget();
    // Only items beyond the model's own have anything of the history.
    this.#isStale = this.#model !== undefined && this.#model.index.V > this.#model.folder.manifest.V;
    // What another tab is deleting must not stay because it was written just now.
    if (!this.#mayKeep()) void this.#files.forget();
  }

  /** Nothing of this device's stays in memory, what its pages brought of the catalogue neither. */
  startOver(): void {
    this.#coded?.forget();
    this.forget();
  }

  /** Of a large catalogue: what this device may show of what a profile likes best, as last measured. */
  get reach(): Reach | undefined {
    return this.#coded?.reach;
  }

  /** Measures `reach`, for when nobody waits. */
  async measureReach(profile: Float32Array): Promise<void> {
    await this.#coded?.measureReach(profile);
  }

  /** @param read what this device knows beside the model */
  model(read: () => Promise<OwnKnowledge>): Promise<LoadedModel> {
    const prepared = this.#turn.then(() => this.#prepare(read));
    this.#turn = prepared.catch(() => undefined); // whoever asked for it is told
    return prepared;
  }

  async #prepare(read: () => Promise<OwnKnowledge>): Promise<LoadedModel> {
    const whole = await this.folder();
    performance.mark('inkling model');
    const own = await read();
    await this.#coded?.visit(own.interactions, now(), own.releasedRow);
    const folder = this.#coded?.folder ?? whole;
    const { seen: items, tags } = own;
    const known = this.#model?.index;
    const isKnown = ({ id }: SeenItem) => this.#offered.has(id) || known?.indexOf(id) !== undefined;
    // A trained model learns nothing from one of its own items that is seen again; a base model does.
    const latest = folder.trained
      ? 0
      : items.reduce((last, item) => Math.max(last, item.seenAt), items.length);
    const version = `${latest} ${[...tags.keys()]}`;
    const isCurrent =
      version === this.#preparedFor &&
      this.#model?.folder === folder &&
      (!folder.trained || items.every(isKnown));
    if (this.#model && isCurrent && !this.#isStale) return this.#model;
    this.#isStale = false;
    const model = prepareModel(folder, own, this.#preset);
    performance.mark('inkling tables');
    this.#model?.inference.dispose();
    this.#model = model;
    this.#preparedFor = version;
    this.#offered = new Set(items.map(({ id }) => id));
    return model;
  }

  async #fetch(): Promise<ModelFolder> {
    const name = new URL(this.#manifestUrl).pathname.split('/').at(-1) ?? 'manifest.json';
    const read = fetchFile(this.#manifestUrl);
    const loaded = await loadModelFolder(read, name, this.#files);
    if (loaded.coded) {
      const cache = new CellCache(loaded.manifestHash, this.#manifestUrl, this.#mayKeep, CELL_BYTES);
      this.#coded = new CodedCatalogue(loaded, read, cache);
      await this.#coded.restore();
    }
    this.#loaded = loaded;
    return loaded;
  }
}
