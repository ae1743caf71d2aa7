import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A file of these lines, gone when the tests of the importing file are through. */
export function temporaryFile(...lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-lines-'));
  folders.push(folder);
  const path = join(folder, 'lines');
  writeFileSync(path, lines.join('\n'));
  return path;
}
