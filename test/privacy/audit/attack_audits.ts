import { odds } from '../../../src/privacy/krr.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { inferAttribute, keptCosine, memberOf, relink, singleOut } from './attacks.ts';
import { type Audit, atLeast, atMost } from './audit.ts';
import { guessCeiling, singlingOutCeiling } from './capacity.ts';
import type { Population } from './population.ts';
import { gaussian, krr, privUnit, type Rival, trueVector } from './rival.ts';

/** One attack on one rival. */
export interface Finding {
  readonly attack: Attack;
  /** What was attacked: which attribute, how many releases. */
  readonly detail: string;
  readonly rival: string;
  readonly value: number;
  /** What no attack on what is shipped can exceed; absent for rivals. */
  readonly ceiling?: number;
}

export type Attack =
  | 're-linking'
  | 'singling out'
  | 'attribute'
  | 'membership'
  | 'hostile model'
  | 'usefulness';

export interface AttackSizes {
  /** How often everybody releases anew. */
  readonly rounds: number;
}

/** Times that the attack on the true vector must do better than on what is shipped, or it proves nothing. */
const NOT_VACUOUS = 10;

/** A guess of a class starts far above 0; the guess from a vector knows no exact likelihood, only nearness. */
const NOT_VACUOUS_GUESS = 0.85;

const ATTRIBUTE_SHOPPERS = 4_000;

const releasesOf = (T: number): string => (T === 1 ? '1 release' : `${T} releases`);

/** The rivals at one epsilon. */
const rivalsAt = (epsilonMilli: number, { codebook }: Population): Rival[] => [
  krr(epsilonMilli, codebook),
  gaussian(epsilonMilli),
  privUnit(epsilonMilli, codebook.D),
];

/** Re-identification across two periods. */
export function findRelinking(population: Population, { rounds }: AttackSizes): Finding[] {
  const { profiles, codebook } = population;
  const attack = (rival: Rival, ceiling?: number): Finding => ({
    ...{ attack: 're-linking', detail: `2 periods, 1 of ${profiles.length}`, rival: rival.name },
    value: relink(profiles, rival, { prng: new Prng(1), rounds }),
    ...(ceiling === undefined ? {} : { ceiling }),
  });
  return [
    attack(trueVector),
    ...[1000, 2000, 4000].flatMap((epsilonMilli) => {
      const { K } = codebook;
      const ceiling = singlingOutCeiling({ epsilonMilli, releases: 1, K, candidates: profiles.length });
      return rivalsAt(epsilonMilli, population).map((rival, i) =>
        attack(rival, i === 0 ? ceiling : undefined),
      );
    }),
  ];
}

/** A year's releases against everybody's true profiles; with fewer releases where a year's budget allows fewer. */
export function findSinglingOut(population: Population, { rounds }: AttackSizes): Finding[] {
  const { profiles, codebook } = population;
  const attack = (rival: Rival, T: number, epsilonMilli?: number): Finding => {
    const { K } = codebook;
    const used = profiles.map((list) => list.slice(0, T));
    const prng = new Prng(2);
    return {
      ...{ attack: 'singling out', detail: `${releasesOf(T)}, 1 of ${profiles.length}`, rival: rival.name },
      value: singleOut(used, rival, { prng, rounds }),
      ...(epsilonMilli !== undefined && {
        ceiling: singlingOutCeiling({ epsilonMilli, releases: T, K, candidates: profiles.length }),
      }),
    };
  };
  return [
    attack(trueVector, 1),
    ...[1000, 2000, 3000, 4000].flatMap((epsilonMilli) =>
      rivalsAt(epsilonMilli, population).map((rival, i) =>
        attack(rival, 12, i === 0 ? epsilonMilli : undefined),
      ),
    ),
    attack(krr(3000, codebook), 8, 3000),
    attack(krr(4000, codebook), 6, 4000),
  ];
}

/** What one release tells of each attribute. */
export function findAttributes(population: Population, { rounds }: AttackSizes): Finding[] {
  // Everybody against everybody: beyond this many it only takes longer.
  const profiles = population.profiles.slice(0, ATTRIBUTE_SHOPPERS);
  const { name, classes, values } = population.attribute;
  const attribute = { name, classes, values: values.subarray(0, profiles.length) };
  const guess = (rival: Rival) =>
    inferAttribute(profiles, attribute, rival, { prng: new Prng(3), rounds, T: 1 });
  const plain = guess(trueVector);
  const { commonest } = plain;
  const found = { attack: 'attribute', detail: name } as const;
  return [
    { ...found, rival: 'nothing: always the commonest', value: commonest },
    { ...found, rival: trueVector.name, value: plain.accuracy },
    ...[2000, 4000].flatMap((epsilonMilli) =>
      rivalsAt(epsilonMilli, population).map((rival, i): Finding => {
        const ceiling = i === 0 ? { ceiling: guessCeiling(epsilonMilli, commonest) } : {};
        return { ...found, rival: rival.name, value: guess(rival).accuracy, ...ceiling };
      }),
    ),
  ];
}

/** Whether anything was done to one item, from one release and from twelve that it never leaves. */
export function findMembership(population: Population, { rounds }: AttackSizes): Finding[] {
  const { codebook, withAndWithout } = population;
  const attack = (rival: Rival, T: number, epsilonMilli?: number): Finding => {
    const { p, q } = odds(epsilonMilli ?? 2000, codebook.K);
    return {
      ...{ attack: 'membership', detail: `one item, ${releasesOf(T)}` },
      ...{ rival: rival.name, value: memberOf(withAndWithout, rival, { prng: new Prng(4), rounds, T }) },
      ...(epsilonMilli !== undefined && { ceiling: p - q }),
    };
  };
  return [
    attack(trueVector, 1),
    ...[2000, 4000].flatMap((epsilonMilli) =>
      rivalsAt(epsilonMilli, population).map((rival, i) =>
        attack(rival, 1, i === 0 ? epsilonMilli : undefined),
      ),
    ),
    ...rivalsAt(2000, population).map((rival) => attack(rival, 12)),
  ];
}

/** What each release is worth to the receiver: privacy alone is had by sending nothing. */
export function findUsefulness(population: Population, { rounds }: AttackSizes): Finding[] {
  const rivals = [2000, 4000].flatMap((epsilonMilli) => rivalsAt(epsilonMilli, population));
  return rivals.map((rival) => ({
    ...{ attack: 'usefulness', detail: 'mean cosine to the profile', rival: rival.name },
    value: keptCosine(population.profiles, rival, { prng: new Prng(6), rounds }),
  }));
}

/** A model that puts an identity into the rows: random code words, one a shopper, through what is shipped. */
export function findHostileModel(
  { codebook, profiles: all }: Population,
  { rounds }: AttackSizes,
): Finding[] {
  const { K, rows } = codebook;
  const shoppers = all.length;
  const prng = new Prng(5);
  const word = () => Array.from({ length: 12 }, () => Float32Array.from(rows[prng.integer(K)]!.embedding));
  const profiles = Array.from({ length: shoppers }, word);
  const rival = krr(2000, codebook);
  return [
    {
      ...{ attack: 'hostile model', detail: `12 releases, 1 of ${shoppers}`, rival: rival.name },
      value: singleOut(profiles, rival, { prng, rounds }),
      ceiling: singlingOutCeiling({ epsilonMilli: 2000, releases: 12, K, candidates: shoppers }),
    },
  ];
}

/**
 * What is shipped against its ceilings, and each attack against the true vector, lest it be too weak to mean
 * anything.
 */
export function judgeFindings(findings: readonly Finding[], population: string): Audit[] {
  const named = ({ attack, detail, rival }: Finding) => `${population}: ${attack}, ${rival}, ${detail}`;
  const bounded = findings.filter(({ ceiling }) => ceiling !== undefined);
  const plain = findings.filter(({ rival }) => rival === trueVector.name);
  return [
    ...bounded.map((finding) => atMost(named(finding), finding.value, finding.ceiling!)),
    ...plain.map((finding) => {
      const others = bounded.filter(({ attack }) => attack === finding.attack);
      const strongest = Math.max(...others.map(({ value }) => value));
      const factor = finding.attack === 'attribute' ? NOT_VACUOUS_GUESS : NOT_VACUOUS;
      return atLeast(`${named(finding)}: works`, finding.value, Math.min(0.9, factor * strongest));
    }),
  ];
}
