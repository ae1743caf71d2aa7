import { InklingError } from '../contract/error.ts';

/** Stands for composed_pass.ts in the workers, whose fused passes take every shape. */
export function composedPass(): never {
  throw new InklingError('internal', 'this backend has no pass but the fused one');
}
