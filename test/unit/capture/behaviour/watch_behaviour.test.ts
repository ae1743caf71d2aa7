// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { watchBehaviour } from '../../../../src/capture/behaviour/watch_behaviour.ts';
import type { Behaviour } from '../../../../src/capture/source.ts';
import type { Interaction } from '../../../../src/contract/interaction.ts';

const AT = 1_750_000_000_000;
let said: Interaction[] = [];
let visited: string | undefined;
let behaviour: Behaviour;

/** Stands in for the browser's: tests say what is in view. */
class Observer {
  static all: Observer[] = [];
  readonly observed = new Set<Element>();
  readonly #tell: (entries: object[]) => void;
  constructor(tell: (entries: object[]) => void) {
    this.#tell = tell;
    Observer.all.push(this);
  }
  observe(element: Element): void {
    this.observed.add(element);
  }
  unobserve(element: Element): void {
    this.observed.delete(element);
  }
  disconnect(): void {
    this.observed.clear();
  }
  show(selector: string, intersectionRatio: number): void {
    const target = document.querySelector(selector)!;
    if (this.observed.has(target)) this.#tell([{ target, intersectionRatio }]);
  }
}

const shape = () =>
  said.map(({ kind, itemId, tokens, value }) =>
    [kind, itemId ?? tokens, value].flat().filter(Boolean).join(' '),
  );
const show = (state: 'visible' | 'hidden'): void => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('IntersectionObserver', Observer);
  Observer.all = [];
  location.href = 'https://shop.example/list';
  document.body.innerHTML = '';
  said = [];
  visited = undefined;
  behaviour = watchBehaviour({
    interaction: (interaction) => said.push(interaction),
    item: () => undefined,
    now: () => AT,
    about: () => ({ itemId: visited, isItem: () => false }),
  });
  behaviour.know({ id: 'a', name: 'A', url: '/item/a' });
  behaviour.know({ id: 'b', name: 'B', url: '/item/b/' });
});

afterEach(() => {
  behaviour.stop();
  show('visible');
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('links', () => {
  const click = (selector: string, type = 'click', button = 0): void => {
    const event = new MouseEvent(type, { bubbles: true, composed: true, cancelable: true, button });
    document.querySelector(selector)!.dispatchEvent(event);
  };

  test('a link to a known item selects it, whatever stands in it and however the address is spelt', () => {
    document.body.innerHTML = '<a href="/item/b?from=list#top"><b><i>B</i></b></a>';

    click('i');

    expect(shape()).toEqual(['select b']);
  });

  test('a link that a router stops counts, a right click does not', () => {
    document.body.innerHTML = '<main><a href="/item/a">A</a></main>';
    document.querySelector('main')!.addEventListener('click', (event) => {
      event.preventDefault();
      event.stopPropagation();
    });

    click('a', 'auxclick', 2);
    click('a', 'auxclick', 1);
    click('a');

    expect(shape()).toEqual(['select a', 'select a']);
  });

  test('other links say nothing: of unknown pages, of other sites, to where one is', () => {
    document.body.innerHTML =
      '<a id="unknown" href="/item/c"></a><a id="other" href="https://other.example/item/a"></a><a id="here" href="/item/a"></a>';
    visited = 'a';

    for (const id of ['unknown', 'other', 'here']) click(`#${id}`);
    document.body.click();
    visited = undefined;
    click('#here');

    expect(shape()).toEqual(['select a']);
  });
});

describe('lists', () => {
  test('an item half in view for a second was shown', () => {
    document.body.innerHTML = '<a id="a" href="/item/a"></a><a id="b" href="/item/b"></a>';
    behaviour.look();
    const [observer] = Observer.all;

    observer!.show('#a', 0.5);
    observer!.show('#b', 0.4);
    vi.advanceTimersByTime(999);
    expect(shape()).toEqual([]);
    vi.advanceTimersByTime(1);

    expect(shape()).toEqual(['impression a']);
  });

  test('an item scrolled past, or in a tab behind another, was not', () => {
    document.body.innerHTML = '<a id="a" href="/item/a"></a><a id="b" href="/item/b"></a>';
    behaviour.look();
    const [observer] = Observer.all;

    observer!.show('#a', 1);
    vi.advanceTimersByTime(500);
    observer!.show('#a', 0);
    vi.advanceTimersByTime(5_000);
    observer!.show('#b', 1);
    show('hidden');
    vi.advanceTimersByTime(5_000);
    expect(shape()).toEqual([]);
    show('visible');
    observer!.show('#b', 1);
    vi.advanceTimersByTime(1_000);

    expect(shape()).toEqual(['impression b']);
  });

  test('links that come while scrolling are found', () => {
    behaviour.look();
    document.body.innerHTML = '<a id="a" href="/item/a"></a>';

    dispatchEvent(new Event('scroll'));
    Observer.all[0]!.show('#a', 1);
    vi.advanceTimersByTime(1_000);

    expect(shape()).toEqual(['impression a']);
  });
});

describe('scrolling', () => {
  const scrollTo = (top: number): void => {
    Object.assign(window, { scrollY: top, innerHeight: 100 });
    Object.defineProperty(document.documentElement, 'scrollHeight', { value: 1_000, configurable: true });
    dispatchEvent(new Event('scroll'));
  };

  test.each([
    [390, []],
    [400, ['scroll a 50']],
    [799, ['scroll a 50']],
    [800, ['scroll a 90']],
  ])('to %i of 1000 in a window of 100 says %j when the visit ends, once', (top, expected) => {
    scrollTo(top);
    scrollTo(10);

    behaviour.leave('a');
    behaviour.leave('a');

    expect(shape()).toEqual(expected);
  });

  test('a page that was only put to its top was not read', () => {
    Object.defineProperty(document.documentElement, 'scrollHeight', { value: 100, configurable: true });
    Object.assign(window, { scrollY: 0, innerHeight: 100 });
    dispatchEvent(new Event('scroll'));

    behaviour.leave('a');
    expect(shape()).toEqual([]);
    scrollTo(900);
    behaviour.leave('a');

    expect(shape()).toEqual(['scroll a 90']);
  });
});

describe('searches', () => {
  const submit = (isStopped: boolean): void => {
    const form = document.querySelector('form')!;
    if (isStopped) form.addEventListener('submit', (event) => event.preventDefault());
    form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  };

  test.each([
    ['/search?q=Olive+Soap', ['search olive soap']],
    ['/?s=soap&post_type=product', ['search soap']],
    ['/app#/search?query=soap', ['search soap']],
    ['/find?search=zelda%40mail.example+soap', ['search soap']],
    ['/item/a?utm_term=soap&name=zelda', []],
  ])('%s is %j', (address, expected) => {
    history.replaceState({}, '', address);

    behaviour.arrive();

    expect(shape()).toEqual(expected);
  });

  test('a search box that scripts answer is heard when it is submitted', () => {
    document.body.innerHTML = '<form><input type="search" name="term" value="Bath salt"></form>';

    submit(true);

    expect(shape()).toEqual(['search bath salt']);
  });

  test('a form that leads to an address with the search is left to that address', () => {
    document.body.innerHTML = '<form action="/search"><input name="q" value="soap"></form>';

    submit(false);
    expect(shape()).toEqual([]);
    document.body.innerHTML = '<form action="/search"><input type="search" name="term" value="soap"></form>';
    submit(false);

    expect(shape()).toEqual(['search soap']);
  });

  test('what is typed into any other field is never read', () => {
    const read = vi.fn(() => 'zelda');
    document.body.innerHTML =
      '<form method="post"><input type="search" name="q" value="soap"><input name="name"><input type="password" name="s2"><textarea name="note"></textarea></form>';
    for (const field of document.querySelectorAll('[name=name],[type=password],textarea'))
      Object.defineProperty(field, 'value', { get: read });

    submit(true);
    document.body.innerHTML =
      '<form method="post"><input name="email"><input type="password" name="p"></form>';
    for (const field of document.querySelectorAll('input'))
      Object.defineProperty(field, 'value', { get: read });
    submit(true);

    expect(shape()).toEqual(['search soap']);
    expect(read).not.toHaveBeenCalled();
  });
});
