/** Share of the old mean that each step keeps, for gradients and for their squares. */
const DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-7;

/** What Adam remembers of the steps before. */
export interface AdamState {
  readonly steps: number;
  readonly means: ReadonlyMap<string, Float32Array>;
  readonly squares: ReadonlyMap<string, Float32Array>;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1) over plain arrays, changed in place: one pass a parameter,
 * where tfjs's own takes ten passes and as many copies.
 */
export class Adam {
  readonly #learningRate: number;
  readonly #moments = new Map<string, { mean: Float32Array; square: Float32Array }>();
  #steps = 0;

  constructor(learningRate: number) {
    this.#learningRate = learningRate;
  }

  /** Goes on changing with the next step. */
  get state(): AdamState {
    const moments = [...this.#moments];
    return {
      steps: this.#steps,
      means: new Map(moments.map(([name, { mean }]) => [name, mean])),
      squares: new Map(moments.map(([name, { square }]) => [name, square])),
    };
  }

  set state({ steps, means, squares }: AdamState) {
    this.#steps = steps;
    for (const [name, mean] of means) this.#moments.set(name, { mean, square: squares.get(name)! });
  }

  /** One step for all parameters that have a gradient. */
  step(
    parameters: ReadonlyMap<string, Float32Array>,
    gradients: ReadonlyMap<string, ArrayLike<number>>,
  ): void {
    this.#steps++;
    const rate = this.#learningRate / (1 - DECAY ** this.#steps);
    const squareScale = 1 / (1 - SQUARE_DECAY ** this.#steps);
    for (const [name, gradient] of gradients) {
      const values = parameters.get(name)!;
      const { mean, square } = this.#momentsOf(name, values.length);
      for (let i = 0; i < values.length; i++) {
        const slope = gradient[i]!;
        const m = DECAY * mean[i]! + (1 - DECAY) * slope;
        const v = SQUARE_DECAY * square[i]! + (1 - SQUARE_DECAY) * slope * slope;
        mean[i] = m;
        square[i] = v;
        values[i]! -= (rate * m) / (Math.sqrt(v * squareScale) + EPSILON);
      }
    }
  }

  #momentsOf(name: string, length: number): { mean: Float32Array; square: Float32Array } {
    const existing = this.#moments.get(name);
    if (existing) return existing;
    const made = { mean: new Float32Array(length), square: new Float32Array(length) };
    this.#moments.set(name, made);
    return made;
  }
}
