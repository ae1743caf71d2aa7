// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/contract/config.ts';
import { scriptOptions } from '../../../src/page/script_options.ts';

const PAGE = 'https://shop.example/c/bath?x=1';
const HASH = `sha256-${'+/'.repeat(21)}A=`;

const script = (src: string, attributes: Record<string, string> = {}): HTMLScriptElement => {
  const element = document.createElement('script');
  Object.defineProperty(element, 'src', { value: src });
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(`data-${name}`, value);
  return element;
};

test('attributes win over the object, and the object over the address', () => {
  const tag = script('https://shop.example/inkling.js?site=address&epsilon=1&backend=cpu', { site: 'tag' });

  expect(scriptOptions(tag, { site: 'object', epsilon: 3 }, PAGE)).toEqual({
    site: 'tag',
    epsilon: 3,
    backend: 'cpu',
  });
});

test('every option can come from the address alone, as a tag manager leaves it', () => {
  const address = new URL('https://shop.example/inkling.js');
  address.search = `?model=/models/demo/manifest.json&receiver=https://r.example/&relay=/relay&relay-key=AQAg&site=demo&codebook=${HASH}&epsilon=2&period-days=14&backend=wasm&assets=/lib/`;

  const options = scriptOptions(script(address.href), undefined, PAGE);

  expect(parseConfig(options, address.href)).toEqual({
    modelUrl: 'https://shop.example/models/demo/manifest.json',
    receiver: 'https://r.example/',
    relay: 'https://shop.example/relay',
    relayKey: 'AQAg',
    site: 'demo',
    codebook: HASH,
    epsilonMilli: 2_000,
    periodDays: 14,
    backends: ['wasm'],
    assetsUrl: 'https://shop.example/lib/',
  });
});

test('model and receiver are relative to the page, the assets to the script', () => {
  const src = 'https://cdn.example/lib/inkling.js';
  const options = scriptOptions(
    script(src, { model: 'm/manifest.json', receiver: '/r', 'period-days': '7' }),
    null,
    PAGE,
  );

  expect(parseConfig(options, src)).toMatchObject({
    modelUrl: 'https://shop.example/c/m/manifest.json',
    receiver: 'https://shop.example/r/',
    assetsUrl: 'https://cdn.example/lib/',
    periodDays: 7,
  });
});

test('options that nobody defined are not passed on', () => {
  expect(scriptOptions(script('https://shop.example/inkling.js?debug=1'), { other: 1 }, PAGE)).toEqual({});
  expect(scriptOptions(null, 'text', PAGE)).toEqual({});
});
