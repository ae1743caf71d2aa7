import type { Kind } from '../../contract/interaction.ts';
import type { Words } from '../language.ts';

const some = (n: number, count: string, one: string, many: string) => `${count} ${n === 1 ? one : many}`;

const en = {
  undo: 'Undo',
  removing: (n: number, count: string) =>
    `${some(n, count, 'entry', 'entries')} will be deleted in 10 seconds.`,
  history: {
    shown: (n: number, count: string) => some(n, count, 'entry', 'entries'),
    more: 'Show more',
    deleteOne: 'Delete',
    deleteDay: 'Delete this day',
    gift: 'Gift',
    notMe: 'Not me',
    marks:
      'What you mark "Gift" or "Not me" stays in the list but is left out of your profile and of anything sent.',
    leftOut: 'left out',
    dwell: (seconds: string) => `${seconds} in view`,
    unnamed: 'The shop as a whole',
  },
  kinds: {
    impression: 'Shown',
    view: 'Viewed',
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
};

export type HistoryWords = typeof en;

const zh: HistoryWords = {
  undo: '撤销',
  removing: (_n, count) => `${count} 条记录将在 10 秒后删除。`,
  history: {
    shown: (_n, count) => `${count} 条记录`,
    more: '显示更多',
    deleteOne: '删除',
    deleteDay: '删除这一天',
    gift: '送礼',
    notMe: '不是我',
    marks: '标为“送礼”或“不是我”的记录仍会列出，但不计入你的画像，也不计入任何发出的内容。',
    leftOut: '不计入',
    dwell: (seconds) => `浏览 ${seconds}`,
    unnamed: '整个店铺',
  },
  kinds: {
    impression: '展示',
    view: '浏览',
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
};

/** What the history says. */
export const historyWords: Words<HistoryWords> = { en, zh };
