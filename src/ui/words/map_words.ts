import type { Spoken } from '../language.ts';
import type { Nouns } from './nouns.ts';

const en = ({ place, items }: Nouns) => ({
  title: 'Map of your tastes',
  hint: (count: string) =>
    `${count} of this ${place}'s ${items}: those that its model takes for alike lie close together. The ring is you; the line is your way there, week by week.`,
  explained: (share: string) =>
    `A flat picture leaves much out. These two directions hold ${share} of the difference between the ${items}: what lies close together here may still differ.`,
  isNear: (name: string) => `On it you are nearest to ${name}.`,
  hasMoved: (date: string, before: string, name: string) =>
    `On ${date} you were nearest to ${before}, now to ${name}.`,
  picture: (count: string, groups: string) =>
    `Map of ${count} ${items} in ${groups} groups, with you among them. What follows has all of it as tables.`,
  you: 'You',
  others: 'Everything else',
  table: 'The same as tables',
  units: 'Across and up go from −100 to 100; 0 is the middle.',
  way: 'Your way',
  until: 'Until',
  now: 'now',
  item: 'Name',
  across: 'Across',
  up: 'Up',
  nearest: 'Nearest to you',
  fromYou: 'From you',
  group: (name: string, count: string, distance: string | undefined) =>
    distance === undefined ? `${name}: ${count}` : `${name}: ${count}, ${distance} from you`,
  tooFew: `This device knows too few of this ${place}'s ${items} for a map.`,
  nowhere: 'Nothing that you did gives you a place on it yet.',
});

export type MapWords = ReturnType<typeof en>;

const zh = ({ place, items }: Nouns): MapWords => ({
  title: '你的喜好地图',
  hint: (count) =>
    `${place}的 ${count} 件${items}：模型认为相近的彼此靠近。圆环是你，线条是你逐周走来的路径。`,
  explained: (share) =>
    `平面图会略去许多信息。这两个方向只包含${items}之间差异的 ${share}：图上靠近的，实际未必相近。`,
  isNear: (name) => `在图上，你离“${name}”最近。`,
  hasMoved: (date, before, name) => `${date}你离“${before}”最近，现在离“${name}”最近。`,
  picture: (count, groups) =>
    `地图：${groups} 组共 ${count} 件${items}，以及你的位置。下方表格包含全部内容。`,
  you: '你',
  others: '其他',
  table: '以表格显示',
  units: '横向与纵向均为 −100 到 100，0 为中心。',
  way: '你的路径',
  until: '截至',
  now: '现在',
  item: '名称',
  across: '横向',
  up: '纵向',
  nearest: '离你最近',
  fromYou: '与你的距离',
  group: (name, count, distance) =>
    distance === undefined ? `${name}：${count} 件` : `${name}：${count} 件，与你相距 ${distance}`,
  tooFew: `这台设备所知的${items}太少，无法绘制地图。`,
  nowhere: '你的记录还不足以在图上确定你的位置。',
});

/** The map of tastes and its tables. */
export const mapWords: Spoken<MapWords> = { en, zh };
