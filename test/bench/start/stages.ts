import type { Page } from '@playwright/test';

/** One page, in ms since its script tag. */
export interface Visit {
  /** Until the list of recommendations was there. */
  readonly listMs: number;
  readonly stages: ReadonlyMap<string, readonly [from: number, to: number]>;
}

/** Medians over visits, in ms since the script tag. */
export interface Stage {
  readonly stage: string;
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

interface Timeline {
  readonly origin: number;
  readonly marks: readonly (readonly [name: string, at: number])[];
  readonly resources: readonly (readonly [path: string, from: number, to: number])[];
}

/** What is between two marks of the worker, by the later one: engine.ts and model_host.ts set them. */
const BETWEEN: Readonly<Record<string, string>> = {
  'inkling backend': 'backend started, guard opened',
  'inkling history': 'history read',
  'inkling model': 'model there: fetched, checked, parsed',
  'inkling tables': 'tables and index',
  'inkling profile': 'first passes, profile',
};

/** Opens a page whose head asks for recommendations at once, and waits for them. */
export async function visitOf(page: Page, url: string): Promise<Visit> {
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName('list').length > 0);
  const read = (): Timeline => ({
    origin: performance.timeOrigin,
    marks: performance.getEntriesByType('mark').map(({ name, startTime }) => [name, startTime] as const),
    resources: (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(
      ({ name, startTime, responseEnd }) => [new URL(name).pathname, startTime, responseEnd] as const,
    ),
  });
  const ofPage = await page.evaluate(read);
  const [worker] = page.workers();
  const ofWorker = await worker!.evaluate(read);
  // A visit that goes on while the next begins is in its way.
  await page.waitForTimeout(400);

  const tag = ofPage.marks.find(([name]) => name === 'tag')![1];
  const shift = ofWorker.origin - ofPage.origin - tag;
  const stages = new Map<string, readonly [number, number]>();
  for (const [path, from, to] of ofPage.resources)
    if (/\/inkling(-host|-worker-\w+)?\.js$/.test(path)) stages.set(path.slice(1), [from - tag, to - tag]);
  for (const [path, from, to] of ofWorker.resources) {
    const name = /\.wasm$/.test(path) ? 'the .wasm file' : /manifest/.test(path) ? 'manifest' : 'model files';
    const [begun, ended] = stages.get(name) ?? [Infinity, -Infinity];
    stages.set(name, [Math.min(begun, from + shift), Math.max(ended, to + shift)]);
  }
  let before = shift;
  for (const [name, at] of ofWorker.marks) {
    const stage = BETWEEN[name];
    if (!stage || stages.has(stage)) continue;
    stages.set(stage, [before, at + shift]);
    before = at + shift;
  }
  const listMs = ofPage.marks.find(([name]) => name === 'list')![1] - tag;
  stages.set('list made, told to the page', [before, listMs]);
  return { listMs, stages };
}

export function stagesOf(visits: readonly Visit[]): Stage[] {
  const names = [...new Set(visits.flatMap(({ stages }) => [...stages.keys()]))];
  return names.map((stage) => {
    const found = visits.flatMap(({ stages }) => (stages.has(stage) ? [stages.get(stage)!] : []));
    const [from, to] = [median(found.map(([begun]) => begun)), median(found.map(([, ended]) => ended))];
    return { stage, from, to, ms: to - from };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[sorted.length >> 1]!);
}
