import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file of these lines, gone when the test run is. */
export function temporaryFile(...lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-lines-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'lines');
  writeFileSync(path, lines.join('\n'));
  return path;
}
