import type { Codebook } from '../../../src/contract/codebook.ts';
import type { Step } from '../../../src/features/steps.ts';
import { Prng } from '../../../src/simulate/prng.ts';
import { type IndexedModel, releaseProfiles } from '../../../src/training/release_profiles.ts';

/** Shoppers as a release sees them: profiles of a real model, unit length. */
export interface Population {
  /** Which shoppers, which model, which seed. */
  readonly name: string;
  readonly codebook: Codebook;
  /** By shopper, then period: behaviour up to the end of that period. [N][T] of [D] */
  readonly profiles: readonly (readonly Float32Array[])[];
  /** What an attacker would like to know of each shopper. */
  readonly attribute: Attribute;
  /** Profiles of the first period with everything, and with all that was done to one item left out. */
  readonly withAndWithout: readonly (readonly [Float32Array, Float32Array])[];
}

export interface Attribute {
  readonly name: string;
  readonly classes: number;
  /** Class of each shopper. [N] */
  readonly values: Int32Array;
}

/** Shoppers before the model has looked at them. */
export interface Histories {
  readonly name: string;
  readonly model: Model;
  /** By shopper, then period. Not empty. */
  readonly histories: readonly (readonly (readonly Step[])[])[];
  readonly attribute: Attribute;
  readonly seed: number;
}

export type Model = IndexedModel;

export type Report = (done: number, total: number) => void;

/** The profiles that releases of these histories would speak of. */
export async function populate(
  { name, model, histories, attribute, seed }: Histories,
  report: Report,
): Promise<Population> {
  const prng = new Prng(seed);
  const lists: (readonly Step[])[] = [];
  // A period without a visit leaves the history, and so the profile, as it was.
  const places = histories.map((periods) =>
    periods.map((steps, t) => {
      if (t > 0 && steps.length === periods[t - 1]!.length && steps[0] === periods[t - 1]![0])
        return lists.length - 1;
      return lists.push(steps) - 1;
    }),
  );
  const pairs = histories.flatMap(([steps], i): [number, number][] => {
    const { item } = prng.pick(steps!);
    const without = steps!.filter((step) => step.item !== item);
    return without.length === 0 ? [] : [[places[i]![0]!, lists.push(without) - 1]];
  });
  const all = await releaseProfiles(lists, model, report);
  return {
    name,
    codebook: model.folder.codebook,
    profiles: places.map((list) => list.map((place) => all[place]!)),
    attribute,
    withAndWithout: pairs.map(([a, b]) => [all[a]!, all[b]!]),
  };
}
