import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/bundle.ts';
import { renewReadme } from '../../../scripts/readme_section.ts';
import type { Absent, Ratio, Row } from './measure.ts';
import { SLOW, SLOW_EVERY } from './rows.ts';
import type { StageReport } from './stages/stages.ts';
import { readBackSentence, stageTable } from './stages/text.ts';

/** What `npm run bench:model -- --json` prints. */
export interface Report {
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    /** Of the last minute, at the end. */
    readonly load: number;
    /** What the browser's WebGPU adapter says of itself. */
    readonly adapter: string;
    readonly chromium: string;
    readonly node: string;
  };
  readonly items: number;
  readonly positions: number;
  readonly rounds: number;
  readonly seed: number;
  readonly rows: readonly Row[];
  readonly absent: readonly Absent[];
  readonly ratios: readonly Ratio[];
  /** Where the time of an update goes; absent where nobody asked. */
  readonly stages?: StageReport;
}

/** The report that the README's section is made of. */
export const REPORT = join(ROOT, 'test', 'bench', 'model', 'report.json');
export const COMMAND = 'npm run bench:model -- --readme';

export async function writeReadme(report: Report): Promise<void> {
  await renewReadme(COMMAND, sectionOf(report));
  await writeFile(REPORT, `${JSON.stringify(report, null, 2)}\n`);
}

export function sectionOf({
  machine,
  items,
  positions,
  rounds,
  rows,
  absent,
  ratios,
  stages,
}: Report): string {
  const { cpu, cores, load, adapter, chromium, node } = machine;
  const thousands = items.toLocaleString('en');
  return `
One more interaction encoded and ${thousands} items ranked, ${positions} positions, seeded random weights, the same for
every row; results held equal first (1e-4), then ${rounds} rounds in turns (${SLOW.join(' and ')} in every ${SLOW_EVERY}th). A ratio is the median
of the quotients of the same round, with the range of the middle four fifths: below 1 the first is the faster.

${table(
  ['', 'ratio', '', 'where'],
  ratios.map(({ of, to, realm, median, low, high }) => [
    `${of} / ${to}`,
    two(median),
    `${two(low)} to ${two(high)}`,
    realm,
  ]),
)}

${table(
  ['', 'where', 'start', 'first', 'p50', 'p95', 'dispatches', 'submits', 'read-backs', 'fetched', 'memory'],
  rows.map((row) => [
    row.name,
    row.realm,
    `${row.startMs.toFixed(0)} ms`,
    `${row.firstMs.toFixed(0)} ms`,
    `${row.p50Ms.toFixed(1)} ms`,
    `${row.p95Ms.toFixed(1)} ms`,
    ...[row.dispatches, row.submits, row.readbacks].map((count) =>
      row.backend === 'webgpu' ? `${count}` : '',
    ),
    row.fetchedBytes === undefined ? '' : `${(row.fetchedBytes / 1000).toFixed(0)} kB`,
    row.memoryBytes === undefined ? '' : `${(row.memoryBytes / 2 ** 20).toFixed(0)} MB`,
  ]),
)}
${stages ? stagesOf(stages) : ''}${absent.map(({ name, realm, reason }) => `\n${name} (${realm}) is absent: ${reason}.\n`).join('')}
Measured on ${cpu}, ${cores} cores that others used too (load ${load.toFixed(1)}), so that ratios say more than times; WebGPU by
${adapter}, whose speed says nothing of a graphics card: there, count dispatches. Chromium ${chromium}, Node ${node}.
\`hand-wgsl\` is a pipeline written for this model alone, \`plain-js\` loops over typed arrays, \`ort\` onnxruntime-web 1.30 with the same
weights, \`plain-tfjs\` every position by tfjs's own kernels. Fetched: code alone, brotli, of what this needs. Memory: heap,
WebAssembly and GPU buffers, the model included. Rounds are one more interaction each: \`ours-wasm\` and \`ours-cpu\` keep what earlier
passes made of the neighbourhoods of the other items, all other rows make each pass anew.

`;
}

function stagesOf(stages: StageReport): string {
  const { head, rows } = stageTable(stages);
  return `
Where the time of a whole update goes, the list of eight with its reasons included, medians in Chromium's workers:

${table(head, rows)}

All scores come back, since prices, stock and what was learnt may put any item forward. ${readBackSentence(stages)}
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** As the README writes numbers below one: without the zero. */
const two = (value: number): string => value.toFixed(2).replace(/^0/, '');
