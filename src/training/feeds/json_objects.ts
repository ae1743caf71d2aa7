import { type FeedSource, feedError } from './feed.ts';

/**
 * The objects of a JSON document's list, one by one: of `[...]`, of `{"products": [...]}`, or of several such
 * documents one after the other, as pages of an API are saved. Each is parsed alone, so that a mistake has a line.
 * @throws InklingError `invalid-argument` naming the line of an object that is not JSON or does not end
 */
export async function* objectsOf({
  text,
  file,
}: Pick<FeedSource, 'text' | 'file'>): AsyncGenerator<{ value: unknown; line: number }> {
  let line = 1;
  /** Brackets that are open outside of the object at hand. */
  const open: string[] = [];
  let key = '';
  let object: { parts: string; line: number; depth: number } | undefined;
  let string: { text: string; isEscaped: boolean } | undefined;
  for await (const piece of text) {
    let from = 0;
    for (let i = 0; i < piece.length; i++) {
      const c = piece[i]!;
      if (c === '\n') line++;
      if (string) {
        if (string.isEscaped) string.isEscaped = false;
        else if (c === '\\') string.isEscaped = true;
        else if (c === '"') {
          if (!object) key = string.text;
          string = undefined;
          continue;
        }
        if (!object) string.text += c;
      } else if (c === '"') string = { text: '', isEscaped: false };
      else if (object) {
        if (c === '{') object.depth++;
        else if (c === '}' && --object.depth === 0) {
          yield {
            value: parsed(object.parts + piece.slice(from, i + 1), object.line, file),
            line: object.line,
          };
          object = undefined;
        }
      } else if (c === '{' && isList(open, key)) {
        object = { parts: '', line, depth: 1 };
        from = i;
      } else if (c === '{' || c === '[') open.push(c);
      else if (c === '}' || c === ']') {
        if (open.pop() !== (c === '}' ? '{' : '['))
          throw feedError(file, line, `has a "${c}" that closes nothing`);
      }
    }
    if (object) object.parts += piece.slice(from);
  }
  if (object) throw feedError(file, object.line, 'begins an item that the file does not end');
  if (open.length > 0 || string) throw feedError(file, line, 'the file ends before its list does');
}

/** Whether an object that begins here is one of the list. */
const isList = (open: readonly string[], key: string): boolean =>
  (open.length === 1 && open[0] === '[') || (open.join('') === '{[' && key === 'products');

function parsed(text: string, line: number, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw feedError(file, line, 'begins an item that is not JSON', cause);
  }
}
