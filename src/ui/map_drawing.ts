import { svg, type TemplateResult } from 'lit';
import type { Place } from '../contract/panel_worker.ts';
import { type Group, type Laid, placeLabels, type Wish, widthOf } from './map_layout.ts';

/** Signs of about the same weight, around 0, pixels. Filled for the first groups, hollow for as many more. */
const SIGNS = [
  'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z',
  'M-3-3h6v6h-6z',
  'M0-4L4 3H-4z',
  'M0-4.5L4.5 0L0 4.5L-4.5 0z',
  'M0 4L4-3H-4z',
  'M-1.5-4h3v2.5h2.5v3h-2.5v2.5h-3v-2.5h-2.5v-3h2.5z',
] as const;
const CROSS = 'M-3-3L3 3M3-3L-3 3';

/** Sides of a square map, px, from which its labels have these places (map_styles.ts). */
export const SIZES = [
  { name: 'small', size: 236 },
  { name: 'large', size: 440 },
] as const;
/** So far above its ring a label stands, in units of the map at the smaller size. */
const ABOVE = 10;

/** The sign of the group at this place, to be drawn around 0. */
export function sign(group: Group, place: number): TemplateResult {
  const isOther = group.name === '';
  return svg`<path class=${isOther ? 'sign other' : `sign c${place % SIGNS.length} ${place < SIGNS.length ? '' : 'hollow'}`} d=${isOther ? CROSS : SIGNS[place % SIGNS.length]!}></path>`;
}

/**
 * Items by their groups' signs, the shopper's way and ring, labels at the groups' middles. Places are percentages, so that signs
 * and words keep their size at every width.
 *
 * @param nameOf what a group is called @param you what the ring is called @param since the date of the way's beginning
 */
export function drawMap(
  { groups, path }: Laid,
  nameOf: (group: Group) => string,
  you: string,
  since: string | undefined,
): TemplateResult {
  const here = path.at(-1);
  const first = path[0];
  // Off the way that leads on from there.
  const beside = ({ x, y }: Place, isBelow: boolean) => ({ x, y: y + (isBelow ? -ABOVE : ABOVE) });
  const own: (Wish & { readonly group?: number })[] = [
    ...(here ? [{ ...beside(here, (path.at(-2)?.y ?? 0) > here.y), text: you }] : []),
    ...(first && since !== undefined ? [{ ...beside(first, path[1]!.y > first.y), text: since }] : []),
  ];
  const labels = [...own, ...groups.map((group, i) => ({ ...group.centre, text: nameOf(group), group: i }))];
  return svg`
    ${groups.map((group, i) => group.items.map((item) => at(item, svg`${sign(group, i)}<title>${item.name}</title>`)))}
    ${path.slice(1).map((to, i) => {
      const from = path[i]!;
      return svg`<line class="way" x1=${across(from)} y1=${down(from)} x2=${across(to)} y2=${down(to)}></line>`;
    })}
    ${path.slice(0, -1).map((place) => at(place, svg`<circle class="past" r="3"></circle>`))}
    ${here ? at(here, svg`<circle class="here" r="7"></circle><circle class="past" r="2.5"></circle>`) : ''}
    ${SIZES.map(({ name, size }) => {
      const places = placeLabels(labels, size);
      return svg`<g class=${name}>${labels.map(({ text, group }, i) => {
        const start = -(widthOf(text) + (group === undefined ? 0 : 12)) / 2;
        return at(
          places[i]!,
          group === undefined
            ? svg`<text class="own" text-anchor="middle" y="4">${text}</text>`
            : svg`<text class="c${group % SIGNS.length}" x=${start + 12} y="4">${text}</text>
                <svg x=${start + 4} class="spot">${sign(groups[group]!, group)}</svg>`,
        );
      })}</g>`;
    })}
  `;
}

const at = (place: Place, drawn: TemplateResult): TemplateResult =>
  svg`<svg class="spot" x=${across(place)} y=${down(place)}>${drawn}</svg>`;

const across = ({ x }: Place): string => `${(50 + x / 2).toFixed(2)}%`;
const down = ({ y }: Place): string => `${(50 - y / 2).toFixed(2)}%`;
