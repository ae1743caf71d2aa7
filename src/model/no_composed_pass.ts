import { InklingError } from '../contract/error.ts';

/** Stands for composed_pass.ts in the workers of wasm and cpu, whose fused pass takes every shape. */
export function composedPass(): never {
  throw new InklingError('internal', 'this backend has no pass but the fused one');
}
