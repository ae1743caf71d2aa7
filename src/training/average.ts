const DECAY = 0.998;

/**
 * Exponential moving average of parameters (Polyak and Juditsky 1992; the decay ramps up as in
 * TensorFlow's, so that the first values do not linger): less noisy than those of the last step.
 */
export class ParameterAverage {
  readonly #averages = new Map<string, Float32Array>();
  #steps = 0;

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
