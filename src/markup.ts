import { readMicrodata } from './capture/markup/microdata.ts';
import { type PageProducts, readMarkup } from './capture/markup/page_products.ts';
import { readRdfa } from './capture/markup/rdfa.ts';
import type { Preset } from './contract/preset.ts';

/** ENTRY, `inkling-markup.js`: what the drop-in loads on pages whose markup may tell of items. */
export const readPage = (preset?: Preset): PageProducts => readMarkup([readMicrodata, readRdfa], preset);
