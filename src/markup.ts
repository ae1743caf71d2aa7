import { collect } from './capture/markup/collect.ts';
import { readJsonLd } from './capture/markup/json_ld.ts';
import { readMicrodata } from './capture/markup/microdata.ts';
import { readOpenGraph } from './capture/markup/open_graph.ts';
import { readMarkup } from './capture/markup/page_products.ts';
import { itemOf } from './capture/markup/product_node.ts';
import { readRdfa } from './capture/markup/rdfa.ts';
import type { Markup, MarkupReader, Syntax } from './capture/source.ts';

/** ENTRY, `inkling-markup.js`: what the drop-in loads on pages whose markup may tell of items. */
const READERS: Readonly<Record<Syntax, MarkupReader>> = {
  'json-ld': readJsonLd,
  microdata: readMicrodata,
  rdfa: readRdfa,
  'open-graph': (root) => [readOpenGraph(root) ?? []].flat(),
};

export const readPage: Markup['readPage'] = (preset) => readMarkup([readMicrodata, readRdfa], preset);

export const itemsOf: Markup['itemsOf'] = (syntax) =>
  collect(READERS[syntax](document)).products.flatMap(
    (product) => itemOf(product, product.presets[0] ?? 'shop') ?? [],
  );
