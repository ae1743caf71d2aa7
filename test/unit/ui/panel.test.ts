// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { parseLedgerFile } from '../../../src/contract/ledger_file.ts';
import { PANEL_PORT } from '../../../src/contract/page_api.ts';
import { mount, NOON } from './mount.ts';

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

const panel = (options: Parameters<typeof mount>[1] = {}) => {
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] });
  return mount('inkling-panel', options);
};

test('says what it is about in the agreed words', async () => {
  const { shows } = panel();

  await shows("What this shop's page has learned about you, on this device");
});

test('shows each interest with its share and the reason behind it', async () => {
  const { root, shows } = panel();

  await shows('Because you viewed 4 items of Hair care');

  const interests = [...root.querySelectorAll('[data-interest]')];
  expect(interests.map((interest) => interest.getAttribute('data-interest'))).toEqual([
    'Hair care',
    'Kitchen',
    'Outdoor',
    'Books',
    'Coffee',
    'Toys',
  ]);
  expect(interests[0]?.textContent).toContain('36%');
});

test('tells what would change without the reasons, and changes nothing by telling', async () => {
  const { get, fake, shows } = panel();
  await shows('Kitchen');

  get('button', 'Kitchen').click();
  await shows('Because you viewed Copper Saucepan with Lid');
  get('checkbox', 'Because you viewed').click();

  await shows('Without these, "Kitchen"');
  expect(fake.called('removeInteractions')).toEqual([]);
});

test('calls the four feature groups what they are, and says why one of them has no say', async () => {
  const absent = 'What stands at 0% has no say';
  const following = panel();
  await following.shows('Which brands and sellers you follow 17%');
  const text = following.text();
  const alone = panel({ groups: { basic: 0.11, behaviour: 0.45, tags: 0.44, relations: 0 } });
  await alone.shows('Which brands and sellers you follow 0%');

  expect(text).toContain('Plain facts: price range, time of day');
  expect(text).not.toContain(absent);
  expect(alone.text()).toContain(absent);
});

test('tells of interests of longer ago that are kept', async () => {
  const { shows } = panel();

  await shows('Interests of longer ago are kept, and fade: Pots (24 January).');
});

test('says by how many places an interest drops', async () => {
  const { get, shows } = panel();
  await shows('Hair care');

  get('button', 'Hair care').click();
  await shows('Because you put Silk Repair Shampoo 250 ml in the cart');
  get('checkbox', 'Because you put').click();

  await shows('Without these, "Hair care" drops from first to second.');
});

test('removes the reasons after ten seconds', async () => {
  const { get, fake, shows } = panel();
  await shows('Kitchen');
  get('button', 'Kitchen').click();
  await shows('Remove these');
  vi.useFakeTimers({ now: NOON });

  get('button', 'Remove these').click();
  await vi.advanceTimersByTimeAsync(9_999);
  const before = fake.called('removeInteractions').length;
  await vi.advanceTimersByTimeAsync(1);

  expect(before).toBe(0);
  expect(fake.called('removeInteractions')).toEqual([[expect.arrayContaining([11, 10, 9])]]);
});

test('lists the history by day, with a link to each item', async () => {
  const { root, shows } = panel({ attributes: { section: 'history' } });

  await shows('Thursday 5 March');

  expect(root.querySelectorAll('[data-interaction]')).toHaveLength(17);
  expect(root.querySelector('[data-interaction="17"] a')?.getAttribute('href')).toBe('/item/0');
});

test('takes a deletion back', async () => {
  const { get, find, fake, root, shows, element } = panel({ attributes: { section: 'history' } });
  await shows('Thursday 5 March');

  get('button', 'Delete: Put in the cart').click();
  await shows('1 entry will be deleted in 10 seconds.');
  get('button', 'Undo: Put in the cart').click();
  await element.updateComplete;
  element.remove();

  expect(find('button', 'Undo')).toBeUndefined();
  expect(fake.called('removeInteractions')).toEqual([]);
  expect(root.querySelectorAll('[data-interaction]')).toHaveLength(17);
});

test('deletes at once what waited when the panel is left', async () => {
  const { get, fake, shows, element } = panel({ attributes: { section: 'history' } });
  await shows('Thursday 5 March');

  get('button', 'Delete: Put in the cart').click();
  const before = fake.called('removeInteractions').length;
  element.remove();

  expect(before).toBe(0);
  expect(fake.called('removeInteractions')).toEqual([[[17]]]);
});

test('deletes all of a day', async () => {
  const { get, fake, shows, element } = panel({ attributes: { section: 'history' } });
  await shows('Thursday 5 March');

  get('button', 'Delete this day: Thursday 5 March').click();
  element.remove();

  expect(fake.called('removeInteractions')).toEqual([[[17, 16, 15, 14]]]);
});

test('lists what is followed and the like, and removes it like any other row', async () => {
  const { get, fake, root, shows, text } = panel({ attributes: { section: 'history' } });
  await shows('What you follow, and the like');
  await shows('Brand followed · 2 March');
  const names = [...root.querySelectorAll('[data-relation] .title')].map(({ textContent }) => textContent);

  get('button', 'Delete: Brand followed, Northlight').click();
  await shows('1 entry will be deleted in 10 seconds.');
  get('button', 'Undo: Brand followed, Northlight').click();
  await shows('Northlight');
  get('button', 'Delete: Brand followed, Northlight').click();
  window.dispatchEvent(new Event('pagehide'));
  await vi.waitFor(() => expect(text()).not.toContain('Northlight'));

  expect(names).toEqual(['Ridge Two-Person Tent', 'Northlight']);
  expect(fake.called('removeInteractions')).toEqual([[['follow_brand Northlight']]]);
});

test('marks an interaction as a gift and takes the mark off', async () => {
  const { get, fake, shows } = panel({ attributes: { section: 'history' } });
  await shows('Thursday 5 March');
  const gift = () => get('button', 'Gift: Put in the cart');

  gift().click();
  await vi.waitFor(() => expect(gift().getAttribute('aria-pressed')).toBe('true'));
  gift().click();
  await vi.waitFor(() => expect(gift().getAttribute('aria-pressed')).toBe('false'));

  expect(fake.called('markInteractions')).toEqual([
    [[17], 'gift', true],
    [[17], 'gift', false],
  ]);
});

test('says of each release what was sent and how likely it is yours', async () => {
  const { shows, text } = panel({ attributes: { section: 'left' } });

  await shows('On 3 March one of 16 public profiles was sent. It is yours with odds of 1 in 3.');

  expect(text()).toContain('Hair and body');
  expect(text()).toContain('https://receiver.example/v1/sites/demo/releases');
  expect(text()).toContain('33% for your own profile, 4.5% for each other one');
});

test('shows 128 bytes in eight rows of sixteen and names every field', async () => {
  const { root, shows } = panel({ attributes: { section: 'left' } });
  await shows('one of 16 public profiles');

  const rows = [...root.querySelector('[role=table]')!.querySelectorAll('[role=row]')];

  expect(rows.map((row) => row.querySelectorAll('.byte').length)).toEqual(Array(8).fill(16));
  expect(rows[0]?.textContent.replace(/\s+/g, '')).toContain('494e4b31011');
  const named = [...root.querySelector('table.fields')!.querySelectorAll('tbody th')].map((cell) =>
    cell.textContent.trim(),
  );
  expect(named).toEqual([
    'Format',
    'Mechanism',
    'Profiles',
    'Epsilon',
    'Width',
    'Period',
    'Codebook',
    'Nonce',
    'Embedding',
    'Padding',
  ]);
});

test('says when a release has not arrived', async () => {
  const period = Math.floor(NOON / (28 * 86_400_000));
  const { shows } = panel({ attributes: { section: 'left' }, ledger: { pending: [period] } });

  await shows('On 3 March one of 16 public profiles was drawn. The receiver has not confirmed it yet.');
});

test('names the relay and the pinned key, and says when a release was given up', async () => {
  const relay = { url: 'https://relay.example/ohttp', keySha256: 'ab'.repeat(32) };
  const period = Math.floor(NOON / (28 * 86_400_000));
  const status = {
    ...{ state: 'given-up' as const, period, periodEndsAt: NOON },
    ...{ epsilonMilli: 2000, budgetLeftMilli: 22_000, problems: ['release-given-up'] as const },
  };
  const { shows } = panel({
    attributes: { section: 'left' },
    ledger: { relay, status, givenUp: [period] },
  });

  await shows('https://relay.example/ohttp');
  await shows('ab'.repeat(32));
  await shows('The receiver did not answer for 30 days, so that sending was given up.');
  await shows('The receiver never confirmed it, and it is not tried again.');
});

test('says when the chain of the ledger is broken', async () => {
  const { get, shows } = panel({ attributes: { section: 'left' }, ledger: { intact: false } });
  await shows('Check the chain');

  get('button', 'Check the chain').click();

  await shows('Something does not fit: this list was damaged or changed.');
});

test('says which entry of the ledger is damaged, and how', async () => {
  const findings = [
    { row: 1, kind: 'bytes-hash' as const },
    { row: 2, kind: 'over-budget' as const },
  ];
  const { get, shows, text } = panel({ attributes: { section: 'left' }, ledger: { findings } });
  await shows('Check the chain');
  expect(text()).not.toContain('Entry 2');

  get('button', 'Check the chain').click();

  await shows('Entry 2 holds other bytes than its hash says.');
  expect(text()).toContain('Entry 3 goes over the limit for a year.');
});

const spend = (period: number, at: number) => ({
  period,
  epsilonMilli: 2000,
  K: 16,
  state: 'committed' as const,
  at,
});

test('says what the sendings of the year can tell, and what room they leave for a message', async () => {
  const spends = [spend(1, NOON - 31 * 86_400_000), spend(2, NOON - 2 * 86_400_000)];
  const { root, shows, text } = panel({
    attributes: { section: 'left' },
    ledger: {
      budget: { since: 0, highWater: NOON, spends },
      rowNames: Array.from({ length: 16 }, (_, k) => `Row ${k}`),
    },
  });

  // 2 releases of K = 16 at epsilon 2; of the year's 12 below.
  await shows(
    'After 2 sendings in the last 365 days: somebody who has to tell you from one other person guesses right at most',
  );
  // The figures are tested in loss_distribution.test.ts and capacity.test.ts; here they are rounded up.
  expect(text()).toContain('guesses right at most 74% of the time. Blind guessing gives 50%.');
  expect(text()).toContain('After the 12 that fit into a year: at most 97%.');
  expect(text()).toContain('At most 5.62 bits in a year');
  expect([...root.querySelectorAll('.loss td')].map((cell) => cell.textContent)).toEqual(['4', '4', '3.991']);
});

test('says that nothing can be told while nothing was sent, and has no figure of damaged debits', async () => {
  const empty = panel({ attributes: { section: 'left' }, isEmpty: true });
  await empty.shows('Nothing: nothing was sent in the last 365 days.');
  expect(empty.text()).not.toContain('The exact figures');

  const damaged = { since: 0, highWater: NOON, spends: [{ ...spend(1, NOON), epsilonMilli: 7 }] };
  const { shows, text } = panel({ attributes: { section: 'left' }, ledger: { budget: damaged } });
  await shows('Limit for a year');
  expect(text()).not.toContain('What it can tell');
});

test('gives the ledger as a file that the command can check', async () => {
  const { get, shows } = panel({ attributes: { section: 'left' } });
  await shows('Download as a file');
  const files: { name: string; blob: Blob }[] = [];
  let latest: Blob | undefined;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    latest = blob as Blob;
    return 'blob:ledger';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    files.push({ name: this.download, blob: latest! });
  });

  get('button', 'Download as a file').click();

  expect(files.map(({ name }) => name)).toEqual(['inkling-ledger.json']);
  const { entries } = parseLedgerFile(JSON.parse(await files[0]!.blob.text()));
  expect(entries.map(({ seq }) => seq)).toEqual([0, 1, 2]);
  vi.restoreAllMocks();
});

test('says that nothing was sent', async () => {
  const { shows } = panel({ attributes: { section: 'left' }, isEmpty: true });

  await shows('Nothing has been sent.');
});

test('hands the turn of a switch to the port as the shopper made it', async () => {
  const { get, fake, shows } = panel();
  await shows("This shop's choice box turned this on.");

  get('switch', 'Send a public profile').click();
  await vi.waitFor(() =>
    expect(get('switch', 'Send a public profile').getAttribute('aria-checked')).toBe('false'),
  );

  expect(fake.called('choose')).toEqual([[{ release: false }]]);
});

test('does not let a hand lift the browser signal for sending', async () => {
  const { get, fake, shows } = panel({ consent: { release: false, releaseReason: 'gpc' } });
  await shows('Your browser asks sites not to share. Inkling sends nothing.');

  const release = get('switch', 'Send a public profile');
  release.click();
  get('switch', 'Record on this device').click();

  await vi.waitFor(() => expect(fake.called('choose')).toEqual([[{ record: false }]]));
  expect(release.getAttribute('aria-disabled')).toBe('true');
});

test('asks before it deletes everything, then shows zero rows and what is kept', async () => {
  const { get, find, fake, shows, text } = panel();
  await shows('Hair care');

  get('button', 'Delete everything on this device').click();
  await shows('It cannot be undone.');
  const before = fake.called('clear').length;
  get('button', 'Delete it').click();
  await shows(
    'Deleted. The database now holds 0 rows; your choice and the sending budget are kept, shown below.',
  );

  expect(before).toBe(0);
  expect(text()).toMatch(/inkling\/interactions ?0/);
  expect(text()).toContain('period 738, epsilon 2, 2 February');
  await shows('Nothing has been recorded.');
  expect(find('button', 'Delete it')).toBeUndefined();
});

test('keeps everything when the question is answered with no', async () => {
  const { get, fake, shows } = panel();
  await shows('Hair care');

  get('button', 'Delete everything on this device').click();
  await shows('Keep it');
  get('button', 'Keep it').click();
  await shows('Delete everything on this device');

  expect(fake.called('clear')).toEqual([]);
});

test('does not delete afterwards what waited when everything was deleted', async () => {
  const { get, fake, shows, element } = panel({ attributes: { section: 'history' } });
  await shows('Thursday 5 March');
  get('button', 'Delete: Put in the cart').click();
  element.section = 'controls';
  await shows('Delete everything on this device');

  get('button', 'Delete everything on this device').click();
  await shows('Delete it');
  get('button', 'Delete it').click();
  await shows('Deleted. The database now holds 0 rows');
  element.remove();

  expect(fake.called('removeInteractions')).toEqual([]);
});

test('forgets the budget only when asked for that', async () => {
  const { get, fake, shows } = panel({ attributes: { section: 'controls' } });
  await shows('Forget everything, the sending budget too');

  get('button', 'Forget everything').click();
  await shows('nothing can be sent for a full period');
  get('button', 'Forget it all').click();
  await shows('Deleted, the sending budget too.');

  expect(fake.called('forget')).toHaveLength(1);
  expect(fake.called('clear')).toEqual([]);
});

test('tells a problem in one sentence', async () => {
  const { shows } = panel({ status: { problems: ['model-corrupt'], model: 'failed' } });

  await shows("The shop's model arrived damaged and was not used.");
});

test.each([
  [true, 'This browser is one of them.'],
  [false, 'This browser is shown them.'],
])('says whether this browser is held out of recommendations (%s)', async (isHeldOut, sentence) => {
  const { shows } = panel({
    attributes: { section: 'controls' },
    status: { holdout: { share: 0.1, isHeldOut } },
  });

  await shows(`this shop shows none to 10% of browsers, chosen by chance. ${sentence}`);
});

test('tells in one sentence why the profile cannot be shown, and asks again', async () => {
  const { fake, get, shows } = panel();
  const port = fake.handle[PANEL_PORT];
  const { profile } = port;
  Object.assign(port, { profile: () => Promise.reject({ code: 'worker-stopped' }) });
  await shows('The background worker stopped; reload the page.');
  Object.assign(port, { profile });

  get('button', 'Try again').click();

  await shows('Hair care');
});

test('keeps nothing on the screen that a withdrawal has deleted', async () => {
  const { fake, shows, text } = panel();
  await shows('Hair care');

  Object.assign(fake.handle[PANEL_PORT], { profile: () => Promise.reject({ code: 'not-consented' }) });
  fake.emit('consent');
  await shows('Nothing has been recorded.');

  expect(text()).not.toContain('Hair care');
});

test('follows what happens on the page without losing the focus', async () => {
  const { fake, get, root, shows } = panel();
  await shows('Worked out from 17 things');
  get('button', 'Kitchen').focus();

  fake.rows = fake.rows.slice(1);
  fake.emit('change');
  await shows('Worked out from 16 things');

  expect(root.activeElement).toBe(get('button', 'Kitchen'));
});

test('moves between the sections by the arrow keys', async () => {
  const { get, root, shows } = panel();
  await shows('Hair care');

  get('tab', 'About you').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
  await shows('Stored on this device');

  expect(root.activeElement).toBe(get('tab', 'Controls'));
  expect(get('tab', 'About you').tabIndex).toBe(-1);
});

test('shows markup in the names of items as the text that it is', async () => {
  const name = '<img src=x onerror=alert(1)>$& {}';
  const { root, shows } = panel({ attributes: { section: 'history' }, names: [name] });

  await shows(name);

  expect(root.querySelector('img')).toBeNull();
});

test('says that Inkling is not running, and starts when it comes after all', async () => {
  vi.useFakeTimers({ now: NOON });
  const { fake, text, element, shows } = mount('inkling-panel', { isAbsent: true });

  await vi.advanceTimersByTimeAsync(6_000);
  await element.updateComplete;
  const meanwhile = text();
  vi.useFakeTimers({ now: NOON, toFake: ['Date'] });
  Object.assign(window, { inkling: fake.handle });
  document.dispatchEvent(new Event('inkling:ready'));
  await shows('Hair care');

  expect(meanwhile).toContain('Inkling is not running on this page');
});

test('moves the clock of a test build, and has no such strip in a released one', async () => {
  const released = panel();
  await released.shows('Hair care');
  const strip = released.text();

  const { get, fake, shows } = panel({ hasDemoClock: true });
  await shows('demo clock');
  get('button', 'jump 28 days').click();
  await shows('2 April 2026');

  expect(strip).not.toContain('demo clock');
  expect(fake.called('jump')).toEqual([[28 * 86_400_000]]);
});

test('speaks of articles where the site is configured to offer them', async () => {
  const { shows, text } = panel({ preset: 'content', attributes: { section: 'history' } });

  await shows("What this site's page has learned about you, on this device");
  await shows('For someone else');

  expect(text()).toContain('Read ·');
});

test('speaks of courses once the profile tells that the site offers them', async () => {
  const { shows } = panel({ profilePreset: 'course' });

  await shows("What this site's page has learned about you, on this device");
  await shows('Because you looked at 4 courses in Hair care');
});

test('speaks Chinese where the page does', async () => {
  const { shows, element, fake } = panel({ attributes: { lang: 'zh-CN', section: 'left' } });
  await shows('3 月 3 日发送了 16 个公开画像之一，与你相符的可能性为三分之一。');

  element.lang = 'en';

  await shows('On 3 March one of 16 public profiles was sent.');
  // Each file has the words of one language.
  expect(fake.called('loadSections')).toEqual([['zh'], ['en']]);
});
