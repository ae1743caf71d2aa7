import type { Spoken } from '../language.ts';
import type { Nouns } from './nouns.ts';

const en = ({ place }: Nouns) => ({
  done: (rows: string) =>
    `Deleted. The database now holds ${rows} rows; your choice and the sending budget are kept, shown below.`,
  forgotten: (rows: string) =>
    `Deleted, the sending budget too. The database now holds ${rows} rows; what is kept is shown below.`,
  stores: 'Rows in each store',
  store: 'Store',
  rows: 'Rows',
  none: 'No database exists.',
  kept: 'What is kept, in full',
  keptNothing: 'Nothing is kept.',
  exact: 'Exactly as stored',
  guard: {
    record: 'Record on this device',
    release: 'Send a public profile',
    on: 'on',
    off: 'off',
    choice: 'Chosen',
    by: {
      shopper: 'by you',
      site: `in this ${place}'s choice box`,
      tool: `in this ${place}'s privacy settings`,
    },
    gpc: 'The browser then asked sites not to share',
    yes: 'yes',
    no: 'no',
    since: 'Sending budget since',
    highWater: 'Latest time seen',
    due: 'Next sending due',
    spends: 'Sent in the last 365 days',
    spend: (period: string, epsilon: string, date: string) => `period ${period}, epsilon ${epsilon}, ${date}`,
    noSpends: 'none',
  },
});

export type StorageWords = ReturnType<typeof en>;

const zh = ({ place }: Nouns): StorageWords => ({
  done: (rows) => `已删除。数据库现有 ${rows} 行；仅保留你的选择与发送额度，见下方。`,
  forgotten: (rows) => `已删除，发送额度也已清除。数据库现有 ${rows} 行；保留的内容见下方。`,
  stores: '各存储中的行数',
  store: '存储',
  rows: '行数',
  none: '没有数据库。',
  kept: '保留的全部内容',
  keptNothing: '没有保留任何内容。',
  exact: '存储的原样',
  guard: {
    record: '在这台设备上记录',
    release: '发送一个公开画像',
    on: '开',
    off: '关',
    choice: '选择',
    by: { shopper: '由你做出', site: `在${place}的选择框中做出`, tool: `在${place}的隐私设置中做出` },
    gpc: '当时浏览器要求网站不共享数据',
    yes: '是',
    no: '否',
    since: '发送额度开始于',
    highWater: '见过的最晚时间',
    due: '下一次发送定在',
    spends: '最近 365 天内的发送',
    spend: (period, epsilon, date) => `周期 ${period}，epsilon ${epsilon}，${date}`,
    noSpends: '无',
  },
});

/** What is said of what the databases hold. */
export const storageWords: Spoken<StorageWords> = { en, zh };
