// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { parseLedgerFile } from '../../../src/contract/ledger_file.ts';
import { mount, NOON } from './mount.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

const left = (ledger: NonNullable<Parameters<typeof mount>[1]>['ledger'] = {}) => {
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] });
  return mount('inkling-panel', { attributes: { section: 'left' }, ledger });
};

test('draws the odds of all sixteen, and gives them as a table', async () => {
  const { root, shows } = left();
  await shows('What it could tell');
  const release = root.querySelector('.release')!;

  expect(release.querySelector('svg')!.getAttribute('aria-label')).toBe(
    '16 bars: number 5, which was sent, is yours with 33%; each other one with 4.5%',
  );
  expect(release.querySelectorAll('svg.lots rect')).toHaveLength(16);
  const cells = [...release.querySelectorAll('details table tbody')].map((body) =>
    [...body.querySelectorAll('td.number')].map(({ textContent }) => textContent),
  )[0]!;
  expect(cells).toHaveLength(16);
  expect(cells.filter((odds) => odds === '33%')).toHaveLength(1);
});

test('copies the chain up to a release, which can be checked without the rest', async () => {
  const texts: string[] = [];
  vi.stubGlobal('navigator', {
    language: 'en',
    clipboard: { writeText: async (text: string) => void texts.push(text) },
  });
  const { root, shows } = left();
  await shows('Copy as evidence');

  const copies = [...root.querySelectorAll<HTMLElement>('.release button')].filter((button) =>
    button.textContent.includes('Copy as evidence'),
  );
  copies[1]!.click(); // of the older release
  await shows('Copied: the list up to this sending.');

  expect(parseLedgerFile(JSON.parse(texts[0]!)).entries.map(({ seq }) => seq)).toEqual([0, 1]);
});

test('says what an erasure tells before it is asked for, and what became of it', async () => {
  const { get, root, fake, shows } = left();
  await shows('Ask the receiver to erase it');

  get('button', 'Ask the receiver to erase it').click();
  await shows('this is the address of their connection now');
  await vi.waitFor(() => expect(root.activeElement?.textContent).toContain('Leave it there'));
  expect(fake.called('eraseRelease')).toEqual([]);
  get('button', 'Leave it there').click();
  await shows('Ask the receiver to erase it');
  get('button', 'Ask the receiver to erase it').click();
  await shows('Ask now');
  get('button', 'Ask now').click();
  await shows('that it has erased it');

  expect(fake.called('eraseRelease')).toHaveLength(1);
});

test('offers no erasure of what is still on its way', async () => {
  const period = Math.floor(NOON / (28 * 86_400_000));
  const { root, shows } = left({ pending: [period] });
  await shows('has not confirmed it yet');

  expect(root.querySelectorAll('[data-erase]')).toHaveLength(1);
});

test.each([
  ['too-late', 'holds no such sending', false],
  ['unreachable', 'could not be asked', true],
  ['asked', 'No answer has been seen', true],
] as const)('says %s, and offers to ask again where that may help', async (state, sentence, mayAsk) => {
  const period = Math.floor(NOON / (28 * 86_400_000));
  const { find, shows } = left({ erasures: { [period]: { state, at: NOON } } });
  await shows(sentence);

  expect(find('button', 'Ask again') !== undefined).toBe(mayAsk);
});
