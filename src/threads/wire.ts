import { type ErrorCode, InklingError } from '../contract/error.ts';

/** An error on its way over the thread: ours with its code, or what Comlink makes of any other. */
export type WireError =
  | { readonly code: ErrorCode; readonly message: string; readonly stack: string | undefined }
  | { readonly isError: boolean; readonly value: unknown };

/** A call as Comlink's `expose` takes it. Every argument is plain data, so all go raw. */
export interface WireCall {
  readonly id: string;
  readonly type: 'APPLY';
  readonly path: readonly string[];
  readonly argumentList: readonly { readonly type: 'RAW'; readonly value: unknown }[];
}

/** What comes back. The one handler in use is that of thrown errors. */
export type WireAnswer =
  | { readonly id: string; readonly type: 'RAW'; readonly value: never }
  | { readonly id: string; readonly type: 'HANDLER'; readonly name: 'throw'; readonly value: WireError };

export const packError = ({ code, message, stack }: InklingError): WireError => ({ code, message, stack });

export const unpackError = (wire: WireError): InklingError =>
  'code' in wire
    ? Object.assign(new InklingError(wire.code, wire.message), { stack: wire.stack })
    : new InklingError('internal', 'the worker failed unexpectedly', { cause: wire.value });
