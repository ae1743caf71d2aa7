import type { SourceName, Survey } from '../../contract/survey.ts';
import type { Words } from '../language.ts';

const en = {
  title: 'What Inkling understands here',
  close: 'Close',
  page: 'This page',
  path: 'Path',
  item: 'The item',
  noItem: 'None: this page is not about one item.',
  because: {
    only: 'the only one outside of lists',
    address: 'it states this address',
  } satisfies Record<NonNullable<Survey['mainReason']>, string>,
  sources: 'Source by source',
  source: 'Source',
  found: 'On the page',
  understood: 'Understood',
  nothing: 'nothing',
  items: (count: number) => `${count} items`,
  interactions: (kinds: string) => `told: ${kinds}`,
  broken: (count: number) => `${count} unreadable`,
  ignored: (names: string) => `not gone by: ${names}`,
  names: {
    'json-ld': 'JSON-LD blocks',
    'data-layer': 'dataLayer entries',
    adapter: 'Your adapter',
    microdata: 'Microdata elements',
    rdfa: 'RDFa elements',
    'open-graph': 'Open Graph tags',
    shopify: 'Shopify',
    woocommerce: 'WooCommerce elements',
    adobe: 'Adobe data layer',
    'universal-analytics': 'Universal Analytics',
  } satisfies Record<SourceName, string>,
  heard: 'What is told, newest first',
  heardNothing: 'Nothing yet. Click around: this list goes on.',
  consent: 'What decides',
  state: 'State',
  catalogue: 'Catalogue',
  match: (known: number, all: number) =>
    `${known} of ${all} item ids of this shop's pages are in the model's catalogue.`,
  noMatch:
    'Ids are held against the catalogue once something was recorded; nothing has been, or this browser is held out.',
  base: 'models/base knows no ids: it goes by the words and categories of what pages show.',
  unknown: (ids: string) => `Not there: ${ids}`,
  note: 'Read anew from this page, shown here alone: nothing of this view is stored or sent.',
};

export type DebugWords = typeof en;

const zh: DebugWords = {
  title: 'Inkling 在此页面理解到的内容',
  close: '关闭',
  page: '此页面',
  path: '路径',
  item: '商品',
  noItem: '无：此页面不是单个商品的页面。',
  because: { only: '列表之外仅此一个', address: '标明了本页地址' },
  sources: '逐个来源',
  source: '来源',
  found: '页面上',
  understood: '理解到',
  nothing: '无',
  items: (count) => `${count} 个商品`,
  interactions: (kinds) => `行为：${kinds}`,
  broken: (count) => `${count} 个无法读取`,
  ignored: (names) => `未采用：${names}`,
  names: {
    'json-ld': 'JSON-LD 块',
    'data-layer': 'dataLayer 条目',
    adapter: '你的适配器',
    microdata: 'Microdata 元素',
    rdfa: 'RDFa 元素',
    'open-graph': 'Open Graph 标签',
    shopify: 'Shopify',
    woocommerce: 'WooCommerce 元素',
    adobe: 'Adobe 数据层',
    'universal-analytics': 'Universal Analytics',
  },
  heard: '得知的行为，最新在前',
  heardNothing: '暂无。请在页面上操作，列表会继续更新。',
  consent: '由什么决定',
  state: '状态',
  catalogue: '目录',
  match: (known, all) => `本店页面的 ${all} 个商品编号中，有 ${known} 个在模型目录里。`,
  noMatch: '有记录之后才能与目录比对；目前尚无记录，或此浏览器在对照组中。',
  base: 'models/base 不认编号：它依据页面上的文字和类别。',
  unknown: (ids) => `不在目录中：${ids}`,
  note: '以上内容刚从此页面重新读取，仅在此显示：不会保存，也不会发送。',
};

/** What `inkling.debug()` says, to engineers: exact terms, no explanations. */
export const debugWords: Words<DebugWords> = { en, zh };
