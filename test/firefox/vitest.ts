import { GLOBAL_EXPECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, setState } from '@vitest/expect';
import { fn, restoreAllMocks, spyOn } from '@vitest/spy';
import * as chai from 'chai';

/**
 * As much of vitest as the suites of store and release use, to run in a browser: its own matchers and spies, with
 * a runner and a clock of ours. In the bundle `vitest` is this file (test/firefox/bundle.ts).
 */

type Work = () => unknown;

interface Test {
  readonly name: string;
  readonly work: Work;
  readonly before: readonly Work[];
  readonly after: readonly Work[];
}

export interface TestResult {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'left out';
  readonly error?: string;
}

const tests: Test[] = [];
const before: Work[] = [];
const after: Work[] = [];
let path: readonly string[] = [];

export function test(name: string, work: Work): void {
  // Hooks stand above the tests that they are for, in these suites.
  tests.push({ name: [...path, name].join(' > '), work, before: [...before], after: [...after] });
}

export function describe(name: string, work: () => void): void {
  const outer = path;
  const hooks = [before.length, after.length] as const;
  path = [...path, name];
  work();
  path = outer;
  [before.length, after.length] = hooks;
}

test.each = each(test);
describe.each = each(describe);
export const beforeEach = (work: Work): void => void before.push(work);
export const afterEach = (work: Work): void => void after.push(work);

function each(declare: (name: string, work: () => void) => void) {
  return (rows: readonly unknown[]) => (name: string, work: (...args: never[]) => unknown) => {
    for (const row of rows) {
      const args = (Array.isArray(row) ? row : [row]) as never[];
      let next = 0;
      const filled = name
        .replace(/%[sid]/g, () => String(args[next++]))
        .replace(/\$(\w+)/g, (_, field: string) => String((row as Record<string, unknown>)[field]));
      declare(filled, () => work(...args));
    }
  };
}

/** Runs every test that was declared since the last call, one after another. */
export async function runDeclared(isLeftOut: (name: string) => boolean): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const declared of tests.splice(0))
    if (isLeftOut(declared.name)) results.push({ name: declared.name, state: 'left out' });
    else results.push(await runOne(declared));
  before.length = 0;
  after.length = 0;
  return results;
}

async function runOne({ name, work, before: first, after: last }: Test): Promise<TestResult> {
  setState({ assertionCalls: 0, currentTestName: name } as never, expect as never);
  let result: TestResult = { name, state: 'passed' };
  try {
    for (const hook of first) await hook();
    await work();
  } catch (error) {
    result = { name, state: 'failed', error: describeError(error) };
  }
  for (const hook of last) await hook();
  return result;
}

const describeError = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error);

chai.use(JestExtend as never);
chai.use(JestChaiExpect as never);
chai.use(JestAsymmetricMatchers as never);
/** Chai's, with the matchers of Jest; whoever imports it sees it typed as vitest's. */
export const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
);
Object.assign(globalThis, { [GLOBAL_EXPECT]: expect });
setState({ assertionCalls: 0 } as never, expect as never);

const RealDate = Date;
let frozenAt: number | undefined;

class FrozenDate extends RealDate {
  constructor(...args: ConstructorParameters<typeof Date> | []) {
    if (args.length === 0) super(FrozenDate.now());
    else super(...(args as [number]));
  }
  static override now(): number {
    return frozenAt ?? RealDate.now();
  }
}

const stubbed = new Map<string, PropertyDescriptor | undefined>();

export const vi = {
  fn,
  spyOn,
  restoreAllMocks,
  useFakeTimers({ now }: { now: number }): void {
    frozenAt = now;
    globalThis.Date = FrozenDate as DateConstructor;
  },
  useRealTimers(): void {
    frozenAt = undefined;
    globalThis.Date = RealDate;
  },
  setSystemTime(at: number): void {
    frozenAt = at;
  },
  stubGlobal(name: string, value: unknown): void {
    if (!stubbed.has(name)) stubbed.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  },
  unstubAllGlobals(): void {
    for (const [name, descriptor] of stubbed) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
    stubbed.clear();
  },
};
