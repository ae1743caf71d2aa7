import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATED_FILES } from '../../../scripts/demo_shop.ts';
import { normaliseItem } from '../../../src/contract/item.ts';
import { DEMO_CATALOGUE, DEPARTMENTS, GLYPHS, generateCatalogue } from '../../../src/simulate/catalogue.ts';

const items = generateCatalogue(DEMO_CATALOGUE);

describe('the demo catalogue', () => {
  it('is the same for the same seed and another for another', () => {
    const again = generateCatalogue(DEMO_CATALOGUE);
    const other = generateCatalogue({ ...DEMO_CATALOGUE, seed: 2 });

    expect(again).toEqual(items);
    expect(other).not.toEqual(items);
  });

  it('has as many items as asked for, also when that does not divide evenly', () => {
    for (const count of [0, 1, 7, 131, 4000])
      expect(generateCatalogue({ seed: 3, count })).toHaveLength(count);
    expect(items).toHaveLength(1200);
  });

  it('gives every item its own id, address and name', () => {
    expect(new Set(items.map((item) => item.id)).size).toBe(1200);
    expect(new Set(items.map((item) => item.slug)).size).toBe(1200);
    expect(new Set(items.map((item) => item.name)).size).toBe(1200);
    expect(items.filter((item) => / No\. \d+$/.test(item.name)).length).toBeLessThan(40);
    for (const { id, slug, url } of items) {
      expect(id).toMatch(/^sku-\d{6}$/);
      expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(url).toBe(`/item/${slug}`);
    }
  });

  it('fills 12 departments, every leaf and every brand', () => {
    const departments = counts(items.map((item) => item.category[0]));
    const leaves = counts(items.map((item) => item.category.join(' > ')));
    const brands = counts(items.map((item) => item.brand));

    expect([...departments.keys()].sort()).toEqual(DEPARTMENTS.map(({ name }) => name).sort());
    expect(departments.size).toBe(12);
    expect(Math.min(...departments.values())).toBeGreaterThanOrEqual(80);
    expect(leaves.size).toBe(DEPARTMENTS.reduce((sum, { leaves }) => sum + leaves.length, 0));
    expect(Math.min(...leaves.values())).toBeGreaterThanOrEqual(8);
    expect(Math.min(...brands.values())).toBeGreaterThanOrEqual(5);
  });

  it('keeps a brand within a department or two', () => {
    const places = new Map<string, Set<string>>();
    for (const { brand, category } of items)
      places.set(brand, (places.get(brand) ?? new Set()).add(category[0]));

    for (const where of places.values()) expect(where.size).toBeLessThanOrEqual(2);
    for (const { name } of DEPARTMENTS) {
      const brands = [...places].filter(([, where]) => where.has(name));
      expect(brands.length).toBeGreaterThanOrEqual(8);
      expect(brands.length).toBeLessThanOrEqual(18);
    }
  });

  it('says nothing that the contract would change or drop', () => {
    for (const item of items) expect(item).toMatchObject(normaliseItem(item)!);
  });

  it('has sensible prices and ratings, and a sale here and there', () => {
    for (const { price, listPrice, rating, reviews } of items) {
      expect(price).toBeGreaterThan(1);
      expect(Math.round(price * 100)).toBeCloseTo(price * 100, 6);
      if (listPrice !== undefined) expect(listPrice).toBeGreaterThan(price);
      expect(rating).toBeGreaterThanOrEqual(3);
      expect(rating).toBeLessThanOrEqual(5);
      expect(reviews).toBeGreaterThan(0);
    }
    const sales = items.filter((item) => item.listPrice !== undefined).length;
    expect(sales).toBeGreaterThan(120);
    expect(sales).toBeLessThan(320);
  });

  it('asks only for drawings that it lists', () => {
    for (const { glyph, image } of items) {
      expect(GLYPHS).toContain(glyph);
      expect(image.startsWith(`/sprite.svg#${glyph}-`)).toBe(true);
    }
  });
});

describe('the committed files of the demo shop', () => {
  it.each(Object.entries(GENERATED_FILES))(
    '%s is what the generator writes, byte for byte',
    (name, write) => {
      const committed = readFileSync(new URL(`../../../public/${name}`, import.meta.url), 'utf8');

      // Not toBe: a difference of half a megabyte is no help to anybody.
      expect(committed === write(), 'run: npx tsx scripts/demo_shop.ts catalogue').toBe(true);
    },
  );

  it('the sprite has a cell for every picture of the catalogue', () => {
    const sprite = readFileSync(new URL('../../../public/sprite.svg', import.meta.url), 'utf8');
    const cells = new Set([...sprite.matchAll(/<use id="([^"]+)"/g)].map(([, id]) => id));

    for (const { image } of items) expect(cells).toContain(image.split('#')[1]);
  });
});

function counts(values: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}
