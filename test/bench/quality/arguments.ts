import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../../scripts/bundle.ts';
import { DEFAULT_SETTINGS } from '../../../src/training/train.ts';

export const USAGE = `npm run bench:quality -- [--data DIR] [--seeds N] [--min-shoppers N] [--epochs N] [--train] [--ablate] [--json]
npm run bench:quality -- --profile [--data DIR] [--seeds N] [--min-shoppers N] [--epochs N] [--train] [--json]
npm run bench:quality -- --protocol prefixes [--train FILE] [--test FILE] [--model DIR] [--json]

Floors and model on the test split of public data, full rank, ties at mid rank, with 95 % bootstrap intervals.
Nothing is downloaded: where the data are absent, it says so and ends with 0.

--protocol leave-one-out (the default): each shopper's last item is predicted from all before, items of the
input masked. HR@10, NDCG@10.
  --data DIR         holds items.jsonl and sequences.txt (one shopper a line, item ids oldest first)
  --seeds N          models of the seeds 1..N; mean and standard deviation over them (default 1)
  --min-shoppers N   distinct shoppers behind what a model publishes (default ${DEFAULT_SETTINGS.minShoppers})
  --epochs N         at most (default ${DEFAULT_SETTINGS.epochs})
  --train            trains models that are not in the cache; without it these are left out
  --ablate           also judges models of seed 1 that were trained without attributes, without the neighbour
                     table, and with the history's own vectors in the profile; with --train they are
                     trained where they are not in the cache

--protocol prefixes: every item of a test session but the first is predicted from those before, repeats are
answers. HR@20, MRR@20.
  --train FILE       training sessions, one a line, item ids oldest first, oldest session first
  --test FILE        test sessions, likewise
  --model DIR        a model folder, trained elsewhere on the training sessions; without it floors alone

--profile: what each feature group tells about its shopper, on simulated shoppers with one group planted (36
models of three seeds, half an hour with --train) and on the data by the models of seeds 1..N; and what learning
on the device is worth to shoppers with 20 interactions or more, by a model that was trained without them: each
of their steps is predicted before it is learnt from.

--json   one object on stdout, nothing else
--help   this text

.cache/quality/ keeps trained models by a hash of configuration and data, checkpoints of a training that was
ended, the inverse that EASE needs (4 bytes by items squared), and test-evaluations.jsonl: every look at a test split.`;

const DATA = join(ROOT, '../shared/data');

export interface ShopperArguments {
  readonly data: string;
  readonly seeds: number;
  readonly minShoppers: number;
  readonly epochs: number;
  readonly train: boolean;
  readonly ablate: boolean;
  /** Measures what the profile does beyond the model as trained, instead of the floors and the model. */
  readonly profile: boolean;
}

export interface SessionArguments {
  readonly train: string;
  readonly test: string;
  readonly model?: string;
}

interface Common {
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws TypeError from parseArgs when an option is unknown; RangeError when a number is none */
export function parseArguments(
  args: string[],
): Common &
  (
    | { protocol: 'leave-one-out'; given: ShopperArguments }
    | { protocol: 'prefixes'; given: SessionArguments }
  ) {
  const common = {
    protocol: { type: 'string', default: 'leave-one-out' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  const { protocol } = parseArgs({ args, options: common, strict: false }).values;
  if (protocol === 'prefixes') {
    const { values } = parseArgs({
      args,
      options: {
        ...common,
        train: { type: 'string', default: join(DATA, 'diginetica/train.txt') },
        test: { type: 'string', default: join(DATA, 'diginetica/test.txt') },
        model: { type: 'string' },
      },
    });
    const { json, help, train, test, model } = values;
    return { protocol, json, help, given: { train, test, ...(model === undefined ? {} : { model }) } };
  }
  if (protocol !== 'leave-one-out')
    throw new RangeError(`--protocol is ${protocol}, must be leave-one-out or prefixes`);
  const { values } = parseArgs({
    args,
    options: {
      ...common,
      data: { type: 'string', default: join(DATA, 'beauty') },
      seeds: { type: 'string', default: '1' },
      'min-shoppers': { type: 'string', default: String(DEFAULT_SETTINGS.minShoppers) },
      epochs: { type: 'string', default: String(DEFAULT_SETTINGS.epochs) },
      train: { type: 'boolean', default: false },
      ablate: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
    },
  });
  const { json, help, data, train, ablate, profile } = values;
  const given = {
    data,
    seeds: wholeNumber('--seeds', values.seeds),
    minShoppers: wholeNumber('--min-shoppers', values['min-shoppers']),
    epochs: wholeNumber('--epochs', values.epochs),
    train,
    ablate,
    profile,
  };
  return { protocol, json, help, given };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${option} is ${text}, must be a whole number >= 1`);
  return value;
}
