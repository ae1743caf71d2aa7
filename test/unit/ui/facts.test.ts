// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../src/contract/wishes.ts';
import { type Mounted, mount } from './mount.ts';

type Panel = Mounted<HTMLElement>;

async function opened(facts: Facts = {}): Promise<Panel> {
  const panel = mount('inkling-panel');
  panel.fake.wishes = { tastes: {}, facts };
  await panel.shows('What you state');
  return panel;
}

const field = ({ root }: Panel, name: keyof Facts): HTMLInputElement =>
  root.querySelector<HTMLInputElement>(`form [name=${name}]`)!;

const lastStated = ({ fake }: Panel): unknown =>
  JSON.parse(JSON.stringify(fake.called('setFacts').at(-1)?.[0] ?? null));

describe('what the shopper states', () => {
  test('is shown apart, and each of it can be removed alone', async () => {
    const panel = await opened({ interests: ['Garden', 'Kitchen > Pans'], sizes: ['M'], gender: 'women' });

    panel.get('button', 'Remove: Interest, Garden').click();
    await panel.shows('Removed: Interest, Garden.');

    expect(lastStated(panel)).toEqual({ interests: ['Kitchen > Pans'], sizes: ['M'], gender: 'women' });
    expect(panel.find('button', 'Remove: Interest, Garden')).toBeUndefined();
    expect(panel.get('button', 'Remove: Gender, Woman')).toBeDefined();
  });

  test('is saved as the form says it, and what it has no field for stays', async () => {
    const panel = await opened({ interests: ['Kitchen > Pans'] });

    panel.get('checkbox', 'Garden').click();
    field(panel, 'sizes').value = ' M, 38 ';
    field(panel, 'maxPrice').value = '40';
    field(panel, 'ageBand').value = '30-44';
    panel.get('button', 'Save on this device').click();
    await panel.shows('Saved on this device.');

    expect(lastStated(panel)).toEqual({
      interests: ['Kitchen > Pans', 'Garden'],
      sizes: ['M', ' 38'],
      maxPrice: 40,
      ageBand: '30-44',
    });
  });

  test('is not saved with a lower price above the higher one', async () => {
    const panel = await opened();

    field(panel, 'minPrice').value = '50';
    field(panel, 'maxPrice').value = '40';
    panel.get('button', 'Save on this device').click();
    await panel.shows('The lower price is above the higher one.');

    expect(lastStated(panel)).toBeNull();
  });

  test('can only be removed while nothing is recorded', async () => {
    const panel = await opened({ sizes: ['M'] });

    panel.get('switch', 'Record').click();
    await panel.shows('can only be removed');

    expect(panel.find('button', 'Save on this device')).toBeUndefined();
    expect(panel.get('button', 'Remove: Size, M')).toBeDefined();
  });
});
