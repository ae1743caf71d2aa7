import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { type FeedEntry, type FeedSource, feedError } from './feed.ts';
import { GOOGLE_ATTRIBUTES, type GoogleAttribute, googleEntry } from './google_product.ts';
import { HTML_ENTITIES } from './html_text.ts';

const NAMESPACE = /^https?:\/\/base\.google\.com\/(ns\/1\.0|cns\/1\.0)$/;
const READ = new Set<string>(GOOGLE_ATTRIBUTES);

/**
 * Google Merchant XML, RSS 2.0 or Atom, read as it comes: a feed of any length takes no more memory than
 * its items. An element in Google's namespace wins over one of RSS or Atom of the same name.
 * @throws InklingError `invalid-argument` naming the line where the XML is not well-formed
 */
export async function* readGoogleXml(source: FeedSource): AsyncGenerator<{ entry: FeedEntry; line: number }> {
  const parser = new SaxesParser({ xmlns: false, fileName: '' });
  Object.assign(parser.ENTITIES, HTML_ENTITIES);
  const prefixes = new Set(['g']);
  const done: { fields: Fields; line: number }[] = [];
  let depth = 0;
  let item: { fields: Fields; line: number; depth: number } | undefined;
  let field: { name: GoogleAttribute; isGoogle: boolean; text: string; depth: number } | undefined;

  parser.on('error', (error) => {
    // "1:5: unclosed tag: item": saxes puts its own position first, in characters of the piece.
    throw feedError(
      source.file,
      parser.line,
      `is not well-formed XML: ${error.message.replace(/^[\d:\s]*/, '')}`,
    );
  });
  parser.on('opentag', (tag) => {
    depth++;
    notePrefixes(tag, prefixes);
    const { prefix, local } = split(tag.name);
    if (!item) {
      if (prefix === '' && (local === 'item' || local === 'entry'))
        item = { fields: new Map(), line: parser.line, depth };
      return;
    }
    const isGoogle = prefixes.has(prefix);
    if (depth !== item.depth + 1 || !(isGoogle || prefix === '') || !READ.has(local)) return;
    field = { name: local as GoogleAttribute, isGoogle, text: '', depth };
    // Atom: <link rel="alternate" href="..."/>; other relations lead elsewhere.
    const { href, rel = 'alternate' } = tag.attributes;
    if (local === 'link' && href !== undefined && rel === 'alternate') field.text = href;
  });
  const addText = (text: string) => {
    if (field) field.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    if (item && field?.depth === depth) {
      setField(item.fields, field);
      field = undefined;
    }
    if (item?.depth === depth) {
      done.push(item);
      item = undefined;
    }
    depth--;
  });

  for await (const piece of withAmpersands(source.text)) {
    parser.write(piece);
    yield* entriesOf(done, source);
  }
  parser.close();
  yield* entriesOf(done, source);
}

const BARE = new RegExp(
  `&(?!(?:#\\d{1,7}|#[xX][\\da-fA-F]{1,6}|${Object.keys(HTML_ENTITIES).join('|')});)`,
  'g',
);
const LONGEST_ENTITY = 10;

/** The text with ampersands that begin no entity escaped: the mistake that most feeds have, and what is meant is plain. */
async function* withAmpersands(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const whole = rest + piece;
    // An entity may be cut in two by the end of a piece.
    const last = whole.lastIndexOf('&');
    const end = last >= 0 && last > whole.length - LONGEST_ENTITY ? last : whole.length;
    rest = whole.slice(end);
    yield whole.slice(0, end).replace(BARE, '&amp;');
  }
  yield rest.replace(BARE, '&amp;');
}

type Fields = Map<GoogleAttribute, { text: string; isGoogle: boolean }>;

/** The first of several elements of one name counts, but Google's before any other. */
function setField(
  fields: Fields,
  { name, text, isGoogle }: { name: GoogleAttribute; text: string; isGoogle: boolean },
): void {
  const known = fields.get(name);
  if (text.trim() !== '' && (!known || (isGoogle && !known.isGoogle))) fields.set(name, { text, isGoogle });
}

function* entriesOf(
  done: { fields: Fields; line: number }[],
  source: FeedSource,
): Generator<{ entry: FeedEntry; line: number }> {
  for (const { fields, line } of done.splice(0)) {
    const given = Object.fromEntries([...fields].map(([name, { text }]) => [name, text]));
    const entry = googleEntry(given, line, source);
    if (entry) yield { entry, line };
  }
}

/** Prefixes that stand for Google's namespace: "g" by custom, others by declaration. */
function notePrefixes({ attributes }: SaxesTagPlain, prefixes: Set<string>): void {
  for (const [name, value] of Object.entries(attributes))
    if (name.startsWith('xmlns:') && NAMESPACE.test(value)) prefixes.add(name.slice('xmlns:'.length));
}

function split(name: string): { prefix: string; local: string } {
  const colon = name.indexOf(':');
  return { prefix: name.slice(0, Math.max(0, colon)), local: name.slice(colon + 1) };
}
