/**
 * Seeded generator: xoshiro128** (Blackman and Vigna 2018), its state filled by splitmix32.
 * For data and training only; what protects a shopper draws from privacy/random.ts.
 */
export class Prng {
  readonly #state: Uint32Array;

  constructor(seed: number) {
    let x = seed >>> 0;
    this.#state = Uint32Array.from({ length: 4 }, () => {
      x = (x + 0x9e3779b9) >>> 0;
      let z = x;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15);
    });
  }

  /** Where the sequence stands: a generator that is given it goes on from there. */
  get state(): readonly number[] {
    return [...this.#state];
  }

  set state(state: readonly number[]) {
    this.#state.set(state);
  }

  /** A generator of its own for a part, so that a draw more in one part does not move another. */
  fork(label: number): Prng {
    return new Prng(Math.imul(this.#next32(), 0x9e3779b1) ^ Math.imul(label + 1, 0x85ebca6b));
  }

  /** Uniform in [0, 1), 32 bits fine. */
  next(): number {
    return this.#next32() / 2 ** 32;
  }

  /** Uniform integer in [0, bound). */
  integer(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Standard normal (Box and Muller 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** One of a non-empty list. */
  pick<T>(list: readonly T[]): T {
    return list[this.integer(list.length)]!;
  }

  /** Index drawn with probability proportional to its weight; the weights' sum is > 0. */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i]!;
    let left = this.next() * total;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i]!;
      if (left < 0) return i;
    }
    return weights.length - 1;
  }

  /** Shuffles in place (Fisher and Yates) and returns the list. */
  shuffle<T extends { length: number; [index: number]: unknown }>(list: T): T {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = list[i];
      list[i] = list[j];
      list[j] = held;
    }
    return list;
  }

  #next32(): number {
    const s = this.#state;
    const [a, b, c, d] = [s[0]!, s[1]!, s[2]!, s[3]!];
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    s[2] = c ^ a;
    s[3] = d ^ b;
    s[1] = b ^ s[2]!;
    s[0] = a ^ s[3]!;
    s[2] = s[2]! ^ (b << 9);
    s[3] = rotate(s[3]!, 11);
    return result;
  }
}

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));
