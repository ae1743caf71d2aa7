import type { Facts } from '../../contract/wishes.ts';
import type { Words } from '../language.ts';

const en = {
  title: 'What you state',
  hint: 'All of it is optional. Inkling uses it on this device only and never sends it. It is shown as you state it, apart from what was inferred.',
  nothing: 'You have stated nothing.',
  off: 'While nothing is recorded, what you stated can only be removed.',
  open: 'State something',
  names: {
    interests: 'Interest',
    sizes: 'Size',
    minPrice: 'Price from',
    maxPrice: 'Price up to',
    ageBand: 'Age',
    gender: 'Gender',
    language: 'Language',
  } satisfies Record<keyof Facts, string>,
  interests: 'Interests',
  sizes: 'Sizes, with commas between',
  notStated: 'Not stated',
  ages: {
    'under-18': 'Under 18',
    '18-29': '18 to 29',
    '30-44': '30 to 44',
    '45-64': '45 to 64',
    '65-up': '65 or older',
  } satisfies Record<NonNullable<Facts['ageBand']>, string>,
  genders: { women: 'Woman', men: 'Man', other: 'Other' } satisfies Record<
    NonNullable<Facts['gender']>,
    string
  >,
  crossed: 'The lower price is above the higher one. Nothing was saved.',
  save: 'Save on this device',
  saved: 'Saved on this device. The next suggestions heed it.',
  remove: 'Remove',
  removed: (name: string, value: string) => `Removed: ${name}, ${value}.`,
};

export type FactsWords = typeof en;

const zh: FactsWords = {
  title: '你自己填写的信息',
  hint: '全部可不填。Inkling 只在这台设备上使用，绝不发送。这里按你填写的内容显示，与推断的内容分开。',
  nothing: '你尚未填写任何内容。',
  off: '不记录期间，已填写的内容只能移除。',
  open: '填写信息',
  names: {
    interests: '兴趣',
    sizes: '尺码',
    minPrice: '最低价格',
    maxPrice: '最高价格',
    ageBand: '年龄',
    gender: '性别',
    language: '语言',
  },
  interests: '兴趣',
  sizes: '尺码，用逗号分隔',
  notStated: '不填',
  ages: {
    'under-18': '18 岁以下',
    '18-29': '18 至 29 岁',
    '30-44': '30 至 44 岁',
    '45-64': '45 至 64 岁',
    '65-up': '65 岁及以上',
  },
  genders: { women: '女', men: '男', other: '其他' },
  crossed: '最低价格高于最高价格，未保存。',
  save: '保存在这台设备上',
  saved: '已保存在这台设备上，下一次推荐就会采用。',
  remove: '移除',
  removed: (name, value) => `已移除：${name}，${value}。`,
};

/** What the shopper states of themself. */
export const factsWords: Words<FactsWords> = { en, zh };
