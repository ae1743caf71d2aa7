import type { Kind } from '../../contract/interaction.ts';
import type { Spoken } from '../language.ts';
import { apart } from './chinese.ts';
import type { Nouns } from './nouns.ts';

const en = ({ viewed, some }: Nouns) => ({
  because: (did: string, when: string) => `Because you ${did} ${when}`,
  becauseLast: (did: string, when: string) => `Because you ${did}, last ${when}`,
  becauseShort: (did: string) => `Because you ${did}`,
  did: {
    impression: 'saw {}',
    view: `${viewed} {}`,
    dwell: 'spent time on {}',
    scroll: 'read about {}',
    select: 'picked {}',
    variant: 'chose a variant of {}',
    search: 'searched for {}',
    filter: 'filtered for {}',
    wishlist: 'saved {}',
    cart_add: 'put {} in the cart',
    cart_remove: 'took {} out of the cart',
    cart_view: 'looked at the cart',
    checkout: 'went to checkout',
    purchase: 'bought {}',
    refund: 'returned {}',
    rate: 'rated {}',
    share: 'shared {}',
    like: 'liked {}',
    dislike: 'turned down {}',
    follow: 'followed {}',
    unfollow: 'unfollowed {}',
    start: 'started {}',
    complete: 'finished {}',
  } satisfies Record<Kind, string>,
  named: (name: string) => name,
  itemsOf: some,
  somethingOf: (name: string) => `something in ${name}`,
  on: (day: string) => `on ${day}`,
});

export type ReasonWords = ReturnType<typeof en>;

const zh = ({ viewed, items, some }: Nouns): ReasonWords => ({
  because: (did, when) => `因为你${apart(when)}${did}`,
  becauseLast: (did, when) => `因为你${did}，最近一次是${apart(when)}`,
  becauseShort: (did) => `因为你${did}`,
  did: {
    impression: '见过{}',
    view: `${viewed}{}`,
    dwell: '细看过{}',
    scroll: '读过{}的介绍',
    select: '点选过{}',
    variant: '选过{}的款式',
    search: '搜索过{}',
    filter: '筛选过{}',
    wishlist: '收藏过{}',
    cart_add: '把{}加入过购物车',
    cart_remove: '把{}移出过购物车',
    cart_view: '看过购物车',
    checkout: '进入过结账',
    purchase: '买过{}',
    refund: '退过{}',
    rate: '评价过{}',
    share: '分享过{}',
    like: '赞过{}',
    dislike: '对{}不感兴趣',
    follow: '关注过{}',
    unfollow: '取消关注过{}',
    start: '开始过{}',
    complete: '完成过{}',
  },
  named: (name) => `“${name}”`,
  itemsOf: some,
  somethingOf: (name) => `${name}类${items}`,
  on: (day) => day,
});

/** Why something is concluded, in words. Panel and row share them. */
export const reasonWords: Spoken<ReasonWords> = { en, zh };
