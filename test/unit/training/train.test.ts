import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../src/contract/item.ts';
import { loadModelFolder } from '../../../src/model/load.ts';
import { simulateShoppers } from '../../../src/simulate/shoppers.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { roundingCost, testEvaluationsIn, writeCard } from '../../../src/training/card.ts';
import { withSessions } from '../../../src/training/readers.ts';
import {
  DEFAULT_SETTINGS,
  type TrainProgress,
  type TrainReport,
  train,
} from '../../../src/training/train.ts';
import { writeModelFolder } from '../../../src/training/write_folder.ts';

/** 4 departments of 2 leaves of 8 items. */
const catalogue: Item[] = Array.from({ length: 64 }, (_, i) => ({
  id: `i${i}`,
  name: `Thing ${i}`,
  brand: `Brand ${i % 8}`,
  category: [`Department ${Math.floor(i / 16)}`, `Leaf ${Math.floor(i / 8)}`],
  price: 1 + (i % 10),
}));
const logs = simulateShoppers({ seed: 1, count: 200, catalogue }).map(({ interactions }) => ({
  interactions: withSessions(interactions),
}));
const settings = {
  ...DEFAULT_SETTINGS,
  name: 'tiny',
  epochs: 3,
  learningRate: 5e-3,
  shape: { D: 16, T: 24, heads: 2, blocks: 1, F: 16 },
};

describe('train', () => {
  const progress: TrainProgress[] = [];
  let report: TrainReport;
  let folder: string;
  let tensors: number;

  beforeAll(async () => {
    await startTraining('wasm');
    folder = await mkdtemp(join(tmpdir(), 'inkling-train-'));
    const before = tf.memory().numTensors;
    report = await train(catalogue, logs, settings, (step) => progress.push(step));
    tensors = tf.memory().numTensors - before;
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  test('leaves no tensor behind', () => {
    expect(tensors).toBe(0);
  });

  test('learns: the loss falls from epoch to epoch', () => {
    const ends = progress.filter((step) => step.stage === 'training' && step.done === step.total);
    const losses = ends.map((step) => (step.stage === 'training' ? step.loss : 0));

    expect(losses.length).toBeGreaterThan(1);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  test('beats popularity', () => {
    expect(report.metrics.model.ndcg10).toBeGreaterThan(report.metrics.popularity.ndcg10);
  });

  test('does not tell training positions their own answers', () => {
    expect(report.rulesOnTraining.hr10).toBeLessThanOrEqual(2.5 * report.metrics.rules.hr10);
  });

  test('trains the same again from the same seed', async () => {
    const again = await train(catalogue, logs, settings, () => {});

    expect(again.metrics).toEqual(report.metrics);
    expect(again.model.entities).toEqual(report.model.entities);
  });

  test('writes a folder that loads, with the hashes of its manifest and nothing half-written beside', async () => {
    const out = join(folder, 'tiny');
    const card = writeCard(report, { data: 'Made up.', command: 'inkling train' });
    await writeModelFolder(out, { ...report.model, card });
    // A second time: an existing folder is replaced, not mixed with.
    await writeModelFolder(out, { ...report.model, card });

    const read = async (path: string) => new Uint8Array(await readFile(join(out, path)));
    const loaded = await loadModelFolder(read, 'manifest.json');

    expect(await readdir(folder)).toEqual(['tiny']);
    expect(loaded.manifest.minShoppers).toBe(5);
    expect(loaded.codebook.rows).toHaveLength(16);
    expect(loaded.codebook.rows[0]!.name.en).toBe('Undecided');
    expect(loaded.trained!.catalogue.cards).toEqual(report.model.catalogue.cards);
    expect(loaded.trained!.neighbours.neighbours).toEqual(report.model.neighbours.neighbours);
  });

  test('says in the card what it was tested on and what the floors reach', () => {
    const card = writeCard(report, { data: 'Made up.', command: 'inkling train' });

    expect(card).toContain(`| floor: popularity | ${report.metrics.popularity.hr10.toFixed(4)} |`);
    expect(card).toContain('at least 5 distinct shoppers');
    expect(card).toContain('| times the test split was evaluated | 1,');
    expect(card).toContain('| **2** (default) | 0.330 |'); // 7747986 / (7747986 + 15 · 2^20)
  });

  test('tells what rounding to the files costs: at most 1 %', () => {
    const { learnt, shipped, tests } = report.quantisation;

    expect(tests).toBe(report.shoppers.validation);
    expect(learnt).toBeGreaterThan(0);
    expect(roundingCost(report.quantisation)).toBeLessThanOrEqual(0.01);
    expect(shipped).toBeGreaterThan(0);
    expect(roundingCost({ tests, learnt: 0.5, shipped: 0.49 })).toBeCloseTo(0.02, 10);
  });

  test('counts in the card how often runs into one folder have looked at the test split', () => {
    const context = { data: 'Made up.', command: 'inkling train' };
    const first = writeCard(report, context);
    const second = writeCard(report, {
      ...context,
      testEvaluations: 1 + testEvaluationsIn(first, context.data),
    });

    expect(testEvaluationsIn(second, context.data)).toBe(2);
    expect(testEvaluationsIn(second, 'Of other shoppers.')).toBe(0);
    expect(testEvaluationsIn('', context.data)).toBe(0);
  });
});
