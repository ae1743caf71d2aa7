import { readFileSync } from 'node:fs';
import type { SimulatedItem } from '../../src/simulate/catalogue.ts';

/** What the demo shop sells. */
export const ITEMS: readonly SimulatedItem[] = JSON.parse(
  readFileSync(new URL('../../public/catalogue.json', import.meta.url), 'utf8'),
);

export const departmentOf = (itemId: string): string => ITEMS.find(({ id }) => id === itemId)!.category![0]!;

/** Five items of a department, the first two of one brand. */
export function fiveItemsOf(department: string): readonly [SimulatedItem, ...SimulatedItem[]] {
  const items = ITEMS.filter((item) => item.category![0] === department);
  const first = items.find((item) => items.filter(({ brand }) => brand === item.brand).length >= 2)!;
  const second = items.find((item) => item !== first && item.brand === first.brand)!;
  const others = items.filter((item) => item !== first && item !== second && item.brand !== first.brand);
  return [first, second, ...others.slice(0, 3)];
}
