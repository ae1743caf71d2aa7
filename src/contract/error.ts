/** Stable, machine-readable causes. Add, never rename: they cross the worker boundary and reach hosts. */
export const ERROR_CODES = [
  'invalid-argument',
  'not-consented',
  'store-blocked',
  'store-full',
  'store-unavailable',
  'model-unavailable',
  'model-corrupt',
  'backend-unavailable',
  'file-unavailable',
  'budget-exhausted',
  'randomness-unavailable',
  'receiver-unavailable',
  'worker-stopped',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The one error class. Its message says what was expected and what came, and never names an item, URL or interaction. */
export class InklingError extends Error {
  override readonly name = 'InklingError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether it is one, of whatever file: each of `dist/` has a class of its own. */
export const isInklingError = (error: unknown): error is InklingError =>
  error instanceof Error && error.name === 'InklingError';

export const invalid = (message: string): InklingError => new InklingError('invalid-argument', message);
