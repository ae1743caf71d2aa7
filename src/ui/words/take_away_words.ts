import type { Spoken } from '../language.ts';
import type { Nouns } from './nouns.ts';

const some = (n: number, count: string, one: string, many: string) => `${count} ${n === 1 ? one : many}`;

const en = ({ place }: Nouns) => ({
  title: 'Take away and bring back',
  elsewhere: `All of this is kept in this browser alone, so another browser, another device or a private window starts empty. A file takes it along.`,
  download: 'Download all of it as a file',
  downloaded:
    'The file was saved. It holds what you did here in the clear: keep it where you keep private things.',
  choose: 'Bring back a file',
  bringHint: `What the file holds is added to what is here. What was sent, the limit for a year and your switches are never taken from a file.`,
  reading: 'Reading the file.',
  added: (added: number, count: string, known: string) =>
    `${some(added, count, 'entry was', 'entries were')} added; ${known} were here already.`,
  unreadable: (n: number, count: string) => `${some(n, count, 'row was', 'rows were')} damaged and left out.`,
  trouble: {
    'too-large': 'Nothing was changed: the file is too large to be one of Inkling’s.',
    broken: 'Nothing was changed: the file is cut short, or is no JSON.',
    foreign: 'Nothing was changed: the file was not written by Inkling.',
    version: 'Nothing was changed: the file is of another version of Inkling than this one.',
    'other-shop': `Nothing was changed: the file is of another ${place} than this one.`,
    damaged: 'Nothing was changed: the file is damaged.',
    off: 'Nothing was changed: turn recording on first, so that something may be kept here.',
  },
  some: 'Delete only some of it',
  parts: {
    done: 'What you did here',
    follows: 'What you follow, and the like',
    said: 'What you said about yourself and your interests',
    learned: 'What this device has learned from you',
  },
  deleteParts: 'Delete what is ticked',
  partsAsk: 'This deletes what is ticked. It cannot be undone.',
  confirm: 'Delete the ticked parts',
  keep: 'Keep them',
  partsDone: 'Deleted. The rows that are left are counted above, under what is stored.',
});

export type TakeAwayWords = ReturnType<typeof en>;

const zh = ({ place }: Nouns): TakeAwayWords => ({
  title: '带走与取回',
  elsewhere:
    '这些内容只保存在这个浏览器里，因此换一个浏览器、换一台设备或使用无痕窗口，都会从空白开始。可以用文件带走。',
  download: '把全部内容下载为文件',
  downloaded: '文件已保存。其中以明文列出你在这里的操作，请像保管私人物品一样保管它。',
  choose: '取回文件中的内容',
  bringHint: '文件中的内容会并入这里已有的内容。发送记录、一年的上限和你的开关从不取自文件。',
  reading: '正在读取文件。',
  added: (_n, count, known) => `已加入 ${count} 条记录，另有 ${known} 条原本就在这里。`,
  unreadable: (_n, count) => `有 ${count} 行已损坏，没有加入。`,
  trouble: {
    'too-large': '没有做任何更改：文件太大，不会是 Inkling 的文件。',
    broken: '没有做任何更改：文件不完整，或不是 JSON。',
    foreign: '没有做任何更改：文件不是由 Inkling 写出的。',
    version: '没有做任何更改：文件属于另一个版本的 Inkling。',
    'other-shop': `没有做任何更改：文件不属于${place}。`,
    damaged: '没有做任何更改：文件已损坏。',
    off: '没有做任何更改：请先开启记录功能，这里才能保存内容。',
  },
  some: '只删除一部分',
  parts: {
    done: '你在这里的操作',
    follows: '你的关注等关系',
    said: '你对自己和兴趣的说明',
    learned: '这台设备从你的操作中学到的内容',
  },
  deleteParts: '删除勾选的部分',
  partsAsk: '这会删除勾选的部分，无法撤销。',
  confirm: '删除这些部分',
  keep: '保留它们',
  partsDone: '已删除。余下的行数见上方保存的内容。',
});

/** What is said of taking everything along, and of deleting some of it. */
export const takeAwayWords: Spoken<TakeAwayWords> = { en, zh };
