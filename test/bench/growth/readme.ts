import { renewReadme } from '../../../scripts/readme_section.ts';

/** What a catalogue and a history of this size cost. */
export interface Point {
  readonly items: number;
  /** A device holds a part of the catalogue, and each update ends with a pass over the codes of all of it. */
  readonly isPart: boolean;
  readonly interactions: number;
  /** All that a page fetches of the model. */
  readonly brotliBytes: number;
  /** From the model's bytes in memory to the first list; of the processor, as all times here. */
  readonly firstMs: number;
  /** One more interaction, and a list. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Held with model and history: objects, buffers, WebAssembly. */
  readonly memoryMB: number;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly load: number;
  readonly node: string;
}

const PART = `Of the largest a device holds the items that everyone gets and those of as many pages as interactions, 375 at most, kept from before.
Each update ends with a pass over the codes of all its items; these come last, when a list has long been shown.
`;

/** Renews the README's section. @throws Error where its marks are not to be found */
export const writeReadme = (points: readonly Point[], machine: Machine): Promise<void> =>
  renewReadme('npm run bench:growth -- --readme', sectionOf(points, machine));

function sectionOf(points: readonly Point[], { cpu, cores, load, node }: Machine): string {
  const items = [...new Set(points.map((point) => point.items))];
  const counts = [...new Set(points.map(({ interactions }) => interactions))];
  const cell = (V: number, count: number, value: (point: Point) => string) => {
    const point = points.find((found) => found.items === V && found.interactions === count);
    return point ? value(point) : '';
  };
  const rows = items.map((V) => {
    const { brotliBytes: bytes, isPart } = points.find((found) => found.items === V)!;
    const each = counts.map((count) =>
      cell(
        V,
        count,
        ({ p50Ms, firstMs, memoryMB }) =>
          `${p50Ms.toFixed(1)} · ${firstMs.toFixed(0)} · ${memoryMB.toFixed(0)}`,
      ),
    );
    return `| ${V.toLocaleString('en')}${isPart ? ', [a part](docs/large-catalogues.md)' : ''} | ${(bytes / 1e6).toFixed(2)} MB | ${each.join(' | ')} |`;
  });
  return `
How it grows: **ms of one more interaction and a list (p50) · ms from the model's bytes to the first list · MB held**, by items of
the catalogue and interactions of the history; of the processor, all threads together.

| items | model, brotli | ${counts.map((count) => `${count.toLocaleString('en')} interactions`).join(' | ')} |
|---|---|${counts.map(() => '---|').join('')}
${rows.join('\n')}

![The same as curves, on logarithmic scales](docs/growth.svg)

wasm in Node ${node}, ${cpu}, ${cores} cores that others used too (load ${load.toFixed(1)}), random weights, each point in a process of its own.
${points.some(({ isPart }) => isPart) ? PART : ''}
`;
}
