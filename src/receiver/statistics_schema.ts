import { Type } from 'typebox';
import { Period } from './cohort_schema.ts';

export const CountsQuery = Type.Object({ period: Type.Optional(Period) }, { additionalProperties: false });

export const SitesAnswer = Type.Object({
  periodDays: Type.Integer(),
  currentPeriod: Type.Integer(),
  sites: Type.Array(
    Type.Object({
      site: Type.String(),
      epsilonMilli: Type.Integer(),
      /** The live ones. */
      codebooks: Type.Array(
        Type.Object({ codebook: Type.String(), model: Type.String(), K: Type.Integer(), D: Type.Integer() }),
      ),
      /** Releases per period, oldest first. */
      periods: Type.Array(Type.Object({ period: Type.Integer(), releases: Type.Integer() })),
    }),
  ),
});

export const CountsAnswer = Type.Object({
  period: Type.Integer(),
  /** Of all codebooks. */
  releases: Type.Integer(),
  /** Noisy counts by row, of the codebook with the most releases. */
  rows: Type.Array(Type.Integer()),
  codebooks: Type.Array(
    Type.Object({
      codebook: Type.String(),
      model: Type.String(),
      releases: Type.Integer(),
      rows: Type.Array(Type.Integer()),
    }),
  ),
});

export const QuarantineAnswer = Type.Object({
  site: Type.String(),
  /** Releases a day beyond which they are put in quarantine; null while there is nothing to compare with. */
  limit: Type.Union([Type.Integer(), Type.Null()]),
  /** `day` is days since the epoch. */
  days: Type.Array(Type.Object({ day: Type.Integer(), releases: Type.Integer() })),
});

/** How far back the intake is told by default, days. */
export const INTAKE_DAYS = 84;
export const IntakeQuery = Type.Object(
  { days: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_100 })) },
  { additionalProperties: false },
);

export const IntakeAnswer = Type.Object({
  site: Type.String(),
  /** `day` is days since the epoch; days without releases are left out. */
  days: Type.Array(Type.Object({ day: Type.Integer(), releases: Type.Integer() })),
});
