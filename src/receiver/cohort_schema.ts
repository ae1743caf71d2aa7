import { Type } from 'typebox';
import { EXAMPLE_CODEBOOK as CODEBOOK, EXAMPLE_SITE as SITE } from './openapi_examples.ts';

/** A privacy period: days since 1970 divided by its length. */
export const Period = Type.Integer({ minimum: 0, maximum: 0xffff, examples: [735] });

export const SiteParams = Type.Object({
  site: Type.String({ description: 'The shop’s name, as in data-site.', examples: [SITE] }),
});

export const PeriodsQuery = Type.Object(
  {
    period: Type.Optional({ ...Period, description: 'Short for from and to alike.' }),
    from: Type.Optional({ ...Period, description: 'First period; the latest with releases if absent.' }),
    to: Type.Optional({ ...Period, description: 'Last period, included.' }),
  },
  { additionalProperties: false, examples: [{ period: 735 }, { from: 733, to: 735 }] },
);

export const DriftQuery = Type.Object(
  {
    from: Type.Optional({ ...Period, description: 'The last one with releases before `to` if absent.' }),
    to: Type.Optional({ ...Period, description: 'The latest with releases if absent.' }),
  },
  { additionalProperties: false, examples: [{ from: 734, to: 735 }] },
);

const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
const Names = Type.Record(Type.String(), Type.String());
const Hash = Type.String({ description: 'SHA-256 of the codebook’s file, hex.' });

const estimated = {
  /** De-biased number of releases of shoppers who belong, not clipped: it may be negative. Null where suppressed. */
  count: NumberOrNull,
  low: NumberOrNull,
  high: NumberOrNull,
  /** Among all shoppers like these; its interval holds the sampling, too. */
  share: NumberOrNull,
  shareLow: NumberOrNull,
  shareHigh: NumberOrNull,
};
const Suppressed = Type.Optional(
  Type.Object(
    { cells: Type.Integer(), ...estimated },
    { description: 'All suppressed rows as one, so that the counts add up to the total.' },
  ),
);

const shown = {
  ...{ count: 4_120.4, low: 3_801.2, high: 4_440.1, share: 0.412, shareLow: 0.3798, shareHigh: 0.4442 },
};
const suppressedExample = {
  ...{ count: null, low: null, high: null, share: null },
  shareLow: null,
  shareHigh: null,
};
const restExample = {
  ...{ cells: 2, count: 118.3, low: -101.7, high: 339.1, share: 0.0118, shareLow: -0.0102, shareHigh: 0.034 },
};

export const CohortsAnswer = Type.Object(
  {
    site: Type.String(),
    from: Type.Integer(),
    to: Type.Integer(),
    total: Type.Integer({ description: 'Releases, exact, of all codebooks.' }),
    minCohort: Type.Integer({ description: 'Estimates under this are suppressed.' }),
    leftOutDays: Type.Array(Type.String(), {
      description: 'Days of a surge that nobody has settled yet: nothing that came on them is in here.',
    }),
    codebooks: Type.Array(
      Type.Object({
        codebook: Hash,
        model: Type.String(),
        epsilonMilli: Type.Integer(),
        K: Type.Integer(),
        p: Type.Number({ description: 'Probability that a release is the true row.' }),
        q: Type.Number({ description: 'Probability that it is one given other row.' }),
        total: Type.Integer(),
        cohorts: Type.Array(
          Type.Object({ row: Type.Integer(), name: Names, isSuppressed: Type.Boolean(), ...estimated }),
        ),
        suppressed: Suppressed,
      }),
    ),
    combined: Type.Array(
      Type.Object({
        codebooks: Type.Array(Hash),
        weights: Type.Array(Type.Number(), {
          description: 'Of each codebook in the shares; their sum is 1.',
        }),
        agreement: Type.Number({
          description: 'p-value of the test that they have the same shares; when small, do not combine them.',
        }),
        total: Type.Integer(),
        cohorts: Type.Array(
          Type.Object({
            rows: Type.Array(Type.Integer(), { description: 'Row of each of the codebooks.' }),
            name: Names,
            isSuppressed: Type.Boolean(),
            ...estimated,
          }),
        ),
        suppressed: Suppressed,
      }),
      { description: 'Codebooks of the same embeddings, of different epsilon, as one.' },
    ),
  },
  {
    examples: [
      {
        ...{ site: SITE, from: 735, to: 735, total: 10_000, minCohort: 50, leftOutDays: [] },
        codebooks: [
          {
            ...{ codebook: CODEBOOK, model: 'demo', epsilonMilli: 2000, K: 16, p: 0.33, q: 0.0447 },
            total: 10_000,
            cohorts: [
              { row: 0, name: { en: 'Undecided', 'zh-CN': '尚无偏好' }, isSuppressed: false, ...shown },
              { row: 1, name: { en: 'Garden', 'zh-CN': '花园' }, isSuppressed: true, ...suppressedExample },
            ],
            suppressed: restExample,
          },
        ],
        combined: [],
      },
    ],
  },
);

const changed = { change: NumberOrNull, low: NumberOrNull, high: NumberOrNull };

export const DriftAnswer = Type.Object(
  {
    site: Type.String(),
    from: Type.Integer(),
    to: Type.Integer(),
    falseAlarmRate: Type.Number({ description: 'Of comparisons without drift, the share that says drift.' }),
    comparisons: Type.Array(
      Type.Object({
        model: Type.String(),
        codebooks: Type.Array(Hash, { description: 'Of the first and the last period.' }),
        totals: Type.Array(Type.Integer(), { description: 'Releases of both periods.' }),
        statistic: Type.Number({ description: 'Chi-square.' }),
        degrees: Type.Integer({ description: 'Degrees of freedom; 0 when there is nothing to compare.' }),
        pValue: Type.Number(),
        isDrift: Type.Boolean({ description: 'Whether pValue is under falseAlarmRate.' }),
        changes: Type.Array(
          Type.Object({
            rows: Type.Array(Type.Integer()),
            name: Names,
            isSuppressed: Type.Boolean(),
            ...changed,
          }),
          { description: 'Change of each share with its 95 % interval.' },
        ),
        suppressed: Type.Optional(Type.Object(changed)),
      }),
    ),
  },
  {
    examples: [
      {
        ...{ site: SITE, from: 734, to: 735, falseAlarmRate: 0.01 },
        comparisons: [
          {
            ...{ model: 'demo', codebooks: [CODEBOOK, CODEBOOK], totals: [9_800, 10_000] },
            ...{ statistic: 44.1, degrees: 14, pValue: 0.00006, isDrift: true },
            changes: [
              {
                rows: [0, 0],
                name: { en: 'Undecided' },
                isSuppressed: false,
                change: 0.05,
                low: 0.01,
                high: 0.09,
              },
              {
                rows: [1, 1],
                name: { en: 'Garden' },
                isSuppressed: true,
                change: null,
                low: null,
                high: null,
              },
            ],
            suppressed: { change: -0.004, low: -0.03, high: 0.022 },
          },
        ],
      },
    ],
  },
);

const Vector = Type.Union([Type.Array(Type.Number()), Type.Null()]);

export const MeansAnswer = Type.Object(
  {
    site: Type.String(),
    from: Type.Integer(),
    to: Type.Integer(),
    codebooks: Type.Array(
      Type.Object({
        codebook: Hash,
        model: Type.String(),
        epsilonMilli: Type.Integer(),
        K: Type.Integer(),
        D: Type.Integer(),
        total: Type.Integer(),
        mean: {
          ...Vector,
          description: 'Mean of the true rows at unit length; null where all are suppressed.',
        },
        low: { ...Vector, description: '95 % interval of each dimension.' },
        high: Vector,
        error: { ...NumberOrNull, description: 'Root of the mean squared distance of mean from the truth.' },
        shift: { ...NumberOrNull, description: 'How far suppressed rows may shift a dimension beyond that.' },
      }),
    ),
  },
  {
    examples: [
      {
        ...{ site: SITE, from: 735, to: 735 },
        codebooks: [
          {
            ...{ codebook: CODEBOOK, model: 'demo', epsilonMilli: 2000, K: 16, D: 3, total: 10_000 },
            ...{ mean: [0.21, -0.4, 0.02], low: [0.19, -0.43, -0.01], high: [0.23, -0.37, 0.05] },
            ...{ error: 0.021, shift: 0.002 },
          },
        ],
      },
    ],
  },
);
