import type { Preset } from '../../contract/preset.ts';
import type { Spoken, Words } from '../language.ts';
import { numeral } from './chinese.ts';
import type { Nouns } from './nouns.ts';

const DEPARTMENTS: Words<Readonly<Record<Preset, string>>> = {
  en: { shop: 'departments', content: 'sections', course: 'subjects' },
  zh: { shop: '类别', content: '栏目', course: '学科' },
};

/** Whom a shopper can follow. */
const FOLLOWED: Words<Readonly<Record<Preset, string>>> = {
  en: { shop: 'brands and sellers', content: 'authors', course: 'teachers' },
  zh: { shop: '品牌与卖家', content: '作者', course: '讲师' },
};

const some = (n: number, count: string, one: string, many: string) => `${count} ${n === 1 ? one : many}`;

const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(
  ' ',
);

const en = ({ place, items, preset }: Nouns) => ({
  undo: 'Undo',
  removing: (n: number, count: string) =>
    `${some(n, count, 'entry', 'entries')} will be deleted in 10 seconds.`,
  topics: 'Within it',
  reasons: 'Why',
  oneByOne: 'One by one',
  ordinal: (n: number) => ORDINALS[n - 1] ?? `place ${n}`,
  removeThese: 'Remove these',
  whatIf: {
    drops: (name: string, from: string, to: string) =>
      `Without these, "${name}" drops from ${from} to ${to}.`,
    rises: (name: string, from: string, to: string) =>
      `Without these, "${name}" rises from ${from} to ${to}.`,
    stays: (name: string, at: string, from: string, to: string) =>
      `Without these, "${name}" stays ${at}, at ${to} instead of ${from}.`,
    goes: (name: string) => `Without these, "${name}" is no longer an interest.`,
    none: 'Tick what you would take out, and see what changes.',
    unknown: 'What would change cannot be worked out now.',
  },
  how: {
    title: 'How this works',
    intro: `A small model in this browser reads your latest entries in order and compares them with this ${place}'s catalogue. It weighs four kinds of evidence; these are their weights for you now.`,
    groups: {
      basic: 'Plain facts: price range, time of day, kind of device, language, part of the world',
      behaviour: 'What you did, and in which order',
      tags: `Which ${DEPARTMENTS.en[preset]} the ${items} belong to`,
      relations: `Which ${FOLLOWED.en[preset]} you follow`,
    },
    absent: 'What stands at 0% has no say: nothing of that kind is known of you.',
    learned: (steps: number) =>
      `From ${steps} of your steps this browser has learned where the ${place}'s model is wrong about you. That changes the order of what you are shown, and stays here.`,
    kept: (names: string) =>
      `Interests of longer ago are kept, and fade: ${names}. Deleting their entries deletes them.`,
    separator: ', ',
    nearest: (name: string) =>
      `The public profile nearest to all this is "${name}". That choice, made random, is all that sending would use.`,
    elsewhere: 'Another browser, another device or a private window starts empty: nothing is carried over.',
  },
});

export type InterestWords = ReturnType<typeof en>;

const zh = ({ place, items, preset }: Nouns): InterestWords => ({
  undo: '撤销',
  removing: (_n, count) => `${count} 条记录将在 10 秒后删除。`,
  topics: '其中包括',
  reasons: '原因',
  oneByOne: '逐项选择',
  ordinal: (n) => `第${numeral(n)}位`,
  removeThese: '去掉这些',
  whatIf: {
    drops: (name, from, to) => `去掉这些后，“${name}”会从${from}降到${to}。`,
    rises: (name, from, to) => `去掉这些后，“${name}”会从${from}升到${to}。`,
    stays: (name, at, from, to) => `去掉这些后，“${name}”仍在${at}，占比由 ${from} 变为 ${to}。`,
    goes: (name) => `去掉这些后，“${name}”不再是你的兴趣。`,
    none: '勾选想去掉的内容，看看会有什么变化。',
    unknown: '现在无法推算会有什么变化。',
  },
  how: {
    title: '工作原理',
    intro: `浏览器里的一个小模型按先后顺序读取你最近的记录，并与${place}的${items}目录比较。它权衡四类依据，下面是它们目前对你的权重。`,
    groups: {
      basic: '基本情况：价位、时段、设备类型、语言、所在大区',
      behaviour: '你做了什么，先后如何',
      tags: `${items}属于哪些${DEPARTMENTS.zh[preset]}`,
      relations: `你关注了哪些${FOLLOWED.zh[preset]}`,
    },
    absent: '占 0% 的一类不起作用：目前没有你这方面的信息。',
    learned: (steps) =>
      `浏览器从你的 ${steps} 步浏览中学到了${place}的模型对你判断有误的地方。这会改变推荐的先后顺序，并且只留在这里。`,
    kept: (names) => `更早的兴趣仍保留，并会逐渐淡去：${names}。删除相应记录即可去掉。`,
    separator: '、',
    nearest: (name) => `与这一切最接近的公开画像是“${name}”。发送时用到的只有这个选择，并且会加入随机性。`,
    elsewhere: '换一个浏览器、换一台设备或使用无痕窗口，都会从空白开始：不会带走任何内容。',
  },
});

/** What an unfolded interest says, and how interests come about. */
export const interestWords: Spoken<InterestWords> = { en, zh };
