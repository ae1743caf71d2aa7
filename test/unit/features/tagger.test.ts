import { describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { classProbabilities, tagOf, tokenBuckets } from '../../../src/features/tagger.ts';
import { decodeTagger, encodeTagger } from '../../../src/model/tagger_file.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { judgeTagger, trainTagger } from '../../../src/training/train_tagger.ts';

/** Twelve leaves of three departments; each has four nouns of its own, adjectives are everybody's. */
const ENGLISH = {
  Home: {
    Lamps: 'lamp lantern chandelier sconce',
    Rugs: 'rug runner mat carpet',
    Vases: 'vase urn carafe jar',
    Beds: 'bed cot mattress bunk',
  },
  Wear: {
    Shirts: 'shirt blouse tee polo',
    Shoes: 'boot sneaker sandal loafer',
    Hats: 'hat cap beanie beret',
    Coats: 'coat parka anorak cape',
  },
  Play: {
    Games: 'game puzzle dice cards',
    Dolls: 'doll puppet teddy figurine',
    Balls: 'ball frisbee kite hoop',
    Trains: 'train tram wagon locomotive',
  },
};
const CHINESE = {
  家居: {
    灯具: '台灯 落地灯 吊灯 壁灯',
    地毯: '地毯 门垫 脚垫 挂毯',
    花瓶: '花瓶 陶罐 水壶 花盆',
    床品: '床单 被套 枕头 床垫',
  },
  服装: {
    衬衫: '衬衫 短袖 长袖衫 背心',
    鞋子: '运动鞋 皮鞋 凉鞋 雨靴',
    帽子: '棒球帽 草帽 毛线帽 渔夫帽',
    外套: '大衣 风衣 夹克 羽绒服',
  },
  玩具: {
    游戏: '拼图 桌游 扑克牌 象棋',
    玩偶: '布娃娃 木偶 泰迪熊 人偶',
    球类: '皮球 篮球 风筝 飞盘',
    火车: '小火车 电车模型 车厢 铁轨',
  },
};
const ADJECTIVES = {
  en: 'old blue tall soft plain bright small striped'.split(' '),
  zh: '复古 蓝色 柔软 素色 明亮 小号 条纹 加厚'.split(' '),
};

function shop(
  words: Readonly<Record<string, Readonly<Record<string, string>>>>,
  language: 'en' | 'zh',
): Item[] {
  const prng = new Prng(5);
  const glue = language === 'en' ? ' ' : '';
  return Object.entries(words).flatMap(([department, leaves]) =>
    Object.entries(leaves).flatMap(([leaf, nouns]) =>
      Array.from({ length: 30 }, (_, i): Item => {
        const noun = prng.pick(nouns.split(' '));
        const name = [prng.pick(ADJECTIVES[language]), prng.pick(ADJECTIVES[language]), noun].join(glue);
        return { id: `${leaf}${i}`, name, brand: `Brand ${prng.integer(9)}`, category: [department, leaf] };
      }),
    ),
  );
}

describe.each([
  ['English', shop(ENGLISH, 'en'), 'Striped lantern', ['Home', 'Lamps']],
  ['Chinese', shop(CHINESE, 'zh'), '条纹落地灯', ['家居', '灯具']],
] as const)('a tagger of %s names', (_language, items, name, category) => {
  test('gives items that it has not seen their category, far above the most frequent one', () => {
    const { tests, coverage, accuracy, wholePath, frequentPath } = judgeTagger(items, 1);

    expect(tests).toBe(36);
    expect(coverage).toBeGreaterThan(0.9);
    expect(accuracy).toBeGreaterThan(0.9);
    expect(wholePath).toBeGreaterThan(0.9);
    expect(frequentPath).toBeLessThan(0.2);
  });

  test('tags a name by its noun, whoever makes it', () => {
    expect(tagOf({ name, brand: 'Never seen' }, trainTagger(items, 1))?.category).toEqual(category);
  });

  test('keeps silent about words that it does not know', () => {
    expect(tagOf({ name: 'Xylophone 木琴' }, trainTagger(items, 1))).toBeUndefined();
  });

  test('comes back from its file with the same answers', () => {
    const tagger = trainTagger(items, 1);
    const tags = [...new Set(items.flatMap(({ category }) => [category![0]!, category!.join(' > ')]))];
    const rows = tags.map((path) => ({ path, depth: path.split(' > ').length }));
    const again = decodeTagger(encodeTagger(tagger, rows), rows);

    const [before, after] = [tagger, again].map((each) => classProbabilities({ name }, each));
    expect(again.paths).toEqual(tagger.paths);
    expect(Math.max(...after!.map((p, c) => Math.abs(p - before![c]!)))).toBeLessThan(1e-5);
  });
});

test('names the department where it cannot tell which of its leaves', () => {
  // 0.4 and 0.4 of Home's two leaves, 0.2 of Wear's: no leaf passes, their department does.
  const tagger = {
    paths: ['Home > Lamps', 'Home > Rugs', 'Wear > Hats'],
    bias: Float32Array.from([0.4, 0.4, 0.2], Math.log),
    offsets: new Int32Array(9),
    classes: new Uint16Array(),
    weights: new Float32Array(),
  };

  expect(tagOf({ name: 'Thing' }, tagger)?.category).toEqual(['Home']);
});

test('adds up what the tokens of a name say', () => {
  const [bucket] = tokenBuckets({ name: 'Lamp' }, 8);
  const offsets = new Int32Array(9).map((_, b) => (b > bucket! ? 2 : 0));
  // One token of weights ln 4 and ln 2 beside even odds: 4/6 and 2/6.
  const tagger = {
    paths: ['A', 'B'],
    bias: new Float32Array(2),
    offsets,
    classes: Uint16Array.from([0, 1]),
    weights: Float32Array.from([Math.log(4), Math.log(2)]),
  };

  const [a, b] = classProbabilities({ name: 'Lamp' }, tagger);

  expect(a).toBeCloseTo(4 / 6, 6);
  expect(b).toBeCloseTo(2 / 6, 6);
});

test('learns the same from the same items and seed', () => {
  const items = shop(ENGLISH, 'en');

  expect(trainTagger(items, 3)).toEqual(trainTagger(items, 3));
});

describe('a tagger file is refused', () => {
  const rows = [{ path: 'A', depth: 1 }];
  const tagger = {
    paths: ['A'],
    bias: new Float32Array(1),
    offsets: Int32Array.from([0, 1]),
    classes: new Uint16Array(1),
    weights: Float32Array.from([1]),
  };
  const bytes = encodeTagger(tagger, rows);
  const changed = (at: number, value: number) => bytes.with(at, value);
  const corrupt = expect.objectContaining({ code: 'model-corrupt' });
  test.each<[string, Uint8Array]>([
    ['cut in its head', bytes.slice(0, 10)],
    ['cut in its body', bytes.slice(0, -1)],
    ['with more classes than it holds', changed(0, 2)],
    ['with a class of no tag', changed(16, 1)],
    ['with a weight of no class', changed(24, 1)],
    ['with a bucket that holds too much', changed(26, 2)],
    ['with a bias that is not finite', bytes.map((byte, i) => (i >= 20 && i < 24 ? 0xff : byte))],
  ])('%s', (_name, given) => {
    expect(() => decodeTagger(given, rows)).toThrow(corrupt);
  });
});
