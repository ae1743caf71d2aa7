import type { Taste } from '../../contract/wishes.ts';
import type { Words } from '../language.ts';

const en = {
  group: (name: string) => `What you say of "${name}"`,
  tastes: { less: 'Less of this', never: 'Never this', right: 'This is right' } satisfies Record<
    Taste,
    string
  >,
  said: {
    less: (name: string) => `You asked for less of "${name}". Press again to take that back.`,
    never: (name: string) =>
      `"${name}" is left out of everything. You can take that back under "What you state".`,
    right: (name: string) => `You said that "${name}" is right. Press again to take that back.`,
  } satisfies Record<Taste, (name: string) => string>,
  takenBack: (name: string) => `What you said of "${name}" is taken back.`,
  now: 'Now',
  after: 'After',
  suggestions: 'First suggestions',
  none: 'none',
  do: 'Do this',
  leave: 'Leave it as it is',
  between: (low: string, high: string) => `Between ${low} and ${high}, had any one thing not been seen.`,
  since: (date: string, from: string, to: string) => `${from} on ${date}, ${to} now.`,
  fresh: 'New this week.',
  checked: 'Checked by leaving out one thing after the other: those that change it most come first.',
  learning: 'Learning',
  reset: 'Forget what was learned',
  resetHint: 'Your history stays. The order of suggestions goes back to what the model alone says.',
  resetDone: 'What was learned is forgotten.',
};

export type TasteWords = typeof en;

const zh: TasteWords = {
  group: (name) => `你对“${name}”的意见`,
  tastes: { less: '少一些', never: '不要这类', right: '说得对' },
  said: {
    less: (name) => `你要求减少“${name}”。再按一次即可撤回。`,
    never: (name) => `“${name}”已从所有内容中排除。可在“你自己填写的信息”中撤回。`,
    right: (name) => `你确认了“${name}”。再按一次即可撤回。`,
  },
  takenBack: (name) => `已撤回你对“${name}”的意见。`,
  now: '现在',
  after: '之后',
  suggestions: '最先推荐',
  none: '无',
  do: '就这样',
  leave: '保持不变',
  between: (low, high) => `若少看到其中任何一项，会在 ${low} 到 ${high} 之间。`,
  since: (date, from, to) => `${date}为 ${from}，现在为 ${to}。`,
  fresh: '本周新出现。',
  checked: '已逐项去掉来核对：影响最大的排在最前。',
  learning: '学习',
  reset: '忘记学到的内容',
  resetHint: '你的记录会保留。推荐的先后顺序恢复为模型原本的判断。',
  resetDone: '学到的内容已忘记。',
};

/** What the shopper says of interests, and what they rest on. */
export const tasteWords: Words<TasteWords> = { en, zh };
