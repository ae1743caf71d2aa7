const DECAY = 0.998;

export interface AverageState {
  readonly steps: number;
  readonly values: ReadonlyMap<string, Float32Array>;
}

/**
 * Exponential moving average of parameters (Polyak and Juditsky 1992; the decay ramps up as in
 * TensorFlow's, so that the first values do not linger): less noisy than those of the last step.
 */
export class ParameterAverage {
  readonly #averages = new Map<string, Float32Array>();
  #steps = 0;

  get state(): AverageState {
    return { steps: this.#steps, values: this.#averages };
  }

  set state({ steps, values }: AverageState) {
    this.#steps = steps;
    for (const [name, average] of values) this.#averages.set(name, average);
  }

  add(parameters: ReadonlyMap<string, Float32Array>): void {
    this.#steps++;
    const share = 1 - Math.min(DECAY, (1 + this.#steps) / (10 + this.#steps));
    for (const [name, values] of parameters) {
      const average = this.#averages.get(name);
      if (!average) this.#averages.set(name, values.slice());
      else for (let i = 0; i < values.length; i++) average[i]! += share * (values[i]! - average[i]!);
    }
  }

  /** By name; goes on changing with the next `add`. */
  get values(): ReadonlyMap<string, Float32Array> {
    return this.#averages;
  }
}
