import type { ReleaseState } from '../../contract/worker_api.ts';
import type { Spoken } from '../language.ts';
import type { ReleaseFieldName } from '../release_fields.ts';
import { apart, numeral } from './chinese.ts';
import type { Nouns } from './nouns.ts';

const some = (n: number, count: string, one: string, many: string) => `${count} ${n === 1 ? one : many}`;

const en = ({ place }: Nouns) => ({
  nothing: 'Nothing has been sent.',
  oneIn: (n: number) => `1 in ${n}`,
  sent: (date: string, K: string, odds: string) =>
    `On ${date} one of ${K} public profiles was sent. It is yours with odds of ${odds}.`,
  pending: (date: string, K: string) =>
    `On ${date} one of ${K} public profiles was drawn. The receiver has not confirmed it yet.`,
  givenUp: (date: string, K: string) =>
    `On ${date} one of ${K} public profiles was drawn. The receiver never confirmed it, and it is not tried again.`,
  profileSent: 'Profile sent',
  unnamedRow: (row: string) => `Number ${row}`,
  to: 'Sent to',
  through: 'Through the relay',
  relay: 'Relay',
  relayMeans: 'It passes on what it cannot read, and keeps your address from the receiver.',
  relayKey: "SHA-256 of the receiver's key",
  period: 'Period',
  periodOf: (number: string, from: string, to: string) => `${number} (${from} to ${to})`,
  odds: 'Odds',
  oddsOf: (own: string, other: string) => `${own} for your own profile, ${other} for each other one`,
  bytes: 'The 128 bytes, exactly',
  bytesLabel: '128 bytes in hexadecimal, 16 a row',
  unreadable: 'These bytes cannot be read as a release.',
  embedding: (D: string) => `The embedding: ${D} numbers of the public profile`,
  field: 'Field',
  place: 'Bytes',
  value: 'Value',
  meaning: 'Meaning',
  hash: 'SHA-256 of the bytes',
  codebook: 'SHA-256 of the public list',
  model: 'SHA-256 of the model',
  check: 'Check the chain',
  intact: (n: number, count: string) =>
    `${some(n, count, 'entry', 'entries')} checked: every hash fits, nothing was damaged.`,
  broken: 'Something does not fit: this list was damaged or changed.',
  checkLimit: `This finds damage. It cannot find a rewrite of the whole list by this ${place}'s own scripts.`,
  budget: 'Limit for a year',
  budgetLeft: (left: string, all: string) => `${left} of ${all} sendings left`,
  budgetExact: (left: string, all: string) => `epsilon ${left} of ${all} in any 365 days`,
  next: 'Next',
  states: {
    off: `Nothing is sent: sending is off, or this ${place} has nowhere to send to.`,
    waiting: (due: string, end: string) =>
      due ? `The next one is due ${due}, at a moment drawn by chance.` : `The next one is due by ${end}.`,
    due: `One is due now. It leaves while a page of this ${place} is open.`,
    sending: 'One is on its way.',
    sent: (_due: string, end: string) => `Done for this period. The next period begins ${end}.`,
    'given-up': (_due: string, end: string) => `Given up for this period. The next period begins ${end}.`,
    skipped: (_due: string, end: string) => `Nothing more is drawn in this period, until ${end}.`,
    spent: (_due: string, end: string) =>
      `The limit for a year is used up: this period, until ${end}, is skipped.`,
  } satisfies Record<ReleaseState, string | ((due: string, end: string) => string)>,
  fields: {
    magic: ['Format', 'always INK1'],
    mechanism: ['Mechanism', '1 is randomised response'],
    K: ['Profiles', 'how many public profiles there are'],
    epsilon: ['Epsilon', 'how much chance favours your own profile'],
    D: ['Width', 'numbers in the embedding'],
    period: ['Period', 'the same for everybody'],
    codebook: ['Codebook', 'which list of public profiles; start of its SHA-256'],
    nonce: ['Nonce', 'random, new each time; names this sending only'],
    embedding: ['Embedding', 'one row of the public list, exactly'],
    padding: ['Padding', 'always zero'],
  } satisfies Record<ReleaseFieldName, readonly [string, string]>,
});

export type LedgerWords = ReturnType<typeof en>;

const zh = ({ place }: Nouns): LedgerWords => ({
  nothing: '尚未发送任何内容。',
  oneIn: (n) => (n < 20 ? `${numeral(n)}分之一` : ` 1/${n}`),
  sent: (date, K, odds) => `${date}发送了 ${K} 个公开画像之一，与你相符的可能性为${odds}。`,
  pending: (date, K) => `${date}抽取了 ${K} 个公开画像之一，接收方尚未确认。`,
  givenUp: (date, K) => `${date}抽取了 ${K} 个公开画像之一，接收方一直没有确认，不再重试。`,
  profileSent: '发送的画像',
  unnamedRow: (row) => `第 ${row} 个`,
  to: '发送到',
  through: '经由中继',
  relay: '中继',
  relayMeans: '它转发自己无法读取的内容，不让接收方得知你的地址。',
  relayKey: '接收方密钥的 SHA-256',
  period: '周期',
  periodOf: (number, from, to) => `${number}（${from}至${apart(to)}）`,
  odds: '可能性',
  oddsOf: (own, other) => `你自己的画像 ${own}，其他每个 ${other}`,
  bytes: '这 128 个字节的原样',
  bytesLabel: '128 个字节的十六进制表示，每行 16 个',
  unreadable: '这些字节无法按发送格式读出。',
  embedding: (D) => `嵌入向量：公开画像的 ${D} 个数`,
  field: '字段',
  place: '字节',
  value: '值',
  meaning: '含义',
  hash: '这些字节的 SHA-256',
  codebook: '公开清单的 SHA-256',
  model: '模型的 SHA-256',
  check: '检查链条',
  intact: (_n, count) => `已检查 ${count} 条：每个散列值都相符，没有损坏。`,
  broken: '有内容不符：清单被损坏或改动。',
  checkLimit: `这能发现损坏，但发现不了${place}自身脚本对整份清单的重写。`,
  budget: '一年的上限',
  budgetLeft: (left, all) => `还可发送 ${left} 次，共 ${all} 次`,
  budgetExact: (left, all) => `任意 365 天内 epsilon 剩余 ${left}，共 ${all}`,
  next: '下一次',
  states: {
    off: `不会发送任何内容：发送已关闭，或${place}没有接收方。`,
    waiting: (due, end) => (due ? `下一次定在${apart(due)}，时刻随机抽取。` : `下一次最晚在${apart(end)}。`),
    due: `现在有一次待发送，会在${place}页面打开时发出。`,
    sending: '有一次正在发送。',
    sent: (_due, end) => `本周期已完成，下一周期从${apart(end)}开始。`,
    'given-up': (_due, end) => `本周期的发送已放弃，下一周期从${apart(end)}开始。`,
    skipped: (_due, end) => `本周期内不再抽取，直到${apart(end)}。`,
    spent: (_due, end) => `一年的上限已用完：跳过本周期，直到${apart(end)}。`,
  },
  fields: {
    magic: ['格式', '始终为 INK1'],
    mechanism: ['机制', '1 表示随机应答'],
    K: ['画像数', '公开画像共有多少个'],
    epsilon: ['Epsilon', '随机抽取偏向你自己画像的程度'],
    D: ['宽度', '嵌入向量有多少个数'],
    period: ['周期', '对所有人都相同'],
    codebook: ['码本', '使用哪份公开画像清单，取其 SHA-256 的开头'],
    nonce: ['随机数', '每次重新产生，只标识这一次发送'],
    embedding: ['嵌入向量', '与公开清单中的一行完全相同'],
    padding: ['填充', '始终为零'],
  },
});

/** What is said of what left. */
export const ledgerWords: Spoken<LedgerWords> = { en, zh };
