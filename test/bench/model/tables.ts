import type { Report } from './readme.ts';
import { readBackSentence, stageTable } from './stages/text.ts';

/** Ratios first: the machine is others', too. */
export function printTables({ machine, items, positions, rows, absent, ratios, stages }: Report): void {
  const { cpu, cores, load, adapter, chromium, node } = machine;
  console.log(
    `${cpu}, ${cores} cores, load ${load.toFixed(1)}; WebGPU: ${adapter}; Chromium ${chromium}, Node ${node}`,
  );
  console.log(`${items} items, ${positions} positions; medians of ratios of the same round`);
  console.table(
    ratios.map(({ of, to, realm, median, low, high }) => ({
      realm,
      ratio: `${of} / ${to}`,
      median: median.toFixed(2),
      '10 %': low.toFixed(2),
      '90 %': high.toFixed(2),
    })),
  );
  console.table(
    rows.map((row) => ({
      realm: row.realm,
      row: row.name,
      'start ms': row.startMs.toFixed(0),
      'first ms': row.firstMs.toFixed(0),
      'p50 ms': row.p50Ms.toFixed(2),
      'p95 ms': row.p95Ms.toFixed(2),
      rounds: row.rounds,
      dispatches: row.dispatches,
      submits: row.submits,
      'read-backs': row.readbacks,
      'fetched kB': row.fetchedBytes === undefined ? '' : (row.fetchedBytes / 1000).toFixed(1),
      'memory MB': row.memoryBytes === undefined ? '' : (row.memoryBytes / 2 ** 20).toFixed(1),
      'differs by': row.difference.toExponential(1),
    })),
  );
  for (const { name, realm, reason } of absent) console.log(`${name} (${realm}) is absent: ${reason}`);
  if (!stages) return;
  const { head, rows: byStage } = stageTable(stages);
  console.table(
    byStage.map(([stage, ...cells]) => ({
      stage,
      ...Object.fromEntries(cells.map((cell, i) => [head[i + 1]!, cell])),
    })),
  );
  console.log(readBackSentence(stages));
}
