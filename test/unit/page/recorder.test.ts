// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InklingError } from '../../../src/contract/error.ts';
import type { Interaction } from '../../../src/contract/interaction.ts';
import type { Item } from '../../../src/contract/item.ts';
import type { ConsentView } from '../../../src/contract/page_api.ts';
import { Recorder } from '../../../src/page/recorder.ts';
import { Vocabulary } from '../../../src/store/vocabulary.ts';

const ON: ConsentView = { record: true, release: false, recordReason: 'site', releaseReason: 'site' };
const PENDING: ConsentView = { record: false, release: false, recordReason: 'none', releaseReason: 'none' };
const OFF: ConsentView = { ...PENDING, recordReason: 'shopper' };

const view = (itemId: string): Interaction => ({ kind: 'view', itemId, at: 1 });

const recorder = (initial: ConsentView) => {
  const state = {
    view: initial,
    opens: 0,
    closes: 0,
    failWith: undefined as Error | undefined,
    rows: [] as string[],
    /** Each batch: ids of its rows, and of its items behind a plus. */
    batches: [] as string[],
    tokens: [] as (readonly string[])[],
    items: [] as string[],
    told: [] as Item[],
    problems: [] as string[],
    written: 0,
  };
  const subject = new Recorder({
    consent: { view: async () => state.view, viewNow: () => state.view },
    async open() {
      state.opens++;
      return {
        async append(rows, items = []) {
          if (state.failWith) throw state.failWith;
          state.batches.push(
            [
              ...rows.map((row) => ('itemId' in row ? row.itemId : '')),
              ...items.map(({ id }) => `+${id}`),
            ].join(),
          );
          state.rows.push(...rows.map((row) => ('itemId' in row ? row.itemId : undefined) ?? ''));
          for (const row of rows) if ('tokens' in row) state.tokens.push(row.tokens!);
          state.items.push(...items.map(({ id }) => id));
          state.told.push(...items);
        },
        close: () => void state.closes++,
        words: new Vocabulary(),
      };
    },
    onWritten: () => void state.written++,
    onProblem: (problem) => void state.problems.push(problem),
  });
  subject.resume(initial);
  return { state, subject };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const later = () => vi.advanceTimersByTimeAsync(1_000);

test('a burst is written as one batch, shortly after', async () => {
  const { state, subject } = recorder(ON);
  subject.add(view('a'));
  subject.add(view('b'));
  subject.see({ id: 'a', name: 'A' });
  expect(state.rows).toEqual([]);

  await later();

  expect(state).toMatchObject({ rows: ['a', 'b'], items: ['a'], written: 1, opens: 1 });
});

test('what one source says of an item adds to what another said just before', async () => {
  const { state, subject } = recorder(ON);
  subject.see({ id: 'a', name: 'A', url: '/a', price: 3 });
  subject.see({ id: 'a', name: 'A', price: 2 });

  await later();

  expect(state.told).toEqual([{ id: 'a', name: 'A', url: '/a', price: 2 }]);
});

test('before any choice all waits in memory, and is written once the answer is yes', async () => {
  const { state, subject } = recorder(PENDING);
  subject.add(view('a'));
  await subject.flush();
  await later();
  expect(state).toMatchObject({ opens: 0, rows: [] });

  state.view = ON;
  subject.resume(ON);
  await later();

  expect(state.rows).toEqual(['a']);
});

test('what waited is dropped when the answer is no', async () => {
  const { state, subject } = recorder(PENDING);
  subject.add(view('a'));
  subject.resume(OFF);
  subject.add(view('b'));

  state.view = ON;
  subject.resume(ON);
  subject.add(view('c'));
  await later();

  expect(state.rows).toEqual(['c']);
});

test('a choice that another tab withdrew is heeded at the very next batch', async () => {
  const { state, subject } = recorder(ON);
  subject.add(view('a'));
  await later();
  expect(state.rows).toEqual(['a']);

  state.view = OFF;
  subject.add(view('b'));
  await later();

  expect(state).toMatchObject({ rows: ['a'], closes: 1 });
});

test('writes nothing while paused, and everything afterwards', async () => {
  const { state, subject } = recorder(ON);
  subject.pause();
  subject.add(view('a'));
  await later();
  await subject.flush();
  expect(state.rows).toEqual([]);

  subject.resume(ON);
  await later();

  expect(state.rows).toEqual(['a']);
});

test('a batch that failed is kept, told, and written with the next', async () => {
  const { state, subject } = recorder(ON);
  state.failWith = new InklingError('store-full', 'no room');
  subject.add(view('a'));
  subject.see({ id: 'a', name: 'A' });
  await later();
  expect(state.problems).toEqual(['store-full']);

  state.failWith = undefined;
  subject.add(view('b'));
  await later();

  expect(state).toMatchObject({ rows: ['a', 'b'], items: ['a'], opens: 2 });
});

test('any other failure of the database is told as unavailable', async () => {
  const { state, subject } = recorder(ON);
  state.failWith = new DOMException('closed', 'InvalidStateError');
  subject.add(view('a'));
  await later();

  expect(state.problems).toEqual(['store-unavailable']);
});

test('the last moment writes in the same turn, into the database that is open', async () => {
  const { state, subject } = recorder(ON);
  subject.add(view('a'));
  await later();

  subject.add(view('b'));
  subject.flushNow();

  expect(state.rows).toEqual(['a', 'b']); // nothing was awaited in between
});

test('the last moment writes nothing when a signal says no', async () => {
  const { state, subject } = recorder(ON);
  subject.add(view('a'));
  await later();

  state.view = OFF;
  subject.add(view('b'));
  subject.flushNow();
  await later();

  expect(state.rows).toEqual(['a']);
});

test('a page that is left asks for no lock, and writes what waits when it comes back', async () => {
  const asked = vi.fn((_name: string, _options: object, work: () => Promise<unknown>) => work());
  vi.stubGlobal('navigator', { locks: { request: asked } });
  const { state, subject } = recorder(ON);
  subject.add(view('a'));

  subject.leave();
  subject.add(view('b'));
  subject.flushNow();
  await later();
  expect(asked).not.toHaveBeenCalled();

  subject.resume(ON);
  await later();
  expect(asked).toHaveBeenCalledOnce();
  expect(state.rows).toEqual(['a', 'b']);
});

test('a page that is left still writes into the database that is open: first what was done, then what was seen', async () => {
  const { state, subject } = recorder(ON);
  subject.add(view('a'));
  await later();

  subject.see({ id: 'b', name: 'B' });
  subject.leave();
  subject.add(view('b'));
  subject.flushNow();

  expect(state.batches.slice(1)).toEqual(['b', '+b']); // nothing was awaited in between
});

test('what was dropped while it was being written does not come back', async () => {
  const { state, subject } = recorder(ON);
  subject.add(view('a'));
  await later();
  subject.add(view('b'));
  state.failWith = new Error('deleted under its feet');
  subject.flushNow();

  subject.drop();
  state.failWith = undefined;
  subject.add(view('c'));
  await later();

  expect(state.rows).toEqual(['a', 'c']);
});

test('a page that cannot write keeps the newest thousand', async () => {
  const { state, subject } = recorder(PENDING);
  for (let i = 0; i < 1_200; i++) subject.add(view(String(i)));

  state.view = ON;
  subject.resume(ON);
  await later();

  expect(state.rows).toHaveLength(1_000);
  expect(state.rows.at(-1)).toBe('1199');
});

test('a search waits in memory until the page has told of what was found, and then has the shop’s words alone', async () => {
  const { state, subject } = recorder(ON);
  subject.add({ kind: 'search', tokens: ['anna', 'kettle'], at: 1 });
  subject.add(view('a'));
  await later();
  expect(state.batches).toEqual(['a']);

  subject.see({ id: 'k', name: 'Enamel Kettle' });
  await later();

  expect(state.batches).toEqual(['a', ',+k']);
  expect(state.tokens).toEqual([['kettle']]);
});
