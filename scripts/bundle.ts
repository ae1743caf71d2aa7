import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BROWSER_FILES,
  type BuiltFile,
  configOf,
  isLoader,
  NODE_FILES,
  RECEIVER_FILES,
  WASM_FILE,
  WASM_SOURCE,
} from '../vite.config.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const RELEASE_FOLDER = 'dist';
/** The twin that takes a clock from outside: for tests and the demo. */
export const TEST_FOLDER = 'dist-test';

/** What was built from what, so that the next run can tell whether anything changed. */
interface BuildRecord {
  /** Hash over the build's own configuration and the contents of `inputs`. */
  readonly key: string;
  /** Files of this project that went into it; packages are covered by the lock file. */
  readonly inputs: readonly string[];
}

type BuildRecords = Record<string, BuildRecord>;

const RECORD_FILE = join(ROOT, 'node_modules', '.cache', 'inkling', 'build.json');
const CONFIGURATION = [
  'vite.config.ts',
  'package.json',
  'package-lock.json',
  'scripts/bundle.ts',
  'scripts/slimming.ts',
  'scripts/declarations.ts',
];
/** What `inkling.js` loads, sooner or later. */
const LOADED_FILES = [...BROWSER_FILES.filter((file) => !isLoader(file)).map(({ name }) => name), WASM_FILE];
const INTEGRITY_FILE = 'integrity.json';
const TYPES_FOLDER = 'types';
const TYPES_ENTRY = 'src/index.ts';

export interface BundleOptions {
  /** Both by default. */
  readonly folders?: readonly string[];
  /** While developing: skip entries that do not exist yet. */
  readonly allowMissing?: boolean;
  readonly log: (line: string) => void;
}

/** What is built into a folder. Shop and receiver can be started with either alone, as `npm start` does. */
export const filesOf = (folder: string): readonly BuiltFile[] => [
  ...BROWSER_FILES,
  ...RECEIVER_FILES,
  ...(folder === RELEASE_FOLDER ? NODE_FILES : []),
];

/** Builds `dist/` and `dist-test/`, or one of them: only the files whose inputs changed since they were last built. */
export async function bundleAll(options: BundleOptions): Promise<void> {
  const builder = new Builder(await readRecords(), await hashFiles(CONFIGURATION));
  const { folders = [RELEASE_FOLDER, TEST_FOLDER] } = options;
  try {
    for (const folder of [TEST_FOLDER, RELEASE_FOLDER])
      if (folders.includes(folder)) await bundleFolder(folder, filesOf(folder), builder, options);
    if (folders.includes(RELEASE_FOLDER)) await bundleTypes(builder, options);
  } finally {
    // After a failure, too: what was built need not be built again.
    await writeWhole(RECORD_FILE, `${JSON.stringify(builder.records, null, 1)}\n`);
  }
}

async function bundleTypes(builder: Builder, { log }: BundleOptions): Promise<void> {
  if (!(await exists(join(ROOT, TYPES_ENTRY)))) return;
  const types = `${RELEASE_FOLDER}/${TYPES_FOLDER}`;
  if (await builder.build(`${types}/index.d.ts`, declarations)) log(`${types}/`);
}

async function bundleFolder(
  folder: string,
  files: readonly BuiltFile[],
  builder: Builder,
  { allowMissing = false, log }: BundleOptions,
): Promise<void> {
  await mkdir(join(ROOT, folder), { recursive: true });
  const wasm = join(ROOT, folder, WASM_FILE);
  if (!(await exists(wasm))) await copyFile(join(ROOT, WASM_SOURCE), wasm);
  // Last those that hold the hashes of the others.
  for (const file of [...files].sort((a, b) => Number(isLoader(a)) - Number(isLoader(b)))) {
    if (!(await exists(join(ROOT, file.entry)))) {
      if (!allowMissing) throw new Error(`${file.entry} does not exist, ${folder}/${file.name} needs it`);
      log(`${folder}/${file.name}: skipped, ${file.entry} does not exist yet`);
      continue;
    }
    const hashes = isLoader(file) ? await hashesOf(folder, 'sha256', LOADED_FILES) : undefined;
    const isBuilt = await builder.build(
      `${folder}/${file.name}`,
      () => bundle(file, folder, hashes),
      JSON.stringify(hashes),
    );
    if (isBuilt) log(`${folder}/${file.name}`);
  }
  const own = [WASM_FILE, INTEGRITY_FILE, ...(folder === RELEASE_FOLDER ? [TYPES_FOLDER] : [])];
  await removeStrangers(folder, [...files.map(({ name }) => name), ...own]);
  await writeIntegrity(folder);
}

/** Knows what is up to date. */
class Builder {
  readonly records: BuildRecords;
  readonly #configuration: string;

  constructor(records: BuildRecords, configuration: string) {
    this.records = records;
    this.#configuration = configuration;
  }

  /**
   * Runs `work`, which writes `output` and returns its inputs, unless nothing changed.
   * @param given what goes into the output beside the inputs
   * @returns whether it ran
   */
  async build(output: string, work: () => Promise<readonly string[]>, given = ''): Promise<boolean> {
    const record = this.records[output];
    const keyOf = async (inputs: readonly string[]) =>
      `${this.#configuration}${await hashFiles(inputs)}${given}`;
    if (record && (await exists(join(ROOT, output))) && record.key === (await keyOf(record.inputs)))
      return false;
    const inputs = await work();
    this.records[output] = { key: await keyOf(inputs), inputs };
    return true;
  }
}

async function bundle(
  file: BuiltFile,
  folder: string,
  hashes: Readonly<Record<string, string>> | undefined,
): Promise<string[]> {
  const { build } = await import('vite'); // half a second, and usually nothing is to be built
  const config = configOf(file, folder === TEST_FOLDER, hashes);
  const result = await build({ ...config, build: { ...config.build, write: false } });
  const outputs = Array.isArray(result)
    ? result.flatMap(({ output }) => output)
    : 'output' in result
      ? result.output
      : [];
  const [chunk, ...rest] = outputs;
  if (chunk?.type !== 'chunk' || rest.length > 0)
    throw new Error(
      `${file.name} came out as ${outputs.map(({ fileName }) => fileName).join(', ')}, must be one file`,
    );
  const path = join(ROOT, folder, file.name);
  const shebang = file.format === 'node' && !chunk.code.startsWith('#!') ? '#!/usr/bin/env node\n' : '';
  await writeWhole(path, shebang + chunk.code);
  if (file.format === 'node') await chmod(path, 0o755);
  return Object.keys(chunk.modules)
    .filter((id) => id.startsWith(ROOT) && !id.includes('/node_modules/'))
    .map((id) => relative(ROOT, id.replace(/\?.*$/, '')))
    .sort();
}

async function declarations(): Promise<string[]> {
  const { emitDeclarations } = await import('./declarations.ts');
  return emitDeclarations(ROOT, TYPES_ENTRY, join(RELEASE_FOLDER, TYPES_FOLDER));
}

/** integrity.json: for each file what `<script integrity>` takes. */
async function writeIntegrity(folder: string): Promise<void> {
  const hashes = await hashesOf(folder, 'sha384', [...BROWSER_FILES.map(({ name }) => name), WASM_FILE]);
  for (const name of Object.keys(hashes)) hashes[name] = `sha384-${hashes[name]}`;
  const path = join(ROOT, folder, INTEGRITY_FILE);
  const text = `${JSON.stringify(hashes, null, 2)}\n`;
  if ((await readFile(path, 'utf8').catch(() => '')) !== text) await writeWhole(path, text);
}

/** Base64 by name, of those files that are there. */
async function hashesOf(
  folder: string,
  algorithm: 'sha256' | 'sha384',
  names: readonly string[],
): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const name of [...names].sort()) {
    const path = join(ROOT, folder, name);
    if (await exists(path))
      hashes[name] = createHash(algorithm)
        .update(await readFile(path))
        .digest('base64');
  }
  return hashes;
}

/** What is in the folder is published: a file that is no longer built must not stay. */
async function removeStrangers(folder: string, known: readonly string[]): Promise<void> {
  for (const name of await readdir(join(ROOT, folder)))
    if (!known.includes(name) && !name.startsWith('.'))
      await rm(join(ROOT, folder, name), { recursive: true });
}

async function hashFiles(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths)
    hash.update(`${path}\0`).update(await readFile(join(ROOT, path)).catch(() => 'absent'));
  return hash.digest('hex').slice(0, 32);
}

async function readRecords(): Promise<BuildRecords> {
  try {
    return JSON.parse(await readFile(RECORD_FILE, 'utf8')) as BuildRecords;
  } catch {
    return {}; // the first build, or a damaged record: build everything
  }
}

/** Writes all or nothing: a server or a second build may be reading. */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${process.pid}-${Date.now()}.tmp`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(temporary, text);
  await rename(temporary, path);
}

const exists = (path: string): Promise<boolean> =>
  readFile(path).then(
    () => true,
    () => false,
  );
