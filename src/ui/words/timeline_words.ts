import type { Spoken } from '../language.ts';
import type { Nouns } from './nouns.ts';

const some = (n: number, count: string, one: string, many: string) => `${count} ${n === 1 ? one : many}`;

const en = ({ place }: Nouns) => ({
  search: 'Search your history',
  kind: 'Kind',
  allKinds: 'Every kind',
  department: 'Department',
  allDepartments: 'Every department',
  pictures: 'Show pictures',
  picturesHint: `Pictures come from the ${place}, which then sees which of them are asked for.`,
  select: 'Select several',
  done: 'Done selecting',
  selectOne: 'Select',
  selected: (n: number, count: string) => `${some(n, count, 'entry', 'entries')} selected`,
  deleteSelected: 'Delete the selected',
  selectPage: 'Select all on this page',
  deleteFound: (n: number, count: string) =>
    `Delete ${n === 1 ? 'this' : 'these'} ${some(n, count, 'entry', 'entries')}`,
  deleteDepartment: (name: string) => `Delete all of ${name}`,
  found: (n: number, count: string) => `${some(n, count, 'entry', 'entries')} found`,
  nothingFound: 'Nothing of this was recorded.',
  showAll: 'Show everything again',
  range: (from: string, to: string, all: string) => `${from} to ${to} of ${all}`,
  pages: 'Pages of the history',
  newer: 'Newer',
  older: 'Older',
  session: (from: string, to: string) => (from === to ? `Visit at ${from}` : `Visit from ${from} to ${to}`),
  sessionMarked: 'This visit stays in the list and is left out of your profile.',
  sessionUnmarked: 'This visit counts for your profile again.',
  pending: (n: number, count: string) =>
    `${some(n, count, 'entry', 'entries')} will be deleted in a few seconds.`,
  undoAll: 'Undo all',
  undone: 'Nothing is deleted.',
  elsewhere: `This list is kept in this browser alone: another browser, another device or a private window starts empty.`,
});

export type TimelineWords = ReturnType<typeof en>;

const zh = ({ place }: Nouns): TimelineWords => ({
  search: '搜索你的记录',
  kind: '类型',
  allKinds: '所有类型',
  department: '分类',
  allDepartments: '所有分类',
  pictures: '显示图片',
  picturesHint: `图片来自${place}，${place}会因此看到请求了哪些图片。`,
  select: '选择多条',
  done: '结束选择',
  selectOne: '选择',
  selected: (_n, count) => `已选择 ${count} 条`,
  deleteSelected: '删除所选',
  selectPage: '选择本页全部',
  deleteFound: (_n, count) => `删除这 ${count} 条记录`,
  deleteDepartment: (name) => `删除“${name}”的全部记录`,
  found: (_n, count) => `找到 ${count} 条记录`,
  nothingFound: '没有这样的记录。',
  showAll: '重新显示全部',
  range: (from, to, all) => `第 ${from} 至 ${to} 条，共 ${all} 条`,
  pages: '记录的分页',
  newer: '较新',
  older: '较旧',
  session: (from, to) => (from === to ? `${from} 的访问` : `${from} 至 ${to} 的访问`),
  sessionMarked: '这次访问仍会列出，但不计入你的画像。',
  sessionUnmarked: '这次访问重新计入你的画像。',
  pending: (_n, count) => `${count} 条记录将在几秒后删除。`,
  undoAll: '全部撤销',
  undone: '没有删除任何内容。',
  elsewhere: '这份记录只保存在这个浏览器里：换一个浏览器、换一台设备或使用无痕窗口，都会从空白开始。',
});

/** What is said around the timeline of the history. */
export const timelineWords: Spoken<TimelineWords> = { en, zh };
