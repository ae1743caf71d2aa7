import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, parseManifest } from '../../src/contract/manifest.ts';

const MODELS = join(import.meta.dirname, '../../models');

/** Path of a file of a committed model: names carry a hash of the content, so only the manifest knows them. */
export function modelFile(model: 'demo' | 'base', name: keyof Manifest['files']): string {
  const folder = join(MODELS, model);
  const manifest = parseManifest(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const file = manifest.files[name];
  if (!file) throw new Error(`models/${model} has no ${name} file`);
  return join(folder, file.path);
}
