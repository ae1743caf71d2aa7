/** Share of the old mean that each step keeps, for gradients and for their squares. */
const DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-7;

/** A gradient of a table's rows that is zero for all but some. */
export interface RowGradient {
  /** Distinct, 0-based. [r] */
  readonly rows: Int32Array;
  /** [r, D] */
  readonly values: Float32Array;
}

export type Gradient = ArrayLike<number> | RowGradient;

/**
 * Visits the stretches of a parameter that a gradient is of: the whole, or one row after the other.
 * @param visit its values from `from` up to `to`, whose slopes begin at `first` of `slopes`
 */
export function eachStretch(
  gradient: Gradient,
  length: number,
  visit: (from: number, to: number, slopes: ArrayLike<number>, first: number) => void,
): void {
  if (!('rows' in gradient)) {
    visit(0, length, gradient, 0);
    return;
  }
  const { rows, values } = gradient;
  const D = values.length / rows.length;
  rows.forEach((row, r) => {
    visit(row * D, (row + 1) * D, values, r * D);
  });
}

/** By how much more than the others a parameter moves; 1 where it is not named. */
export type Rates = Readonly<Record<string, number>>;

/** What Adam remembers of the steps before. */
export interface AdamState {
  readonly steps: number;
  readonly means: ReadonlyMap<string, Float32Array>;
  readonly squares: ReadonlyMap<string, Float32Array>;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1) over plain arrays, changed in place: one pass a parameter,
 * where tfjs's own takes ten passes and as many copies. Rows of a table without a gradient stay as they are,
 * and so do their means (as LazyAdam of TensorFlow Addons): a large catalogue is touched in a fraction of its rows.
 */
export class Adam {
  readonly #learningRate: number;
  readonly #rates: Rates;
  readonly #moments = new Map<string, { mean: Float32Array; square: Float32Array }>();
  #steps = 0;

  constructor(learningRate: number, rates: Rates = {}) {
    this.#learningRate = learningRate;
    this.#rates = rates;
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
  step(parameters: ReadonlyMap<string, Float32Array>, gradients: ReadonlyMap<string, Gradient>): void {
    this.#steps++;
    const rateOfAll = this.#learningRate / (1 - DECAY ** this.#steps);
    const squareScale = 1 / (1 - SQUARE_DECAY ** this.#steps);
    for (const [name, gradient] of gradients) {
      const values = parameters.get(name)!;
      const rate = rateOfAll * (this.#rates[name] ?? 1);
      const { mean, square } = this.#momentsOf(name, values.length);
      eachStretch(gradient, values.length, (from, to, slopes, first) => {
        for (let i = from; i < to; i++) {
          const slope = slopes[first + i - from]!;
          const m = DECAY * mean[i]! + (1 - DECAY) * slope;
          const v = SQUARE_DECAY * square[i]! + (1 - SQUARE_DECAY) * slope * slope;
          mean[i] = m;
          square[i] = v;
          values[i]! -= (rate * m) / (Math.sqrt(v * squareScale) + EPSILON);
        }
      });
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
