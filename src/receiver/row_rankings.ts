import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { type Card, parseCatalogue } from '../contract/catalogue.ts';
import { type CodebookRow, parseCodebook } from '../contract/codebook.ts';
import { InklingError } from '../contract/error.ts';
import { type Manifest, type ModelFile, parseManifest } from '../contract/manifest.ts';
import { decodeEntities } from '../model/folder.ts';
import { type BusinessRules, isAllowed, isNamed, NO_RULES, readRules } from './business_rules.ts';
import { modelNames } from './live_codebook.ts';

/** A trained model as far as lists of its rows need it. V items, width D. */
export interface RankedModel {
  readonly name: string;
  readonly codebook: string;
  readonly rows: readonly CodebookRow[];
  readonly cards: readonly Card[];
  /** Of the manifest: it changes with the catalogue. */
  readonly version: string;
  /** Dot product of each item with a row, [V]. */
  scores(row: number): Float32Array;
  /** Items best first, equal ones by their place in the catalogue, [V]. */
  order(row: number): Int32Array;
}

export interface Ranked {
  readonly card: Card;
  readonly score: number;
  readonly isPinned: boolean;
}

/** Stamp of no file. */
const UNREAD = 'unread';

/**
 * Which items go with a row of a codebook: all by their dot product with the row, as the model's card measured it, and
 * then the shop's rules. Of a codebook there are K lists, the same for everybody, and nothing of a shopper in them.
 *
 * Models and rules are read when they are first asked for, and again when their file has changed.
 */
export class RowRankings {
  readonly #modelsDir: string;
  readonly #rulesFile: string | undefined;
  readonly #log: Pick<FastifyBaseLogger, 'warn'>;
  readonly #models = new Map<
    string,
    { readonly stamp: string; readonly model: Promise<RankedModel | undefined> }
  >();
  #rules: { readonly stamp: string; readonly rules: BusinessRules; readonly version: string } = {
    ...{ stamp: UNREAD, rules: NO_RULES, version: 'none' },
  };

  constructor(modelsDir: string, rulesFile: string | undefined, log: Pick<FastifyBaseLogger, 'warn'>) {
    this.#modelsDir = modelsDir;
    this.#rulesFile = rulesFile;
    this.#log = log;
  }

  /**
   * The model that ranks for a codebook: of several that share it the last by name, as long as it has a catalogue.
   * @param codebook hex SHA-256. @returns undefined when no model of the folder has it.
   */
  async model(codebook: string): Promise<RankedModel | undefined> {
    let found: RankedModel | undefined;
    for (const name of await modelNames(this.#modelsDir)) {
      const model = await this.#load(name);
      if (model?.codebook === codebook && (model.cards.length > 0 || !found)) found = model;
    }
    return found;
  }

  /** The rules as the file has them now. One that cannot be read leaves those before it standing. */
  async rules(): Promise<{ readonly rules: BusinessRules; readonly version: string }> {
    if (this.#rulesFile === undefined) return this.#rules;
    const stamp = await stampOf(this.#rulesFile);
    if (stamp === this.#rules.stamp) return this.#rules;
    try {
      const { rules, text } = await readRules(this.#rulesFile);
      this.#rules = { stamp, rules, version: createHash('sha256').update(text).digest('hex').slice(0, 16) };
    } catch (cause) {
      if (this.#rules.stamp === UNREAD) throw cause; // there are none before it: at the start
      this.#rules = { ...this.#rules, stamp };
      this.#log.warn({ reason: (cause as Error).message }, 'rules stay as they were');
    }
    return this.#rules;
  }

  async #load(name: string): Promise<RankedModel | undefined> {
    const folder = join(this.#modelsDir, name);
    const stamp = await stampOf(join(folder, 'manifest.json'));
    const known = this.#models.get(name);
    if (known?.stamp === stamp) return known.model;
    const model = loadModel(folder, name).catch((cause: unknown) => {
      this.#log.warn(
        { reason: cause instanceof Error ? cause.message : String(cause) },
        'a model cannot rank',
      );
      return undefined;
    });
    this.#models.set(name, { stamp, model });
    return model;
  }
}

/** The first `count` of a row's list. Pinned items stand where they are wanted, whatever excludes them. */
export function rankedItems(model: RankedModel, row: number, count: number, rules: BusinessRules): Ranked[] {
  const scores = model.scores(row);
  const pins = rules.pin
    .filter(({ rows }) => rows === undefined || rows.includes(row))
    .flatMap(({ item, position }) => {
      const index = model.cards.findIndex((card) => isNamed(card, item));
      return index < 0 ? [] : [{ index, position }];
    })
    .sort((a, b) => a.position - b.position);
  const isPinned = new Set(pins.map(({ index }) => index));
  const list: Ranked[] = [];
  const place = (index: number) =>
    list.push({ card: model.cards[index]!, score: scores[index]!, isPinned: isPinned.has(index) });
  const free = model.order(row).values();
  const nextFree = (): number | undefined => {
    for (const index of free) if (!isPinned.has(index) && isAllowed(model.cards[index]!, rules)) return index;
    return undefined;
  };
  while (list.length < count) {
    const pin = pins[0];
    const index =
      pin && pin.position <= list.length + 1 ? pins.shift()!.index : (nextFree() ?? pins.shift()?.index);
    if (index === undefined) break;
    place(index);
  }
  return list;
}

async function loadModel(folder: string, name: string): Promise<RankedModel> {
  const bytes = await readFile(join(folder, 'manifest.json'));
  const manifest = parseManifest(JSON.parse(bytes.toString('utf8')));
  const { codebook, catalogue, entities } = manifest.files;
  const { rows } = parseCodebook(await readJson(folder, codebook));
  const cards = catalogue ? parseCatalogue(await readJson(folder, catalogue)).cards : [];
  const vectors = entities ? await itemVectors(folder, entities, manifest) : new Float32Array(0);
  const orders = new Map<number, Int32Array>();
  const scores = (row: number): Float32Array => {
    const { embedding } = rows[row]!;
    const length = Math.hypot(...embedding) || 1;
    return Float32Array.from({ length: cards.length }, (_, item) => {
      let sum = 0;
      for (const [d, step] of embedding.entries()) sum += (step / length) * vectors[item * manifest.D + d]!;
      return sum;
    });
  };
  return {
    ...{ name, codebook: codebook.sha256, rows, cards, scores },
    version: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    order(row) {
      const known = orders.get(row);
      if (known) return known;
      const values = scores(row);
      const order = Int32Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
      orders.set(row, order);
      return order;
    },
  };
}

/** The items' own rows of the entity table, without the padding before them. [V, D] */
async function itemVectors(
  folder: string,
  file: ModelFile,
  { V, D, brands, tags }: Manifest,
): Promise<Float32Array> {
  const table = decodeEntities(await readChecked(folder, file), 1 + V + brands + tags, D);
  return table.slice(D, (1 + V) * D);
}

const readJson = async (folder: string, file: ModelFile): Promise<unknown> =>
  JSON.parse((await readChecked(folder, file)).toString('utf8'));

async function readChecked(folder: string, { path, sha256 }: ModelFile): Promise<Buffer> {
  const bytes = await readFile(join(folder, path));
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new InklingError('model-corrupt', `model file ${path} does not match its hash`);
  return bytes;
}

/** Changes with the file; empty when there is none. */
const stampOf = (file: string): Promise<string> =>
  stat(file).then(
    ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
    () => '',
  );
