import { isObject, type Loose, listOf } from '../values.ts';

const SELECTOR = 'script[type^="application/ld+json" i]';
/** All blocks of a page together: a shop needs a hundredth of it, and more would be felt. */
const MAX_CHARS = 2_000_000;

/** The nodes of all blocks. A malformed block is skipped alone; the others still count. */
export function readJsonLd(root: ParentNode): Loose[] {
  let left = MAX_CHARS;
  return [...root.querySelectorAll(SELECTOR)].flatMap(({ textContent }) => {
    const text = textContent ?? '';
    left -= text.length;
    return left < 0 ? [] : listOf(parse(text)).filter(isObject);
  });
}

function parse(text: string): unknown {
  // Comments may stand behind a comma that is one too many: the second time it is seen.
  for (const mend of [() => text, () => repair(repair(text))]) {
    try {
      return JSON.parse(mend());
    } catch {
      // Shops ship broken JSON daily; what the other blocks say is still true.
    }
  }
  return undefined;
}

/** Without comments, without the comma before a bracket, and with spaces for control characters in strings. */
const repair = (text: string): string =>
  text.replace(
    /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|\/\/.*|\/\*[\s\S]*?\*\/|<!--|-->|,(?=\s*[}\]])/g,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to go
    (token) => (token[0] === '"' ? token.replace(/[\0-\x1f]/g, ' ') : ''),
  );
