import { createHash, type Hash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { AdamState } from './adam.ts';
import type { AverageState } from './average.ts';
import type { TestCase } from './examples.ts';
import type { Parameters, Trained } from './train_loop.ts';
import type { TrainingData } from './training_data.ts';

/** Everything that the loop carries from one epoch to the next. */
export interface LoopState {
  /** The last epoch that was finished. */
  readonly epoch: number;
  readonly prng: readonly number[];
  readonly parameters: Parameters;
  readonly optimiser: AdamState;
  readonly average: AverageState;
  readonly best: { readonly score: number; readonly epoch: number; readonly learnt: Trained };
}

type Arrays = ReadonlyMap<string, Float32Array>;

/** What stands before the arrays, as JSON. */
interface Header {
  readonly key: string;
  readonly seconds: number;
  readonly epoch: number;
  readonly prng: readonly number[];
  readonly optimiserSteps: number;
  readonly averageSteps: number;
  readonly best: { readonly score: number; readonly epoch: number };
  /** Group, name and length of each array, in order. */
  readonly arrays: readonly (readonly [group: string, name: string, length: number])[];
}

const FORMAT = 'inkling-checkpoint/1';
const DIGEST_BYTES = 32;

/**
 * The file from which a run that was killed goes on: written whole after each epoch, and read only by a run
 * with the same key, so that going on comes to the same bytes as never having stopped.
 *
 * SHA-256 of what follows; length of the header, uint32; header; the arrays, float32, little-endian.
 */
export class Checkpoint {
  readonly #path: string;
  readonly #key: string;
  readonly #openedAt = performance.now();
  #secondsBefore = 0;

  constructor(path: string, key: string) {
    this.#path = path;
    this.#key = key;
  }

  /** Time that earlier runs have spent on what this one goes on with. */
  get secondsBefore(): number {
    return this.#secondsBefore;
  }

  /** Where an earlier run of the same key stood; undefined when there is none, or its file is not whole. */
  async load(): Promise<LoopState | undefined> {
    const bytes = await readFile(this.#path).catch(() => undefined); // absent: from the beginning
    if (!bytes || !sha256(bytes.subarray(DIGEST_BYTES)).equals(bytes.subarray(0, DIGEST_BYTES)))
      return undefined;
    const start = DIGEST_BYTES + 4;
    const end = start + bytes.readUInt32LE(DIGEST_BYTES);
    const header = JSON.parse(bytes.toString('utf8', start, end)) as Header;
    if (header.key !== this.#key) return undefined;
    this.#secondsBefore = header.seconds;
    const values = new Float32Array(new Uint8Array(bytes.subarray(end)).buffer);
    const groups = new Map<string, Map<string, Float32Array>>();
    let offset = 0;
    for (const [group, name, length] of header.arrays) {
      const arrays = groups.get(group) ?? new Map<string, Float32Array>();
      groups.set(group, arrays.set(name, values.slice(offset, offset + length)));
      offset += length;
    }
    const arraysOf = (group: string): Arrays => groups.get(group)!;
    return {
      epoch: header.epoch,
      prng: header.prng,
      parameters: arraysOf('parameters'),
      optimiser: {
        steps: header.optimiserSteps,
        means: arraysOf('means'),
        squares: arraysOf('squares'),
      },
      average: { steps: header.averageSteps, values: arraysOf('average') },
      best: {
        ...header.best,
        learnt: {
          weights: arraysOf('best'),
          table: arraysOf('bestTables').get('table')!,
          attributes: arraysOf('bestTables').get('attributes')!,
          ...(arraysOf('bestTables').has('centroids')
            ? { centroids: arraysOf('bestTables').get('centroids')! }
            : {}),
        },
      },
    };
  }

  async save({ epoch, prng, parameters, optimiser, average, best }: LoopState): Promise<void> {
    const groups: Record<string, Arrays> = {
      parameters,
      means: optimiser.means,
      squares: optimiser.squares,
      average: average.values,
      best: best.learnt.weights,
      bestTables: new Map([
        ['table', best.learnt.table],
        ['attributes', best.learnt.attributes],
        ...(best.learnt.centroids ? ([['centroids', best.learnt.centroids]] as const) : []),
      ]),
    };
    const arrays = Object.entries(groups).flatMap(([group, list]) =>
      [...list].map(([name, values]) => ({ group, name, values })),
    );
    const header: Header = {
      key: this.#key,
      seconds: this.#secondsBefore + (performance.now() - this.#openedAt) / 1000,
      epoch,
      prng,
      optimiserSteps: optimiser.steps,
      averageSteps: average.steps,
      best: { score: best.score, epoch: best.epoch },
      arrays: arrays.map(({ group, name, values }) => [group, name, values.length]),
    };
    const text = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    const body = Buffer.concat([length, text, ...arrays.map(({ values }) => bytesOf(values))]);
    const file = await open(this.#half, 'w');
    try {
      await file.writeFile(Buffer.concat([sha256(body), body]));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(this.#half, this.#path);
  }

  get #half(): string {
    return `${this.#path}.tmp`;
  }
}

/**
 * One key for all that the loop's result depends on: settings, backend, examples, and the tests that judge
 * an epoch. Another key, another run.
 */
export function keyOfTraining(
  settings: object,
  { catalogue, table, layout, examples }: TrainingData,
  judged: readonly TestCase[],
): string {
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, tf.getBackend(), settings, catalogue]));
  for (const part of [table, layout, ...examples]) addArrays(hash, part);
  for (const test of judged) addArrays(hash, { ...test, input: test.input, target: [test.target] });
  return hash.digest('hex');
}

/** Every typed array of an object and of the objects in it, with its name. */
function addArrays(hash: Hash, part: object): void {
  for (const [name, value] of Object.entries(part)) {
    if (ArrayBuffer.isView(value))
      hash.update(name).update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else if (Array.isArray(value)) hash.update(`${name}${value}`);
    else if (typeof value === 'object' && value !== null && !(value instanceof Set)) addArrays(hash, value);
  }
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
