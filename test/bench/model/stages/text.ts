import { STAGES, type Stage } from './measure.ts';
import type { StageReport } from './stages.ts';

/** What each stage does, as the tables say it. */
const MEANING: Readonly<Record<Stage, string>> = {
  steps: 'interactions cleaned and folded into steps',
  input: 'model input built',
  pack: 'input packed into words',
  encode: "the model's pass, read-back included",
  scores: 'scores of all items',
  blend: 'neighbours and attributes added',
  candidates: 'rules, and the walk for candidates',
  variety: 'eight varied items picked',
  reasons: 'reasons for each',
};

/** A row a stage, a column a backend: milliseconds and the share of their sum; then the sum, the worker's own update, and the mixture. */
export function stageTable({ backends }: StageReport): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const sums = backends.map(({ stages }) => STAGES.reduce((sum, name) => sum + stages[name], 0));
  return {
    head: ['', ...backends.map(({ backend }) => backend)],
    rows: [
      ...STAGES.map((name) => [
        MEANING[name],
        ...backends.map(
          ({ stages }, i) => `${ms(stages[name])} (${((100 * stages[name]) / sums[i]!).toFixed(0)} %)`,
        ),
      ]),
      ['sum', ...sums.map(ms)],
      ["the worker's own update", ...backends.map(({ wholeMs }) => ms(wholeMs))],
      ['instead of the blend, once something was learnt', ...backends.map(({ mixtureMs }) => ms(mixtureMs))],
    ],
  };
}

/** What reading back fewer scores could save, as a sentence; empty without webgpu. */
export function readBackSentence({ readBack }: StageReport): string {
  if (!readBack) return '';
  const { bytes, fewerBytes, differenceMs } = readBack;
  return `Reading all scores back (${kB(bytes)}) takes ${ms(differenceMs)} longer than the best 200 alone would (${kB(fewerBytes)}), by a copy of nothing else in turns.`;
}

const ms = (value: number): string => `${value.toFixed(2)} ms`;
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
