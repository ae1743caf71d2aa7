import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/bundle.ts';

/** What a catalogue and a history of this size cost. */
export interface Point {
  readonly items: number;
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

const BEGIN = '<!-- begin: npm run bench:growth -- --readme -->\n';
const END = '<!-- end: npm run bench:growth -- --readme -->\n';

/** Renews the README's section. @throws Error where its marks are not to be found */
export async function writeReadme(points: readonly Point[], machine: Machine): Promise<void> {
  const path = join(ROOT, 'README.md');
  const text = await readFile(path, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error('the README has no section of bench:growth');
  await writeFile(path, text.slice(0, from + BEGIN.length) + sectionOf(points, machine) + text.slice(to));
}

function sectionOf(points: readonly Point[], { cpu, cores, load, node }: Machine): string {
  const items = [...new Set(points.map((point) => point.items))];
  const counts = [...new Set(points.map(({ interactions }) => interactions))];
  const cell = (V: number, count: number, value: (point: Point) => string) => {
    const point = points.find((found) => found.items === V && found.interactions === count);
    return point ? value(point) : '';
  };
  const rows = items.map((V) => {
    const bytes = points.find((found) => found.items === V)!.brotliBytes;
    const each = counts.map((count) =>
      cell(
        V,
        count,
        ({ p50Ms, firstMs, memoryMB }) =>
          `${p50Ms.toFixed(1)} · ${firstMs.toFixed(0)} · ${memoryMB.toFixed(0)}`,
      ),
    );
    return `| ${V.toLocaleString('en')} | ${(bytes / 1e6).toFixed(2)} MB | ${each.join(' | ')} |`;
  });
  return `
How it grows: **ms of one more interaction and a list (p50) · ms from the model's bytes to the first list · MB held**, by items of
the catalogue and interactions of the history; of the processor, all threads together.

| items | model, brotli | ${counts.map((count) => `${count.toLocaleString('en')} interactions`).join(' | ')} |
|---|---|${counts.map(() => '---|').join('')}
${rows.join('\n')}

![The same as curves, on logarithmic scales](docs/growth.svg)

wasm in Node ${node}, ${cpu}, ${cores} cores that others used too (load ${load.toFixed(1)}), random weights, each point in a process of its own.

`;
}
