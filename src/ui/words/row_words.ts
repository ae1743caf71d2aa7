import type { Words } from '../language.ts';

const en = {
  heading: 'For you',
  notInterested: 'Not interested',
  removed: (name: string) => `${name} is gone and will not be suggested again.`,
  becauseStated: (department: string) => `Because you stated an interest in ${department}`,
};

export type RowWords = typeof en;

const zh: RowWords = {
  heading: '为你推荐',
  notInterested: '不感兴趣',
  removed: (name) => `“${name}”已移除，不会再推荐。`,
  becauseStated: (department) => `因为你填写过对“${department}”感兴趣`,
};

/** What the row of recommendations says. */
export const rowWords: Words<RowWords> = { en, zh };
