export const REPORT_LANGUAGES = ['en', 'zh-CN'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

/** Every word of the report. `{name}` is filled in. */
export const REPORT_TEXTS = {
  en: {
    title: 'Inkling report, {site}',
    report: 'report',
    headline: 'releases in this period',
    period: '{period}. Corrected for the randomness of each release, with 95 % intervals.',
    leftOut: 'Left out: {days}, of a surge that nobody has settled yet.',
    nothing: 'No release has arrived in this period.',
    cohorts: 'Cohorts, model {model}',
    odds: 'Could have been any of {K}; the true one with odds of 1 in {odds}. Codebook {codebook}, epsilon {epsilon}.',
    combined:
      '{count} codebooks of the same profiles and different epsilon, combined. They agree with p = {p}.',
    rest: '{cells} small profiles together',
    allRest: 'all {cells} profiles together',
    asTable: 'As a table',
    profile: 'Profile',
    estimate: 'Estimate',
    from: '95 % from',
    to: 'to',
    share: 'Share',
    notShown: 'not shown',
    drift: 'Change since the period before',
    driftFew: 'Too few releases to compare: no profile may be shown.',
    driftNone: 'There is no period before this one to compare with.',
    driftFound:
      'The shares have changed since {period} (p = {p}). In percentage points, with 95 % intervals.',
    driftNot:
      'No change beyond chance since {period} (p = {p}). When nothing changes, {rate} of comparisons say otherwise. In percentage points, with 95 % intervals.',
    change: 'Change',
    intake: 'Releases by period',
    days: 'Days',
    releases: 'Releases',
    how: 'How to read this',
    how1: 'A release names one of K public profiles. Its own browser chose the true one or, at random, another; which of the two happened is known to nobody. The bars are corrected for that: they are estimates of how many of those who released truly belong to a profile, and the line over a bar is its 95 % interval. Each interval misses the truth in 5 of 100 cases.',
    how2: 'Shares are of all shoppers like these; their intervals hold the sampling, too. Estimates under 50 are mostly noise and are not shown, nor can they be had from what is.',
    made: 'Made by "inkling report" on {day}. This file loads nothing and sends nothing.',
  },
  'zh-CN': {
    title: 'Inkling 报告，{site}',
    report: '报告',
    headline: '本周期收到的发布',
    period: '{period}。已校正每次发布的随机性，附 95% 区间。',
    leftOut: '未计入：{days}，这些日期的激增尚未处理。',
    nothing: '本周期没有收到任何发布。',
    cohorts: '群体，模型 {model}',
    odds: '可能是 {K} 个画像中的任何一个；为真实画像的可能性为 {odds} 分之一。码本 {codebook}，epsilon {epsilon}。',
    combined: '合并了 {count} 个画像相同而 epsilon 不同的码本，其一致性 p = {p}。',
    rest: '{cells} 个小画像合计',
    allRest: '全部 {cells} 个画像合计',
    asTable: '以表格显示',
    profile: '画像',
    estimate: '估计值',
    from: '95% 下限',
    to: '上限',
    share: '占比',
    notShown: '不显示',
    drift: '与上一周期相比的变化',
    driftFew: '发布太少，无法比较：没有可以显示的画像。',
    driftNone: '此前没有可比较的周期。',
    driftFound: '自 {period} 以来占比发生了变化（p = {p}）。以百分点表示，附 95% 区间。',
    driftNot:
      '自 {period} 以来没有超出偶然的变化（p = {p}）。即使毫无变化，也有 {rate} 的比较会误报。以百分点表示，附 95% 区间。',
    change: '变化',
    intake: '各周期的发布数',
    days: '日期范围',
    releases: '发布数',
    how: '如何阅读',
    how1: '一次发布会指明 K 个公开画像中的一个。浏览器自己选择了真实的那个，或随机选择了另一个；究竟是哪一种，没有人知道。条形已据此校正：它估计发布者中真正属于某个画像的人数，条形上的线是其 95% 区间。每个区间在 100 次中有 5 次不含真值。',
    how2: '占比针对所有同类顾客，其区间也包含抽样误差。低于 50 的估计值大多是噪声，不予显示，也无法从已显示的数字推算出来。',
    made: '由 “inkling report” 于 {day} 生成。本文件不加载也不发送任何内容。',
  },
} as const satisfies Readonly<Record<ReportLanguage, Readonly<Record<string, string>>>>;

export type ReportText = keyof (typeof REPORT_TEXTS)['en'];

/** Words and numbers of a language. */
export class Phrases {
  readonly language: ReportLanguage;
  readonly #whole: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #points: Intl.NumberFormat;
  readonly #day: Intl.DateTimeFormat;

  constructor(language: ReportLanguage) {
    this.language = language;
    this.#whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    this.#percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    this.#points = new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
    this.#day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  }

  text(key: ReportText, filled: Readonly<Record<string, string | number>> = {}): string {
    return REPORT_TEXTS[this.language][key].replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      String(filled[name]),
    );
  }

  whole = (value: number): string => this.#whole.format(value);
  percent = (value: number): string => this.#percent.format(value);
  /** A difference of shares in percentage points. */
  points = (value: number): string => this.#points.format(100 * value);
  day = (time: number): string => this.#day.format(time);
  probability = (value: number): string => (value < 0.001 ? '< 0.001' : value.toFixed(3));

  /** A row's name in this language or one like it, or in English. */
  name(names: Readonly<Record<string, string>>): string {
    return names[this.language] ?? names[this.language.split('-')[0]!] ?? names.en ?? '';
  }
}
