import type { Erasure } from '../../contract/records.ts';
import type { Spoken } from '../language.ts';
import { apart } from './chinese.ts';
import type { Nouns } from './nouns.ts';

const en = ({ place }: Nouns) => ({
  told: 'What it could tell',
  tells: (odds: string, blind: string) =>
    `That a browser of this ${place} drew this profile at that time. Whoever guesses that it is yours is right ${odds} of the time; without it, ${blind}.`,
  direct: 'As with any request, the receiver’s server saw the address of your connection.',
  relayed:
    'The relay saw the address of your connection, but not what was sent; the receiver, what was sent, but not your address.',
  untold: 'What it could not tell',
  keeps:
    'What you looked at, searched for or bought. There is no name, no e-mail address and no number in it that stays the same from one sending to the next.',
  oddsTable: 'The odds as a table',
  profile: 'Public profile',
  isYours: 'Yours with',
  wasSent: 'sent',
  oddsPicture: (K: string, row: string, own: string, other: string) =>
    `${K} bars: number ${row}, which was sent, is yours with ${own}; each other one with ${other}`,
  copy: 'Copy as evidence',
  copied: 'Copied: the list up to this sending. The command "inkling verify-ledger" checks it.',
  saved: 'This browser does not let the page copy, so it was saved as a file.',
  erase: {
    ask: 'Ask the receiver to erase it',
    again: 'Ask again',
    title: 'Ask the receiver to erase this sending?',
    reveals:
      'The request holds the number of this sending and nothing else. From it the receiver learns that whoever sent this wants it back, and that this is the address of their connection now. Asking for several on one day tells that they came from one browser.',
    revealsRelayed:
      'The request goes through the relay, as the sending did: it holds the number of this sending, and the receiver does not see your address. It learns that whoever sent this wants it back; asking for several on one day may tell that they came from one browser.',
    limits: 'What was read from it before cannot be taken back, and the limit for a year is not given back.',
    confirm: 'Ask now',
    cancel: 'Leave it there',
    working: 'Asking the receiver.',
    states: {
      asked: (at: string) => `You asked the receiver to erase it on ${at}. No answer has been seen.`,
      erased: (at: string) => `The receiver said on ${at} that it has erased it.`,
      'too-late': (at: string) =>
        `The receiver said on ${at} that it holds no such sending: it was erased before, or has become part of counts from which nobody can take it out.`,
      unreachable: (at: string) => `The receiver could not be asked on ${at}. Nothing is known to be erased.`,
    } satisfies Record<Erasure['state'], (at: string) => string>,
  },
});

export type ReleaseWords = ReturnType<typeof en>;

const zh = ({ place }: Nouns): ReleaseWords => ({
  told: '它能透露什么',
  tells: (odds, blind) =>
    `有一个访问过${place}的浏览器在那时抽到了这个画像。若有人猜它就是你的画像，猜对的可能性是 ${odds}；没有它时是 ${blind}。`,
  direct: '与任何请求一样，接收方的服务器看到了你的网络地址。',
  relayed: '中继看到了你的网络地址，但看不到发送的内容；接收方看到了内容，但看不到你的地址。',
  untold: '它不能透露什么',
  keeps: '你看过、搜索过或买过什么。其中没有姓名，没有电子邮箱，也没有在各次发送之间保持不变的编号。',
  oddsTable: '以表格列出可能性',
  profile: '公开画像',
  isYours: '属于你的可能性',
  wasSent: '已发送',
  oddsPicture: (K, row, own, other) =>
    `${K} 根柱子：发送的第 ${row} 个，属于你的可能性为 ${own}，其他每个为 ${other}`,
  copy: '复制为证据',
  copied: '已复制：到这次发送为止的清单。可用命令 inkling verify-ledger 检查。',
  saved: '此浏览器不允许页面复制，因此已保存为文件。',
  erase: {
    ask: '请接收方删除',
    again: '再次请求',
    title: '请接收方删除这次发送？',
    reveals:
      '请求中只有这次发送的编号。接收方由此得知：发送者想收回它，以及发送者此刻的网络地址。同一天请求删除多次发送，会透露它们来自同一个浏览器。',
    revealsRelayed:
      '与发送时一样，请求会经由中继：其中只有这次发送的编号，接收方看不到你的地址，但会得知发送者想收回它；同一天请求删除多次发送，可能透露它们来自同一个浏览器。',
    limits: '此前已从中读出的内容无法收回，一年的上限也不会退还。',
    confirm: '现在请求',
    cancel: '不删除',
    working: '正在请求接收方。',
    states: {
      asked: (at) => `你在${apart(at)}请求接收方删除，尚未看到答复。`,
      erased: (at) => `接收方在${apart(at)}答复：已经删除。`,
      'too-late': (at) =>
        `接收方在${apart(at)}答复：没有这次发送。它此前已被删除，或已并入无法再分出的计数。`,
      unreachable: (at) => `${apart(at)}未能联系到接收方，不能确定已经删除。`,
    },
  },
});

/** What is said of one release: what it tells, and how to have it erased. */
export const releaseWords: Spoken<ReleaseWords> = { en, zh };
