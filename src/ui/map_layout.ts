import type { Place, TasteMap } from '../contract/panel_worker.ts';

/** The map's half width in its own units: what is drawn, and told in tables, goes from -100 to 100. */
const HALF = 100;
/** Share of the half width that stays free at the edges. */
const MARGIN = 0.06;

/** A group of items that is shown by one sign. */
export interface Group {
  /** "" = everything else. */
  readonly name: string;
  readonly items: readonly (Place & { readonly name: string })[];
  /** Mean place of its items. */
  readonly centre: Place;
}

/** The map in its own units, -100 to 100 both ways. */
export interface Laid {
  readonly groups: readonly Group[];
  readonly path: TasteMap['path'];
}

/** Brings the plane to the map's units, the same in both directions: distances stay comparable. */
export function layOut({ departments, items, path }: TasteMap): Laid {
  const reach = Math.max(...[...items, ...path].flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)])) || 1;
  const scale = (HALF * (1 - MARGIN)) / reach;
  const scaled = <P extends Place>(place: P): P => ({ ...place, x: place.x * scale, y: place.y * scale });
  const groups = departments.map((name, department) => {
    const own = items.filter((item) => item.department === department).map(scaled);
    const mean = (of: (place: Place) => number) =>
      own.reduce((sum, place) => sum + of(place), 0) / (own.length || 1);
    return { name, items: own, centre: { x: mean(({ x }) => x), y: mean(({ y }) => y) } };
  });
  return { groups, path: path.map(scaled) };
}

export const distance = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The named group whose centre is nearest; undefined where none is named. */
export function nearestTo(place: Place, groups: readonly Group[]): Group | undefined {
  const [nearest] = groups
    .filter(({ name }) => name !== '')
    .sort((a, b) => distance(a.centre, place) - distance(b.centre, place));
  return nearest;
}

/** A label on the map, by its wish: its middle belongs at this place. */
export interface Wish extends Place {
  readonly text: string;
}

const LINE_PX = 15;
/** Mean widths at 12 px: of Latin letters and of what is as wide as it is high. */
const LETTER_PX = 6.8;
const WIDE_PX = 12.5;
/** The sign before the text. */
const SIGN_PX = 14;

/**
 * Where labels stand on a square map so that none lies on another or reaches over its edge: each as near above or
 * below its wish as the earlier ones leave room. Told are the places of their middles, in the map's units. Labels keep their size when the map grows, so that what is apart at this size is apart at every larger one.
 *
 * @param size of the map, px
 */
export function placeLabels(wishes: readonly Wish[], size: number): Place[] {
  const perUnit = size / (2 * HALF);
  // In rows, so that what one label leaves free is room for another.
  const rows: { readonly left: number; readonly right: number }[][] = Array.from(
    { length: Math.floor(size / LINE_PX) },
    () => [],
  );
  const height = size / rows.length;
  return wishes.map(({ x, y, text }) => {
    const width = Math.min(size, SIGN_PX + widthOf(text));
    const middle = clamp((x + HALF) * perUnit, width / 2, size - width / 2);
    const [left, right] = [middle - width / 2, middle + width / 2];
    const wanted = ((HALF - y) * perUnit) / height - 0.5;
    const nearest = [...rows.keys()].sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
    const row =
      nearest.find((at) => rows[at]!.every((other) => other.right <= left || other.left >= right)) ??
      nearest[0]!; // more labels than room: they overlap
    rows[row]!.push({ left, right });
    return { x: middle / perUnit - HALF, y: HALF - ((row + 0.5) * height) / perUnit };
  });
}

/** About as wide as the text is at 12 px. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += sign.codePointAt(0)! >= 0x2e80 ? WIDE_PX : LETTER_PX;
  return width;
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
