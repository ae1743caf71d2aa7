import type { Kind } from '../../contract/interaction.ts';
import type { Preset } from '../../contract/preset.ts';
import type { RelationKind } from '../../contract/relation.ts';
import type { Spoken, Words } from '../language.ts';
import type { Nouns } from './nouns.ts';

/** What opening an item's page is called. */
const VIEW: Words<Readonly<Record<Preset, string>>> = {
  en: { shop: 'Viewed', content: 'Read', course: 'Looked at' },
  zh: { shop: '浏览', content: '阅读', course: '浏览' },
};

/** The mark of what was done for somebody else. */
const GIFT: Words<Readonly<Record<Preset, string>>> = {
  en: { shop: 'Gift', content: 'For someone else', course: 'For someone else' },
  zh: { shop: '送礼', content: '替别人看的', course: '替别人看的' },
};

const some = (n: number, count: string, one: string, many: string) => `${count} ${n === 1 ? one : many}`;

const en = ({ place, preset }: Nouns) => ({
  undo: 'Undo',
  removing: (n: number, count: string) =>
    `${some(n, count, 'entry', 'entries')} will be deleted in 10 seconds.`,
  history: {
    shown: (n: number, count: string) => some(n, count, 'entry', 'entries'),
    deleteOne: 'Delete',
    deleteDay: 'Delete this day',
    gift: GIFT.en[preset],
    notMe: 'Not me',
    marks: `What you mark "${GIFT.en[preset]}" or "Not me" stays in the list but is left out of your profile and of anything sent.`,
    leftOut: 'left out',
    dwell: (seconds: string) => `${seconds} in view`,
    unnamed: `The ${place} as a whole`,
  },
  relations: {
    title: 'What you follow, and the like',
    hint: 'This stays in this browser and is left out of anything sent.',
    kinds: {
      follow_brand: 'Brand followed',
      follow_seller: 'Seller followed',
      follow_person: 'Person followed',
      shared_wishlist: 'On a shared wishlist',
      review_read: 'Review read',
    } satisfies Record<RelationKind, string>,
  },
  kinds: {
    impression: 'Shown',
    view: VIEW.en[preset],
    dwell: 'Spent time on',
    scroll: 'Scrolled',
    select: 'Picked',
    variant: 'Chose a variant',
    search: 'Searched',
    filter: 'Filtered',
    wishlist: 'Saved',
    cart_add: 'Put in the cart',
    cart_remove: 'Taken out of the cart',
    cart_view: 'Opened the cart',
    checkout: 'Went to checkout',
    purchase: 'Bought',
    refund: 'Returned',
    rate: 'Rated',
    share: 'Shared',
    like: 'Liked',
    dislike: 'Not interested',
    follow: 'Followed',
    unfollow: 'Unfollowed',
    start: 'Started',
    complete: 'Finished',
  } satisfies Record<Kind, string>,
});

export type HistoryWords = ReturnType<typeof en>;

const zh = ({ place, preset }: Nouns): HistoryWords => ({
  undo: '撤销',
  removing: (_n, count) => `${count} 条记录将在 10 秒后删除。`,
  history: {
    shown: (_n, count) => `${count} 条记录`,
    deleteOne: '删除',
    deleteDay: '删除这一天',
    gift: GIFT.zh[preset],
    notMe: '不是我',
    marks: `标为“${GIFT.zh[preset]}”或“不是我”的记录仍会列出，但不计入你的画像，也不计入任何发出的内容。`,
    leftOut: '不计入',
    dwell: (seconds) => `浏览 ${seconds}`,
    unnamed: `${place}整体`,
  },
  relations: {
    title: '你的关注等关系',
    hint: '这些只留在这个浏览器里，不计入任何发出的内容。',
    kinds: {
      follow_brand: '关注的品牌',
      follow_seller: '关注的卖家',
      follow_person: '关注的人',
      shared_wishlist: '在共享的心愿单上',
      review_read: '读过评价',
    },
  },
  kinds: {
    impression: '展示',
    view: VIEW.zh[preset],
    dwell: '细看',
    scroll: '滚动阅读',
    select: '点选',
    variant: '选择款式',
    search: '搜索',
    filter: '筛选',
    wishlist: '收藏',
    cart_add: '加入购物车',
    cart_remove: '移出购物车',
    cart_view: '打开购物车',
    checkout: '进入结账',
    purchase: '购买',
    refund: '退货',
    rate: '评价',
    share: '分享',
    like: '点赞',
    dislike: '不感兴趣',
    follow: '关注',
    unfollow: '取消关注',
    start: '开始',
    complete: '完成',
  },
});

/** What the history says. */
export const historyWords: Spoken<HistoryWords> = { en, zh };
