import { GLYPHS } from './catalogue.ts';
import { DAILY_DRAWINGS } from './catalogue_drawings_daily.ts';
import { HOUSE_DRAWINGS } from './catalogue_drawings_house.ts';
import { LEISURE_DRAWINGS } from './catalogue_drawings_leisure.ts';
import { WEAR_DRAWINGS } from './catalogue_drawings_wear.ts';
import { COLOURWAYS } from './catalogue_words.ts';

/**
 * Drawings by glyph, on a square of 96. One line is one shape: `[~][-]paint[width] geometry`.
 *
 * | token | means |
 * |---|---|
 * | `~` | the shape and its mirror image |
 * | `-a2` | a stroke of that paint and width instead of a fill |
 * | `M...` `o cx cy r` `e cx cy rx ry` `r x y w h radius` | path, circle, ellipse, rectangle |
 * | `s26` | the shadow on the ground, 26 to either side |
 * | `@30` | first line only: turned by 30 degrees |
 *
 * Paints: a main, b shade, c tint, d accent, e ink, w paper, x the tile itself; k wood, n metal,
 * g dark metal, l leaf, h honey, q cocoa, whatever the colourway; z and y a veil of shade and of light.
 */
const DRAWINGS: Readonly<Record<string, string>> = {
  ...WEAR_DRAWINGS,
  ...HOUSE_DRAWINGS,
  ...DAILY_DRAWINGS,
  ...LEISURE_DRAWINGS,
};

/** What each paint is on a light page; `--h` is the hue of the cell. */
const PAINTS: Readonly<Record<string, string>> = {
  a: 'oklch(.7 .115 var(--h))',
  b: 'oklch(.58 .11 var(--h))',
  c: 'oklch(.87 .06 var(--h))',
  d: 'oklch(.74 .11 calc(var(--h) + 160))',
  e: 'oklch(.33 .035 var(--h))',
  w: 'oklch(.985 .006 var(--h))',
  x: 'oklch(.945 .024 var(--h))',
  s: 'oklch(.3 .05 var(--h)/.14)',
  k: '#d0a076',
  n: '#c9ccd1',
  g: '#7c8085',
  l: '#5f9c68',
  h: '#f0bf55',
  q: '#5d4130',
  z: '#0000001a',
  y: '#ffffff59',
};

/** The paints that differ at night. */
const DARK: Readonly<Record<string, string>> = {
  a: 'oklch(.68 .11 var(--h))',
  b: 'oklch(.55 .1 var(--h))',
  c: 'oklch(.83 .06 var(--h))',
  e: 'oklch(.44 .04 var(--h))',
  w: 'oklch(.94 .008 var(--h))',
  x: 'oklch(.31 .028 var(--h))',
  s: 'oklch(.1 .03 var(--h)/.4)',
};

// Only in the file itself are cells hidden: `:root` does not match where a page draws one by `<use>`.
const STYLE = [
  'svg:root>.i{display:none}',
  'svg:root>.i:target{display:inline}',
  `@media(prefers-color-scheme:dark){.i{${Object.entries(DARK)
    .map(([paint, colour]) => `--${paint}:${colour}`)
    .join(';')}}}`,
].join('');

/** A paint as an attribute. Browsers differ in whether a sprite's own sheet reaches a `<use>` elsewhere; attributes do. */
const paintOf = (paint: string): string =>
  DARK[paint] ? `var(--${paint},${PAINTS[paint]})` : PAINTS[paint]!;

/**
 * The one picture file of the shop. `sprite.svg#shirt-moss` shows one cell and hides the rest, so an
 * `<img>` can point at it; what follows the hash is never sent, so the server learns of no item.
 */
export function writeSprite(): string {
  const symbols = GLYPHS.map(
    (glyph) => `<symbol id="${glyph}" viewBox="0 0 96 96">${drawGlyph(glyph)}</symbol>`,
  );
  const cells = GLYPHS.flatMap((glyph) =>
    COLOURWAYS.map(
      ({ slug, hue }) => `<use id="${glyph}-${slug}" class="i" style="--h:${hue}" href="#${glyph}"/>`,
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">\n<style>${STYLE}</style><defs>\n${symbols.join('\n')}\n</defs>\n${cells.join('\n')}\n</svg>\n`;
}

/** @throws Error for a glyph without a drawing or a shape that cannot be read: a slip of the author. */
function drawGlyph(glyph: string): string {
  const drawing = DRAWINGS[glyph];
  if (!drawing) throw new Error(`no drawing for the glyph "${glyph}"`);
  const lines = drawing
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const turn = lines[0]!.startsWith('@') ? lines.shift()!.slice(1) : undefined;
  const shapes = lines.map((line) => drawShape(line, glyph)).join('');
  const figure = turn === undefined ? shapes : `<g transform="rotate(${turn} 48 48)">${shapes}</g>`;
  return `<path fill="${paintOf('x')}" d="M0 0h96v96H0z"/>${figure}`;
}

function drawShape(line: string, glyph: string): string {
  const shadow = /^s(\d+)$/.exec(line);
  if (shadow) return `<ellipse fill="${paintOf('s')}" cx="48" cy="81" rx="${shadow[1]}" ry="3.2"/>`;
  const parts = /^(~?)(-?)([a-z])([\d.]*) (.+)$/.exec(line);
  if (!parts || !PAINTS[parts[3]!]) throw new Error(`cannot read "${line}" of the glyph "${glyph}"`);
  const [, mirror, stroke, paint, width, geometry] = parts;
  const colour = paintOf(paint!);
  const look = stroke
    ? `fill="none" stroke="${colour}" stroke-width="${width || 2}" stroke-linecap="round" stroke-linejoin="round"`
    : `fill="${colour}"`;
  const shape = element(geometry!, look);
  return mirror ? `${shape}<g transform="matrix(-1 0 0 1 96 0)">${shape}</g>` : shape;
}

function element(geometry: string, look: string): string {
  const [head, ...n] = geometry.split(' ');
  if (head === 'o') return `<circle ${look} cx="${n[0]}" cy="${n[1]}" r="${n[2]}"/>`;
  if (head === 'e') return `<ellipse ${look} cx="${n[0]}" cy="${n[1]}" rx="${n[2]}" ry="${n[3]}"/>`;
  if (head === 'r')
    return `<rect ${look} x="${n[0]}" y="${n[1]}" width="${n[2]}" height="${n[3]}"${n[4] ? ` rx="${n[4]}"` : ''}/>`;
  return `<path ${look} d="${geometry}"/>`;
}
