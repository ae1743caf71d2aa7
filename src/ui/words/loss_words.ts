import type { FindingKind } from '../../contract/ledger_file.ts';
import type { Spoken } from '../language.ts';
import type { Nouns } from './nouns.ts';

const some = (n: number, count: string, one: string, many: string) => `${count} ${n === 1 ? one : many}`;

const en = ({ place }: Nouns) => ({
  tells: 'What it can tell',
  nothing: 'Nothing: nothing was sent in the last 365 days.',
  soFar: (n: number, count: string, odds: string) =>
    `After ${some(n, count, 'sending', 'sendings')} in the last 365 days: somebody who has to tell you from one other person guesses right at most ${odds} of the time. Blind guessing gives 50%.`,
  afterYear: (count: string, odds: string) => `After the ${count} that fit into a year: at most ${odds}.`,
  room: 'Room for hidden messages',
  bits: (bits: string) =>
    `At most ${bits} bits in a year, even if the ${place}'s model tries to hide something in what is sent.`,
  exact: 'The exact figures',
  exactIntro:
    'Taken together, what was sent in the last 365 days is (epsilon, delta)-differentially private for each of these pairs. Delta 0 is the plain sum, which the limit goes by.',
  finding: (row: string, what: string) => `Entry ${row} ${what}.`,
  findings: {
    unreadable: 'cannot be read',
    genesis: 'is not what stands first in a list',
    gap: 'does not follow the one before: something was taken out or put in',
    link: 'names another hash than that of the one before',
    hash: 'was changed after it was written',
    'bytes-hash': 'holds other bytes than its hash says',
    'bytes-form': 'holds bytes that cannot be read as a release',
    'bytes-differ': 'says something else than its bytes',
    time: 'is older than one before it',
    'period-twice': 'is a second sending in one period',
    'over-budget': 'goes over the limit for a year',
    'no-debit': 'was not taken off the limit for a year',
  } satisfies Record<FindingKind, string>,
  download: 'Download as a file',
});

export type LossWords = ReturnType<typeof en>;

const zh = ({ place }: Nouns): LossWords => ({
  tells: '能透露多少',
  nothing: '没有：最近 365 天内没有发送任何内容。',
  soFar: (_n, count, odds) =>
    `最近 365 天内发送了 ${count} 次：若有人要在你与另一个人之间辨认出你，猜对的可能性至多 ${odds}，盲猜则是 50%。`,
  afterYear: (count, odds) => `一年内最多的 ${count} 次都发送之后：至多 ${odds}。`,
  room: '可夹带的信息',
  bits: (bits) => `一年至多 ${bits} 比特，即使${place}的模型企图在发送的内容中夹带信息。`,
  exact: '精确数值',
  exactIntro:
    '最近 365 天内发送的全部内容合在一起，对下列每一组数值都满足 (epsilon, delta) 差分隐私。Delta 为 0 的一行是简单相加，上限以它为准。',
  finding: (row, what) => `第 ${row} 条${what}。`,
  findings: {
    unreadable: '无法读出',
    genesis: '不是清单开头应有的条目',
    gap: '与前一条不连续：有条目被取走或插入',
    link: '所记的前一条散列值不符',
    hash: '在写入后被改动',
    'bytes-hash': '的字节与所记散列值不符',
    'bytes-form': '的字节无法按发送格式读出',
    'bytes-differ': '与其字节所述不符',
    time: '早于前面的条目',
    'period-twice': '是同一周期内的第二次发送',
    'over-budget': '超出一年的上限',
    'no-debit': '没有从一年的上限中扣除',
  },
  download: '下载为文件',
});

/** What is said of the loss that the sendings add up to, and of a check of the ledger. */
export const lossWords: Spoken<LossWords> = { en, zh };
