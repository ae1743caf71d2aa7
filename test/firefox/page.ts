import './node.ts';
import { LEFT_OUT } from './suites.ts';
import { runDeclared, type TestResult } from './vitest.ts';

const suites = new Map<string, () => Promise<unknown>>();

/** The bundle hands over each suite with the import that declares its tests. */
export const collect = (name: string, declare: () => Promise<unknown>): void =>
  void suites.set(name, declare);

const isLeftOut = (name: string): boolean => LEFT_OUT.some(([part]) => name.includes(part));

async function runSuite(name: string): Promise<TestResult[]> {
  await suites.get(name)!();
  return runDeclared(isLeftOut);
}

declare global {
  interface Window {
    runSuite(name: string): Promise<TestResult[]>;
  }
}

Object.assign(window, { runSuite });
