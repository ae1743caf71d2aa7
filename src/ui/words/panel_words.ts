import type { ErrorCode } from '../../contract/error.ts';
import type { ConsentReason } from '../../contract/page_api.ts';
import type { Problem } from '../../contract/worker_api.ts';
import type { Spoken } from '../language.ts';
import type { Nouns } from './nouns.ts';

const some = (n: number, count: string, one: string, many: string) => `${count} ${n === 1 ? one : many}`;

const tools = (place: string) => ({
  tool: (on: boolean): string =>
    `Turned ${on ? 'on' : 'off'} by your choice in this ${place}'s privacy settings.`,
  pending: () => `Off until you choose in this ${place}'s privacy settings.`,
});

const rests = { paused: () => 'Paused.', locked: () => 'Locked.' };

const en = ({ place }: Nouns) => ({
  headline: `What this ${place}'s page has learned about you, on this device`,
  sections: { about: 'About you', history: 'History', left: 'What left', controls: 'Controls' },
  sectionsLabel: 'Parts of your profile',
  loading: 'Loading',
  partMissing: 'This part could not be loaded.',
  tryAgain: 'Try again',
  close: 'Close',
  notRunning: 'Inkling is not running on this page: it was blocked, or this page does not include it.',
  basis: (n: number, count: string) => `Worked out from ${some(n, count, 'thing', 'things')} you did here.`,
  nothingRecorded: 'Nothing has been recorded.',
  nothingYetOn: `Look around the ${place}, and this page will say what it concludes, and why.`,
  nothingYetOff: 'Recording is off.',
  noInterests: 'What was recorded is too little to conclude anything.',
  interests: 'Your interests',
  showAll: (count: string) => `Show all ${count}`,
  showFewer: 'Show fewer',
  how: {
    title: 'How this works',
  },
  switches: {
    switches: 'Switches',
    record: 'Record on this device',
    recordHint: 'What you do here is kept in this browser. Turning it off deletes it.',
    release: 'Send a public profile',
    releaseHint:
      'About once a period, one profile of a public list is sent, drawn so that it need not be yours.',
    recordReasons: {
      none: () => 'Off, because nothing was chosen yet.',
      shopper: (on: boolean): string => (on ? 'You turned this on.' : 'You turned this off.'),
      site: (on: boolean): string =>
        on ? `This ${place}'s choice box turned this on.` : `This ${place}'s choice box turned this off.`,
      ...tools(place),
      gpc: () => 'Your browser asks sites not to share. You can still turn this on, for this device only.',
      dnt: () => 'Your browser asks not to be tracked. You can still turn this on, for this device only.',
      ...rests,
      'insecure-context': () => 'Off, because this page did not arrive over a secure connection.',
      'cross-site-frame': () => 'Off, because this page is shown inside another site.',
    } satisfies Record<ConsentReason, (on: boolean) => string>,
    releaseReasons: {
      none: () => 'Off, because nothing was chosen yet.',
      shopper: (on: boolean): string => (on ? 'You turned this on.' : 'You turned this off.'),
      site: (on: boolean): string =>
        on ? `This ${place}'s choice box turned this on.` : `This ${place}'s choice box turned this off.`,
      ...tools(place),
      gpc: () => 'Your browser asks sites not to share. Inkling sends nothing.',
      dnt: () => 'Your browser asks not to be tracked. Inkling sends nothing.',
      ...rests,
      'insecure-context': () => 'Off, because this page did not arrive over a secure connection.',
      'cross-site-frame': () => 'Off, because this page is shown inside another site.',
    } satisfies Record<ConsentReason, (on: boolean) => string>,
  },
  locked: `Locked, because somebody signed out of this ${place}. Nothing is shown until somebody signs in.`,
  clear: {
    everything: 'Delete everything on this device',
    ask: 'This deletes all that was recorded and concluded here. It cannot be undone.',
    confirm: 'Delete it',
    keep: 'Keep it',
    working: 'Deleting.',
    forget: 'Forget everything, the sending budget too',
    forgetAsk:
      'This also deletes your choice and the record of how much was sent this year. Only the time of this moment stays, and nothing can be sent for a full period.',
    forgetConfirm: 'Forget it all',
  },
  clock: {
    title: 'demo clock',
    day: 'jump 1 day',
    period: 'jump 28 days',
  },
  problems: {
    'model-missing': `The ${place}'s model could not be loaded, so there are no suggestions.`,
    'model-corrupt': `The ${place}'s model arrived damaged and was not used.`,
    'store-blocked': `Another tab of this ${place} holds the database, or has a newer one. Close it or reload this page, and recording goes on.`,
    'store-full': 'This device has no room left, so the oldest entries are dropped.',
    'store-unavailable': `This browser does not let the ${place} keep anything, so nothing is recorded.`,
    'store-rebuilt': 'The database was damaged and has been started anew.',
    'no-receiver': `This ${place} has named no receiver, so nothing is sent.`,
    'no-codebook-pin': `This ${place} has not fixed its public list, so nothing is sent.`,
    'codebook-mismatch': `The public list is not the one this ${place} has fixed, so nothing is sent.`,
    'codebook-changed': `This ${place} changed its public list within a period. Nothing is drawn from the new one before the next period.`,
    'setting-held': `This ${place} asked for more than Inkling allows. Inkling went by its own limit.`,
    'relay-unusable': `The relay that this ${place} sends through cannot be used, so nothing is sent.`,
    'receiver-unreachable': 'The receiver does not answer; what was drawn waits.',
    'receiver-refused': 'The receiver refused what was sent.',
    'release-given-up': 'The receiver did not answer for 30 days, so that sending was given up.',
    'no-randomness': 'This browser gives no safe random numbers, so nothing is sent.',
  } satisfies Record<Problem, string>,
  errors: {
    'invalid-argument': 'That was not understood. Nothing was changed.',
    'not-consented': 'Recording is off.',
    'store-blocked': `Another tab of this ${place} holds the database, or has a newer one. Close it or reload this page, and try again.`,
    'store-full': 'This device has no room left.',
    'store-unavailable': `This browser does not let the ${place} keep anything.`,
    'model-unavailable': 'The model could not be loaded.',
    'model-corrupt': 'The model arrived damaged and was not used.',
    'backend-unavailable': 'This browser cannot run the model.',
    'file-unavailable': 'A file that the panel needs did not arrive.',
    'budget-exhausted': 'The limit for a year is used up.',
    'randomness-unavailable': 'This browser gives no safe random numbers.',
    'receiver-unavailable': 'The receiver does not answer.',
    'worker-stopped': 'The background worker stopped; reload the page.',
    internal: 'Something went wrong inside Inkling. Nothing was sent because of it.',
  } satisfies Record<ErrorCode, string>,
});

export type PanelWords = ReturnType<typeof en>;

const toolsZh = (place: string): ReturnType<typeof tools> => ({
  tool: (on) => `由你在${place}隐私设置中的选择${on ? '开启' : '关闭'}。`,
  pending: () => `已关闭，等你在${place}隐私设置中做出选择。`,
});

const restsZh = { paused: () => '已暂停。', locked: () => '已锁定。' };

const zh = ({ place }: Nouns): PanelWords => ({
  headline: `${place}页面在这台设备上了解到的你`,
  sections: { about: '关于你', history: '记录', left: '发出的内容', controls: '控制' },
  sectionsLabel: '你的画像的各个部分',
  loading: '正在载入',
  partMissing: '无法载入这一部分。',
  tryAgain: '重试',
  close: '关闭',
  notRunning: 'Inkling 没有在此页面上运行：可能被拦截，或页面没有包含它。',
  basis: (_n, count) => `根据你在这里的 ${count} 次操作得出。`,
  nothingRecorded: '尚未记录任何内容。',
  nothingYetOn: `在${place}逛一逛，这里就会说明得出了什么结论，以及原因。`,
  nothingYetOff: '记录功能已关闭。',
  noInterests: '已记录的内容太少，还得不出结论。',
  interests: '你的兴趣',
  showAll: (count) => `显示全部 ${count} 项`,
  showFewer: '收起',
  how: {
    title: '工作原理',
  },
  switches: {
    switches: '开关',
    record: '在这台设备上记录',
    recordHint: `你在${place}的操作保存在这个浏览器里，关掉这个开关就会删除。`,
    release: '发送一个公开画像',
    releaseHint: '大约每个周期一次，发送公开清单中的一个画像，随机抽取，不一定是你的。',
    recordReasons: {
      none: () => '已关闭，因为还没有做过选择。',
      shopper: (on) => (on ? '由你开启。' : '由你关闭。'),
      site: (on) => (on ? `由${place}的选择框开启。` : `由${place}的选择框关闭。`),
      ...toolsZh(place),
      gpc: () => '你的浏览器要求网站不共享数据。你仍可开启，仅限这台设备。',
      dnt: () => '你的浏览器要求不被跟踪。你仍可开启，仅限这台设备。',
      ...restsZh,
      'insecure-context': () => '已关闭，因为此页面不是通过安全连接打开的。',
      'cross-site-frame': () => '已关闭，因为此页面嵌在另一个网站里。',
    },
    releaseReasons: {
      none: () => '已关闭，因为还没有做过选择。',
      shopper: (on) => (on ? '由你开启。' : '由你关闭。'),
      site: (on) => (on ? `由${place}的选择框开启。` : `由${place}的选择框关闭。`),
      ...toolsZh(place),
      gpc: () => '你的浏览器要求网站不共享数据，Inkling 不会发送任何内容。',
      dnt: () => '你的浏览器要求不被跟踪，Inkling 不会发送任何内容。',
      ...restsZh,
      'insecure-context': () => '已关闭，因为此页面不是通过安全连接打开的。',
      'cross-site-frame': () => '已关闭，因为此页面嵌在另一个网站里。',
    },
  },
  locked: `已锁定：有人在${place}退出了登录。重新登录前不显示任何内容。`,
  clear: {
    everything: '删除这台设备上的全部内容',
    ask: '这会删除在这里记录和得出的全部内容，无法撤销。',
    confirm: '删除',
    keep: '保留',
    working: '正在删除。',
    forget: '全部忘记，包括发送额度',
    forgetAsk:
      '这还会删除你的选择以及今年发送了多少的记录。只保留此刻的时间，并且在一个完整周期内不能发送任何内容。',
    forgetConfirm: '全部忘记',
  },
  clock: { title: '演示时钟', day: '前进 1 天', period: '前进 28 天' },
  problems: {
    'model-missing': `无法载入${place}的模型，因此没有推荐。`,
    'model-corrupt': `${place}的模型已损坏，没有使用。`,
    'store-blocked': `${place}的另一个标签页占用着数据库，或已换用新版。请关闭它或重新载入本页，记录会继续。`,
    'store-full': '这台设备已没有空间，最旧的记录会被删去。',
    'store-unavailable': `此浏览器不允许${place}保存内容，因此不会记录。`,
    'store-rebuilt': '数据库曾损坏，已重新建立。',
    'no-receiver': `${place}没有指定接收方，因此不会发送。`,
    'no-codebook-pin': `${place}没有固定公开清单，因此不会发送。`,
    'codebook-mismatch': `公开清单与${place}固定的不一致，因此不会发送。`,
    'codebook-changed': `${place}在周期中途更换了公开清单，新清单要到下一周期才会用于抽取。`,
    'setting-held': `${place}的设置超出 Inkling 的限度，Inkling 按自己的限度执行。`,
    'relay-unusable': `${place}用于转发的中继无法使用，因此不会发送。`,
    'receiver-unreachable': '接收方没有回应，已抽取的内容在等待。',
    'receiver-refused': '接收方拒绝了发送的内容。',
    'release-given-up': '接收方 30 天没有回应，已放弃那次发送。',
    'no-randomness': '此浏览器无法提供安全的随机数，因此不会发送。',
  },
  errors: {
    'invalid-argument': '无法理解此操作，没有做任何更改。',
    'not-consented': '记录功能已关闭。',
    'store-blocked': `${place}的另一个标签页占用着数据库，或已换用新版。请关闭它或重新载入本页后重试。`,
    'store-full': '这台设备已没有空间。',
    'store-unavailable': `此浏览器不允许${place}保存内容。`,
    'model-unavailable': '无法载入模型。',
    'model-corrupt': '模型已损坏，没有使用。',
    'backend-unavailable': '此浏览器无法运行模型。',
    'file-unavailable': '面板所需的一个文件未能载入。',
    'budget-exhausted': '一年的上限已用完。',
    'randomness-unavailable': '此浏览器无法提供安全的随机数。',
    'receiver-unavailable': '接收方没有回应。',
    'worker-stopped': '后台线程已停止，请重新载入页面。',
    internal: 'Inkling 内部出错，没有因此发送任何内容。',
  },
});

/** What the first view of the panel says. */
export const panelWords: Spoken<PanelWords> = { en, zh };
