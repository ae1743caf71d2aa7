import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './bundle.ts';

const README = join(ROOT, 'README.md');

/** Renews what a command has written into the README: all between the two comments that name it. */
export async function renewReadme(command: string, section: string): Promise<void> {
  await writeFile(README, withSection(await readReadme(), command, section));
}

export const readReadme = (): Promise<string> => readFile(README, 'utf8');

/**
 * The text with the command's section made anew.
 * @param command as it is typed, with the flag that renews the section
 * @throws Error where the marks are not to be found
 */
export function withSection(text: string, command: string, section: string): string {
  const [begin, end] = [`<!-- begin: ${command} -->\n`, `<!-- end: ${command} -->\n`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md must have ${begin.trim()} and then ${end.trim()}`);
  return text.slice(0, from + begin.length) + section + text.slice(to);
}
