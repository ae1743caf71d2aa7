import { eachStretch, type Gradient } from './adam.ts';

const DECAY = 0.998;

export interface AverageState {
  readonly steps: number;
  readonly values: ReadonlyMap<string, Float32Array>;
}

/**
 * Exponential moving average of parameters (Polyak and Juditsky 1992; the decay ramps up as in
 * TensorFlow's, so that the first values do not linger): less noisy than those of the last step.
 *
 * Rows that a step leaves alone are brought up to date when they next change, or when they are asked for:
 * while a value stands still its average comes nearer by the product of all decays since.
 */
export class ParameterAverage {
  readonly #averages = new Map<string, Float32Array>();
  /** Product of the decays up to now, and as it was when each row of a table was last brought up to date. */
  #product = 1;
  readonly #products = new Map<string, Float64Array>();
  #steps = 0;

  state(parameters: ReadonlyMap<string, Float32Array>): AverageState {
    return { steps: this.#steps, values: this.values(parameters) };
  }

  /** Goes on from a state, whose arrays it takes over. */
  restore({ steps, values }: AverageState): void {
    this.#steps = steps;
    for (const [name, average] of values) this.#averages.set(name, average);
  }

  /**
   * Takes one step of the parameters into the average.
   * @param gradients by which `step` changes them; a parameter without one is passed over as if it stood still
   */
  follow(
    parameters: ReadonlyMap<string, Float32Array>,
    gradients: ReadonlyMap<string, Gradient>,
    step: () => void,
  ): void {
    const isFirst = this.#steps === 0;
    for (const [name, gradient] of gradients)
      if (!isFirst && 'rows' in gradient) this.#catchUp(name, parameters.get(name)!, gradient.rows);
    step();
    this.#steps++;
    if (isFirst) {
      for (const [name, values] of parameters) this.#averages.set(name, values.slice());
      return;
    }
    const decay = Math.min(DECAY, (1 + this.#steps) / (10 + this.#steps));
    this.#product *= decay;
    for (const [name, gradient] of gradients) {
      const values = parameters.get(name)!;
      const average = this.#averages.get(name)!;
      eachStretch(gradient, values.length, (from, to) => {
        for (let i = from; i < to; i++) average[i]! += (1 - decay) * (values[i]! - average[i]!);
      });
      if (!('rows' in gradient)) continue;
      const products = this.#productsOf(
        name,
        (values.length * gradient.rows.length) / gradient.values.length,
      );
      for (const row of gradient.rows) products[row] = this.#product;
    }
  }

  /** All of it up to date; goes on changing with the next step. */
  values(parameters: ReadonlyMap<string, Float32Array>): ReadonlyMap<string, Float32Array> {
    for (const [name, products] of this.#products) {
      this.#catchUp(name, parameters.get(name)!, products.keys());
      products.fill(1);
    }
    this.#product = 1;
    return this.#averages;
  }

  #catchUp(name: string, values: Float32Array, rows: Iterable<number>): void {
    const products = this.#products.get(name);
    if (!products) return;
    const average = this.#averages.get(name)!;
    const D = values.length / products.length;
    for (const row of rows) {
      const left = this.#product / products[row]!;
      if (left === 1) continue;
      for (let i = row * D; i < (row + 1) * D; i++)
        average[i] = values[i]! + left * (average[i]! - values[i]!);
      products[row] = this.#product;
    }
  }

  #productsOf(name: string, rows: number): Float64Array {
    const existing = this.#products.get(name);
    if (existing) return existing;
    // Up to now every row was up to date.
    const made = new Float64Array(rows).fill(1);
    this.#products.set(name, made);
    return made;
  }
}
