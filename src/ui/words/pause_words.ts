import type { Words } from '../language.ts';

const en = {
  paused: (until: string | undefined) =>
    `${until ? `Paused until ${until}` : 'Paused'}. Nothing is recorded, suggested or sent.`,
  goOn: 'Resume',
  wentOn: 'Recording and suggestions go on.',
  openPanel: 'Your profile',
  title: 'Pause',
  hint: 'What is here stays. Until the pause ends nothing is recorded, suggested or sent.',
  hour: 'For an hour',
  today: 'For today',
  lifted: 'Until I turn it on',
};

export type PauseWords = typeof en;

const zh: PauseWords = {
  paused: (until) => `已暂停${until ? `到${until}` : ''}，不会记录、推荐或发送任何内容。`,
  goOn: '继续',
  wentOn: '记录与推荐已继续。',
  openPanel: '你的画像',
  title: '暂停',
  hint: '已有内容会保留。暂停结束前，不会记录、推荐或发送任何内容。',
  hour: '一小时',
  today: '今天之内',
  lifted: '直到我重新开启',
};

/** What is said of a pause. */
export const pauseWords: Words<PauseWords> = { en, zh };
