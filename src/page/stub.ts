import { invalid } from '../contract/error.ts';
import type { InklingHandle } from '../contract/page_api.ts';

/** One call made before the script had loaded. */
export type StubCall = readonly [
  method: string,
  args: readonly unknown[],
  resolve?: (value: unknown) => void,
  reject?: (reason: unknown) => void,
];

/** What the three lines in the shop's page leave at `window.inkling` until the script is there. */
export interface Stub {
  q: StubCall[];
}

export const isStub = (value: unknown): value is Stub =>
  typeof value === 'object' && value !== null && Array.isArray((value as Partial<Stub>).q);

/** Makes the queued calls in their order; a page that kept the stub may go on calling it. */
export function drainStub(stub: Stub, handle: InklingHandle): void {
  const methods = handle as unknown as Record<string, unknown>;
  const run = async ([method, args, resolve, reject]: StubCall): Promise<void> => {
    try {
      const call = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (typeof call !== 'function') throw invalid('no such method of inkling');
      const answer: unknown = await call(...args);
      resolve?.(answer);
    } catch (error) {
      reject?.(error);
    }
  };
  for (const call of stub.q.splice(0)) void run(call);
  stub.q.push = (...calls) => {
    for (const call of calls) void run(call);
    return 0;
  };
}
