import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Codebook, writeCodebook } from '../../../src/contract/codebook.ts';
import { DAY_MS } from '../../../src/contract/config.ts';
import { MANIFEST_FORMAT, type Manifest } from '../../../src/contract/manifest.ts';
import { type Release, serializeRelease } from '../../../src/contract/release.ts';
import { createReceiver, type ReceiverOptions } from '../../../src/receiver/server.ts';
import { Prng } from '../../../src/simulate/prng.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export const PERIOD = 735;
/** In the middle of the period. */
export const NOW = (PERIOD + 0.5) * 28 * DAY_MS;
export const SITE = 'demo';
export const PATH = `/v1/sites/${SITE}/releases`;

/** Rows drawn far apart: no change of one byte turns one into another. */
export function testCodebook(seed = 1, K = 16, D = 64): Codebook {
  const prng = new Prng(seed);
  const rows = Array.from({ length: K }, (_, k) => ({
    name: { en: k === 0 ? 'Undecided' : `Row ${k}` },
    embedding: Int8Array.from({ length: D }, () => prng.integer(255) - 127),
  }));
  return { K, D, rows };
}

/** Writes a model folder of which only manifest and codebook exist: all that a receiver reads. */
export async function writeModel(modelsDir: string, name: string, codebook: Codebook): Promise<string> {
  const text = writeCodebook(codebook);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const file = (path: string) => ({ path, bytes: text.length, sha256 });
  const manifest: Manifest = {
    ...{ name, D: codebook.D, T: 50, heads: 2, blocks: 1, F: 64, V: 0, brands: 0, tags: 0 },
    ...{ neighbours: 0, lambda: 0, beta: 0, minShoppers: 5, seed: 1, weights: [] },
    files: { weights: file('weights.bin'), codebook: file('codebook.json') },
  };
  await mkdir(join(modelsDir, name), { recursive: true });
  await writeFile(join(modelsDir, name, 'codebook.json'), text);
  await writeFile(
    join(modelsDir, name, 'manifest.json'),
    JSON.stringify({ format: MANIFEST_FORMAT, ...manifest }),
  );
  return sha256;
}

/** A folder of its own with one model, and releases that fit it. */
export class World {
  readonly folder: string;
  readonly codebook: Codebook;
  readonly sha256: string;
  readonly modelsDir: string;
  readonly database: string;
  readonly #nonces = new Prng(7);
  readonly #open: { close(): Promise<unknown> }[] = [];
  readonly #started: ChildProcess[] = [];

  private constructor(folder: string, codebook: Codebook, sha256: string) {
    this.folder = folder;
    this.codebook = codebook;
    this.sha256 = sha256;
    this.modelsDir = join(folder, 'models');
    this.database = join(folder, 'receiver.sqlite');
  }

  static async create(): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'inkling-test-'));
    const codebook = testCodebook();
    return new World(folder, codebook, await writeModel(join(folder, 'models'), 'demo', codebook));
  }

  /** A receiver over the world's database; closed with the world. */
  async receiver(options: Partial<ReceiverOptions> = {}): ReturnType<typeof createReceiver> {
    const { modelsDir, database } = this;
    const receiver = await createReceiver({ modelsDir, database, site: SITE, now: () => NOW, ...options });
    this.#open.push(receiver);
    return receiver;
  }

  /** `inkling receive`, as one process: what is killed is the receiver and not a wrapper of it. */
  command(...more: string[]): ChildProcess {
    return this.spawn(process.execPath, ...this.commandLine(...more));
  }

  /** What Node is given for it. */
  commandLine(...more: string[]): string[] {
    const { modelsDir: models, database } = this;
    const options = [
      '--port',
      '0',
      '--models',
      models,
      '--database',
      database,
      '--site',
      SITE,
      '--demo-clock',
    ];
    return ['--import', 'tsx', 'src/cli.ts', 'receive', ...options, ...more];
  }

  /** A process that ends with the world. */
  spawn(program: string, ...args: string[]): ChildProcess {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#started.push(child);
    return child;
  }

  /** 16 bytes, never the same twice in a world. */
  nonce(): Uint8Array {
    return Uint8Array.from({ length: 16 }, () => this.#nonces.integer(256));
  }

  /** The bytes of a valid release of `row`. */
  release(row = 1, more: Partial<Release> = {}): Uint8Array<ArrayBuffer> {
    return serializeRelease({
      mechanism: 1,
      K: this.codebook.K,
      epsilonMilli: 2_000,
      period: PERIOD,
      codebookHash: Buffer.from(this.sha256, 'hex').subarray(0, 16),
      nonce: this.nonce(),
      embedding: this.codebook.rows[row]!.embedding,
      ...more,
    });
  }

  async destroy(): Promise<void> {
    for (const child of this.#started) child.kill('SIGKILL'); // does nothing to one that has ended
    for (const receiver of this.#open) await receiver.close();
    await rm(this.folder, { recursive: true });
  }
}

/** What a receiver prints with `--json` when it is ready. */
export async function ready(child: ChildProcess): Promise<{ url: string }> {
  child.stderr!.resume(); // a full pipe would hold it up
  const [line] = await once(createInterface(child.stdout!), 'line');
  return JSON.parse(line) as { url: string };
}

export async function ended(
  child: ChildProcess,
): Promise<{ code: number | null; stderr: string; stdout: string }> {
  const text = { stdout: '', stderr: '' };
  child.stdout!.on('data', (chunk) => (text.stdout += chunk));
  child.stderr!.on('data', (chunk) => (text.stderr += chunk));
  const [code] = await once(child, 'close');
  return { code, ...text };
}

/** Hex of the nonce of a release's bytes. */
export const nonceOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(28, 44)).toString('hex');

/** What arrives when a browser posts a Uint8Array: no content type. */
export const post = (...releases: Uint8Array[]) =>
  ({ method: 'POST', url: PATH, payload: Buffer.concat(releases) }) as const;
