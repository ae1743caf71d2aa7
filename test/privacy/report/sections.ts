import type { Attack, Finding } from '../audit/attack_audits.ts';
import { type Audit, falseAlarmOf } from '../audit/audit.ts';
import { GAME_MISS } from '../audit/game.ts';
import { GAUSSIAN_DELTA } from '../audit/rival.ts';
import { type AuditReport, MUTANT_DRAWS, type PopulationReport, SEEDS } from '../audit/run_audits.ts';
import type { Plot } from './plots.ts';

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One part of the report, told once and written as Markdown or as a page. */
export interface Section {
  readonly title: string;
  readonly text: readonly string[];
  readonly plot?: Plot;
  readonly table: Table;
}

export interface Headline {
  /** The number that people come for. */
  readonly figure: string;
  readonly means: string;
  readonly verdict: string;
}

export function headlineOf({ audits, populations }: AuditReport): Headline {
  const found = populations[0]!.findings.find(
    ({ attack, rival }) => attack === 'singling out' && rival === 'k-RR, eps 2',
  )!;
  const failed = audits.filter(({ pass }) => !pass).length;
  return {
    figure: percent(found.value),
    means:
      `of drifting shoppers are singled out by a year of releases (${found.detail}, eps 2) when the attacker knows ` +
      `everybody's true profiles. No model and no attack gets beyond ${percent(found.ceiling!)}.`,
    verdict:
      failed === 0 ? `All ${audits.length} audits pass.` : `${failed} of ${audits.length} audits failed.`,
  };
}

export const sectionsOf = (report: AuditReport): Section[] => [
  gameSection(report),
  distributionSection(report),
  auditorSection(report),
  pathSection(report),
  ...report.populations.flatMap((population) => attackSections(population)),
  capacitySection(report),
];

/** Every audit with its limit: what `--json` prints. */
export const auditTable = (audits: readonly Audit[]): Table => ({
  head: ['audit', 'value', '', 'limit', ''],
  rows: audits.map(({ name, value, side, limit, pass }) => [
    name,
    short(value),
    side,
    short(limit),
    pass ? 'pass' : 'FAIL',
  ]),
});

/** What was run, so that it can be run again. */
export function countsOf({ sizes }: AuditReport): string {
  const { gameDraws, chiSquareDraws, pairShoppers, yearShoppers, rounds } = sizes;
  return (
    `${count(gameDraws)} draws an arm of each game, ${count(chiSquareDraws)} draws a chi-square, ` +
    `${count(pairShoppers)} shoppers of two periods (seed ${SEEDS.pair}), ${count(yearShoppers)} drifting ones of twelve ` +
    `(seed ${SEEDS.year}), everybody releasing ${rounds === 1 ? 'once' : `${rounds} times`}.`
  );
}

function gameSection({ mechanism: { games, audits } }: AuditReport): Section {
  return {
    title: 'Distinguishing game',
    text: [
      'An attacker sees what left for one of two shoppers and says which. The loss that this proves is a lower bound ' +
        `on epsilon with confidence 1 - ${GAME_MISS} (Clopper and Pearson 1934). It must not exceed epsilon, and must ` +
        'reach 85 % of it, or the game would prove nothing. Real randomness.',
      `A right mechanism fails one of the ${audits.length} judgements on games and chi-squares with probability below ${oneFigure(falseAlarmOf(audits))}.`,
    ],
    plot: {
      kind: 'bars',
      caption: 'Proved loss as a share of epsilon; the line is epsilon',
      max: 1.05,
      rows: games.map(({ epsilonMilli, K, lowerBound }) => ({
        ...{ label: `eps ${epsilonMilli / 1000}, K ${K}`, value: (1000 * lowerBound) / epsilonMilli },
        ...{ shown: lowerBound.toFixed(3), ceiling: 1, isOurs: true },
      })),
    },
    table: {
      head: ['epsilon', 'K', 'draws an arm', 'proved loss', 'as counted'],
      rows: games.map(({ epsilonMilli, K, draws, lowerBound, estimate }) => [
        ...[String(epsilonMilli / 1000), String(K), count(draws)],
        ...[lowerBound.toFixed(4), estimate.toFixed(4)],
      ]),
    },
  };
}

function distributionSection({ mechanism: { distributions } }: AuditReport): Section {
  return {
    title: 'Distribution of all rows',
    text: [
      "Pearson's chi-square of all K outputs against the closed form, at the default and from three true rows.",
    ],
    plot: {
      kind: 'dots',
      caption: 'Each of the 16 rows: counted minus expected, in standard deviations',
      min: -4,
      max: 4,
      rows: distributions.map(({ row, counts, expected, draws }) => ({
        label: `true row ${row}`,
        points: counts.map(
          (n, k) => (n - expected[k]!) / Math.sqrt(expected[k]! * (1 - expected[k]! / draws)),
        ),
      })),
    },
    table: {
      head: ['true row', 'draws', 'chi-square, 15 degrees of freedom', 'p-value'],
      rows: distributions.map(({ row, draws, chiSquare, pValue }) => [
        ...[String(row), count(draws), chiSquare.toFixed(2), pValue.toFixed(4)],
      ]),
    },
  };
}

function auditorSection({ mutants }: AuditReport): Section {
  return {
    title: 'The auditor audited',
    text: [
      `Releases that are wrong in one way each, seeded, under the same audits at ${count(MUTANT_DRAWS.game)} draws an ` +
        `arm and ${count(MUTANT_DRAWS.chiSquare)} a chi-square. Each must fail at every epsilon. A bias smaller than ` +
        'that of 24-bit words is beyond counting; the 48-bit rejection is tested by injected words.',
    ],
    table: {
      head: ['what is wrong', 'caught at', 'loss proved at eps 2'],
      rows: mutants.map(({ name, caughtAt, of, provedAtDefault }) => [
        ...[name, `${caughtAt} of ${of} epsilons`, provedAtDefault.toFixed(3)],
      ]),
    },
  };
}

function pathSection({ path }: AuditReport): Section {
  return {
    title: 'The whole path',
    text: [
      'Profile, guard, ledger, outbox and retries to the bytes at the receiver, with every random word injected and a ' +
        'receiver that is down every third time. Each payload is made again from the words alone and compared bit by bit.',
    ],
    table: {
      head: [
        'releases',
        'requests, retries too',
        'second payloads of a period',
        'missing',
        'unexplained bits',
      ],
      rows: [[path.releases, path.requests, path.doubles, path.missing, path.unexplained].map(String)],
    },
  };
}

const ATTACK_TEXT: Readonly<Record<Attack, { title: string; text: string; log?: true }>> = {
  're-linking': {
    title: 'Re-linking two periods',
    text:
      "Somebody's release of the second period is matched with everybody's of the first. Share of right matches, ties " +
      'guessed.',
    log: true,
  },
  'singling out': {
    title: 'Singling out by a year of releases',
    text:
      'Releases of one shopper lie together without a name, and the attacker knows the true profiles of everybody in ' +
      'every period. No attack does better than the one used here, the likeliest shopper. The ceiling is the ' +
      'sphere-packing bound: it holds for any model. A year pays for 12 releases at eps 2, 8 at eps 3, 6 at eps 4; ' +
      'more are shown to compare. The more often rows move, the more a year of them tells.',
  },
  'hostile model': {
    title: 'A hostile model',
    text: 'A model that hides a random code word of each shopper in the rows. The ceiling says how little a better code could add.',
  },
  attribute: {
    title: 'Inferring an attribute from one release',
    text: 'The attacker knows profiles and classes of half of the shoppers and guesses the likeliest class of the others.',
  },
  membership: {
    title: 'Was there anything about this item?',
    text:
      'The attacker knows the whole profile, with and without what was done to one item, and guesses which it was. ' +
      'Advantage: share of right guesses minus share of wrong ones.',
  },
  usefulness: {
    title: 'What a release is worth',
    text:
      `Mean cosine between a release and the profile behind it. The Gaussian has its epsilon with delta = ${GAUSSIAN_DELTA.toExponential()}, ` +
      'k-RR and PrivUnit have theirs alone.',
  },
};

function attackSections({ label, pair, year, findings }: PopulationReport): Section[] {
  const order = Object.keys(ATTACK_TEXT) as Attack[];
  return order.flatMap((attack): Section[] => {
    const found = findings.filter((finding) => finding.attack === attack);
    if (found.length === 0) return [];
    const { title, text, log } = ATTACK_TEXT[attack];
    const crowd = (attack === 'singling out' || attack === 'hostile model' ? year : pair) ?? pair;
    const moves = `${capital(crowd.name)}; the nearest row of ${percent(crowd.moved)} changes from one period to the next`;
    const who = attack === 're-linking' || attack === 'singling out' ? moves : capital(crowd.name);
    return [
      {
        title: label === 'simulated' ? title : `${title} (${label})`,
        text: [text, `${who}.`],
        plot: barsOf(found, log ?? false),
        table: {
          head: ['what is sent', 'attacked', 'value', 'ceiling'],
          rows: found.map(({ rival, detail, value, ceiling }) => [
            ...[rival, detail, short(value), ceiling === undefined ? '' : short(ceiling)],
          ]),
        },
      },
    ];
  });
}

function barsOf(found: readonly Finding[], isLog: boolean): Plot {
  const details = new Set(found.map(({ detail }) => detail));
  const peak = Math.max(...found.map(({ value, ceiling }) => Math.max(value, ceiling ?? 0)));
  return {
    kind: 'bars',
    caption: `${isLog ? 'On a logarithmic scale; t' : 'T'}he line is what no attack can exceed`,
    max: peak,
    ...(isLog && { logFrom: 1e-5 }),
    rows: found.map(({ rival, detail, value, ceiling }) => ({
      label: details.size > 1 ? `${rival}, ${detail.split(', 1 of')[0]}` : rival,
      ...{ value, shown: short(value), isOurs: rival.startsWith('k-RR') },
      ...(ceiling === undefined ? {} : { ceiling }),
    })),
  };
}

function capacitySection({ capacity }: AuditReport): Section {
  return {
    title: 'Capacity',
    text: [
      'Bits that any model, hostile or not, can push through: the Shannon capacity of the channel times the releases ' +
        'that the budget of 24 a year pays for. A shop may set epsilon up to 4 and K up to 32, and no higher.',
    ],
    table: {
      head: ['epsilon', 'K', 'releases a year', 'bits each', 'bits a year'],
      rows: capacity.map(({ epsilonMilli, K, releases, bitsEach, bitsAYear }) => [
        ...[String(epsilonMilli / 1000), String(K), String(releases)],
        ...[bitsEach.toFixed(3), bitsAYear.toFixed(1)],
      ]),
    },
  };
}

const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;
/** One figure, rounded up. */
function oneFigure(probability: number): string {
  const unit = 10 ** Math.floor(Math.log10(probability));
  return (Math.ceil(probability / unit - 1e-9) * unit).toExponential(0);
}

const count = (n: number): string => n.toLocaleString('en');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Three figures, without an exponent where that can be read. */
const short = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 1e-4
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(1);
