import { nearestRow } from '../../../src/privacy/nearest_row.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import {
  type Finding,
  findAttributes,
  findHostileModel,
  findMembership,
  findRelinking,
  findSinglingOut,
  findUsefulness,
  judgeFindings,
} from './attack_audits.ts';
import { type Audit, atLeast } from './audit.ts';
import { beautyPopulation } from './beauty_population.ts';
import { type CapacityRow, capacityRows, judgeCapacity } from './capacity_audits.ts';
import { countOutputs, judgeDistribution } from './distribution.ts';
import { judgeGame, playGame } from './game.ts';
import { auditMechanism, type MechanismReport } from './mechanism_audits.ts';
import { MUTANTS, shipped } from './mutants.ts';
import type { Population } from './population.ts';
import { simulatedPopulation } from './simulated_population.ts';
import { judgeWholePath, type PathResult, walkWholePath } from './whole_path.ts';

export interface AuditSizes {
  readonly gameDraws: number;
  readonly chiSquareDraws: number;
  /** Browsers of the whole path, 12 releases each. */
  readonly browsers: number;
  /** Shoppers of the two periods, and drifting ones of the twelve. */
  readonly pairShoppers: number;
  readonly yearShoppers: number;
  /** How often everybody releases anew. */
  readonly rounds: number;
}

/** As in the test suite; and as `npm run audit:privacy` has it. */
export const SHORT: AuditSizes = {
  ...{ gameDraws: 200_000, chiSquareDraws: 100_000, browsers: 25 },
  ...{ pairShoppers: 1_000, yearShoppers: 300, rounds: 1 },
};
export const LONG: AuditSizes = {
  ...{ gameDraws: 10_000_000, chiSquareDraws: 1_000_000, browsers: 25 },
  ...{ pairShoppers: 10_000, yearShoppers: 2_000, rounds: 1 },
};

/** The draws at which the mutants are hunted, long form or short: they must be caught by the suite. */
export const MUTANT_DRAWS = { game: SHORT.gameDraws, chiSquare: SHORT.chiSquareDraws };
const PRESETS = [1000, 2000, 3000, 4000];

export interface MutantRow {
  readonly name: string;
  /** Presets of epsilon at which at least one audit failed, of so many. */
  readonly caughtAt: number;
  readonly of: number;
  /** What the game proves of it at the default, where the truth may be at most 2. */
  readonly provedAtDefault: number;
}

/** Who was attacked, and how much their rows tell by moving. */
export interface Crowd {
  readonly name: string;
  /** Share of steps from one period to the next at which the nearest row changed. */
  readonly moved: number;
}

export interface PopulationReport {
  readonly label: string;
  readonly pair: Crowd;
  /** Absent where shoppers have no year. */
  readonly year?: Crowd;
  readonly findings: readonly Finding[];
}

export interface AuditReport {
  readonly sizes: AuditSizes;
  readonly mechanism: MechanismReport;
  readonly mutants: readonly MutantRow[];
  readonly path: PathResult;
  readonly capacity: readonly CapacityRow[];
  readonly populations: readonly PopulationReport[];
  readonly audits: readonly Audit[];
}

/** Seeds of the simulated shoppers; everything else that is seeded starts from fixed numbers as well. */
export const SEEDS = { pair: 1, year: 2 };

/** Hears how far a named part has come. */
export type Show = (part: string) => (done: number, total: number) => void;

/** All audits. Takes minutes at LONG; `show` hears of every step. */
export async function runAudits(sizes: AuditSizes, show: Show): Promise<AuditReport> {
  const mechanism = auditMechanism(shipped, sizes, show('games and chi-squares'));
  const mutants = huntMutants(show('auditor audited'));
  const path = await walkWholePath({ browsers: sizes.browsers, seed: 1 }, show('whole path'));
  const capacity = capacityRows();
  const populations = [await attackSimulated(sizes, show), await attackBeauty(sizes, show)].flatMap(
    (population) => population ?? [],
  );
  const audits = [
    ...mechanism.audits,
    ...mutants.map(({ name, caughtAt, of }) =>
      atLeast(`mutant caught at every preset: ${name}`, caughtAt, of),
    ),
    ...judgeWholePath(path),
    ...judgeCapacity(capacity),
    ...populations.flatMap(({ findings, label }) => judgeFindings(findings, label)),
  ];
  return { sizes, mechanism, mutants, path, capacity, populations, audits };
}

/** The audits on releases that are wrong, seeded. */
export function huntMutants(report: (done: number, total: number) => void = () => {}): MutantRow[] {
  const names = Object.keys(MUTANTS);
  return names.map((name, i) => {
    const proved = PRESETS.map((epsilonMilli) => huntMutant(name, epsilonMilli));
    report(i + 1, names.length);
    const caughtAt = proved.filter(({ caught }) => caught.length > 0).length;
    return { name, caughtAt, of: PRESETS.length, provedAtDefault: proved[1]!.lowerBound };
  });
}

/** One mutant at one epsilon: the audits that failed, and the loss that the game proves. */
export function huntMutant(name: string, epsilonMilli: number): { caught: Audit[]; lowerBound: number } {
  const mutant = MUTANTS[name]!;
  // 24 bits hold no draw for K = 16 and just cut its rows off; for K = 2 they are biased as the name says.
  const K = name.startsWith('modulo') ? 2 : 16;
  const game = playGame(mutant(new Prng(1)), {
    ...{ epsilonMilli, K, rows: [0, K - 1], draws: MUTANT_DRAWS.game },
  });
  const counts = countOutputs(mutant(new Prng(2)), {
    ...{ epsilonMilli, K, row: 0, draws: MUTANT_DRAWS.chiSquare },
  });
  const audits = [...judgeGame(game), judgeDistribution(counts)];
  return { caught: audits.filter(({ pass }) => !pass), lowerBound: game.lowerBound };
}

export async function attackSimulated(sizes: AuditSizes, show: Show): Promise<PopulationReport> {
  const { pairShoppers, yearShoppers } = sizes;
  const pair = await simulatedPopulation(
    { shoppers: pairShoppers, periods: 2, drifting: false, seed: SEEDS.pair },
    show('profiles of two periods'),
  );
  const year = await simulatedPopulation(
    { shoppers: yearShoppers, periods: 12, drifting: true, seed: SEEDS.year },
    show('profiles of twelve periods'),
  );
  const onPair = attack(pair, sizes, show, [findRelinking, findAttributes, findMembership, findUsefulness]);
  const onYear = attack(year, sizes, show, [findSinglingOut, findHostileModel]);
  return { label: 'simulated', pair: crowdOf(pair), year: crowdOf(year), findings: [...onPair, ...onYear] };
}

async function attackBeauty(sizes: AuditSizes, show: Show): Promise<PopulationReport | undefined> {
  const options = { shoppers: sizes.pairShoppers, periods: 2, seed: SEEDS.pair };
  const pair = await beautyPopulation(options, show('profiles of Beauty'));
  if (!pair) return undefined;
  const attacks = [findRelinking, findAttributes, findMembership, findUsefulness];
  return { label: 'Beauty', pair: crowdOf(pair), findings: attack(pair, sizes, show, attacks) };
}

function crowdOf({ name, profiles, codebook }: Population): Crowd {
  const rows = profiles.map((list) => list.map((profile) => nearestRow(profile, codebook)));
  const steps = rows.flatMap((list) => list.slice(1).map((row, t) => row !== list[t]));
  return { name, moved: steps.filter(Boolean).length / steps.length };
}

function attack(
  population: Population,
  { rounds }: AuditSizes,
  show: Show,
  attacks: readonly ((population: Population, sizes: { rounds: number }) => Finding[])[],
): Finding[] {
  const report = show(`attacks on ${population.name}`);
  return attacks.flatMap((find, i) => {
    const findings = find(population, { rounds });
    report(i + 1, attacks.length);
    return findings;
  });
}
