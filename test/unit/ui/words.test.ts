import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../../src/contract/error.ts';
import { KINDS } from '../../../src/contract/interaction.ts';
import { PRESETS } from '../../../src/contract/preset.ts';
import { languageFor } from '../../../src/ui/language.ts';
import { controlWords } from '../../../src/ui/words/control_words.ts';
import { factsWords } from '../../../src/ui/words/facts_words.ts';
import { historyWords } from '../../../src/ui/words/history_words.ts';
import { interestWords } from '../../../src/ui/words/interest_words.ts';
import { ledgerWords } from '../../../src/ui/words/ledger_words.ts';
import { lossWords } from '../../../src/ui/words/loss_words.ts';
import { nounsFor } from '../../../src/ui/words/nouns.ts';
import { panelWords } from '../../../src/ui/words/panel_words.ts';
import { reasonWords } from '../../../src/ui/words/reason_words.ts';
import { releaseWords } from '../../../src/ui/words/release_words.ts';
import { rowWords } from '../../../src/ui/words/row_words.ts';
import { storageWords } from '../../../src/ui/words/storage_words.ts';
import { takeAwayWords } from '../../../src/ui/words/take_away_words.ts';
import { timelineWords } from '../../../src/ui/words/timeline_words.ts';

const DICTIONARIES = {
  controlWords,
  factsWords,
  historyWords,
  interestWords,
  ledgerWords,
  lossWords,
  panelWords,
  reasonWords,
  releaseWords,
  rowWords,
  storageWords,
  takeAwayWords,
  timelineWords,
};

/** Every sentence by its path; those with gaps are filled with marks. */
function sentences(words: object, path = ''): [path: string, sentence: string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    const at = `${path}.${key}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'function') return [[at, String(value(2, '2', '3', '4'))]];
    return sentences(value as object, at);
  });
}

const CASES = Object.entries(DICTIONARIES).flatMap(([name, { en, zh }]) =>
  PRESETS.map((preset) => ({
    name,
    preset,
    english: sentences(typeof en === 'function' ? en(nounsFor('en', preset)) : en),
    chinese: sentences(typeof zh === 'function' ? zh(nounsFor('zh', preset)) : zh),
  })),
);

test.each(CASES)('$name says everything in both languages for $preset', ({ preset, english, chinese }) => {
  expect(chinese.map(([path]) => path)).toEqual(english.map(([path]) => path));
  for (const [path, sentence] of [...english, ...chinese]) expect(sentence, path).not.toBe('');
  for (const [path, sentence] of english) expect(sentence, path).not.toMatch(/\p{Script=Han}|undefined/u);
  if (preset === 'shop') return;
  for (const [path, sentence] of [...english, ...chinese])
    expect(sentence, path).not.toMatch(/\bshop|\bitem|本店|商品/);
});

test('says the sentences that were agreed on', () => {
  const en = panelWords.en(nounsFor('en', 'shop'));
  const zh = panelWords.zh(nounsFor('zh', 'shop'));

  expect(en.headline).toBe("What this shop's page has learned about you, on this device");
  expect(zh.headline).toBe('本店页面在这台设备上了解到的你');
  expect(en.nothingRecorded).toBe('Nothing has been recorded.');
  expect(zh.nothingRecorded).toBe('尚未记录任何内容。');
  expect(en.clear.everything).toBe('Delete everything on this device');
  expect(zh.clear.everything).toBe('删除这台设备上的全部内容');
  expect(en.switches.releaseReasons.gpc()).toBe(
    'Your browser asks sites not to share. Inkling sends nothing.',
  );
  expect(zh.switches.releaseReasons.gpc()).toBe('你的浏览器要求网站不共享数据，Inkling 不会发送任何内容。');
  expect(interestWords.zh(nounsFor('zh', 'shop')).whatIf.drops('护发', '第二位', '第六位')).toBe(
    '去掉这些后，“护发”会从第二位降到第六位。',
  );
  expect(storageWords.zh(nounsFor('zh', 'shop')).done('0')).toBe(
    '已删除。数据库现有 0 行；仅保留你的选择与发送额度，见下方。',
  );
});

test('has a word for every kind of interaction and every error', () => {
  expect(Object.keys(historyWords.zh(nounsFor('zh', 'shop')).kinds)).toEqual([...KINDS]);
  expect(Object.keys(reasonWords.en(nounsFor('en', 'shop')).did)).toEqual([...KINDS]);
  expect(Object.keys(panelWords.zh(nounsFor('zh', 'shop')).errors)).toEqual([...ERROR_CODES]);
});

test('falls back to English as a whole', () => {
  expect(languageFor('de-CH')).toEqual({ code: 'en', tag: 'en-GB' });
  expect(languageFor('en-US')).toEqual({ code: 'en', tag: 'en-US' });
  expect(languageFor('zh')).toEqual({ code: 'zh', tag: 'zh-CN' });
  expect(languageFor('zh-!')).toEqual({ code: 'zh', tag: 'zh-CN' });
});
