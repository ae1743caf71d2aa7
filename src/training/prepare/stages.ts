import { Presets, SingleBar } from 'cli-progress';

/** One stage of a long run, as it is shown. */
export interface Stage {
  advance(by: number): void;
  end(): void;
}

/**
 * Shows stages on stderr: a bar with rate and time left on a terminal, and a line for each elsewhere.
 * @param stream stderr; stdout stays free for the result
 */
export function showStages(
  stream: NodeJS.WriteStream,
): (title: string, total: number, unit: string) => Stage {
  return (title, total, unit) => {
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1000;
    let done = 0;
    let bar: SingleBar | undefined;
    if (stream.isTTY) {
      const format = `${title} [{bar}] {value}/{total} ${unit} · {rate}/s · {eta_formatted} left`;
      bar = new SingleBar({ format, stream, hideCursor: true }, Presets.shades_classic);
      bar.start(total, 0, { rate: '0' });
    }
    return {
      advance(by) {
        done += by;
        bar?.update(Math.min(total, Math.round(done)), { rate: (done / seconds()).toFixed(1) });
        if (!bar && unit === 'parts') stream.write(`${title}: ${done} of ${total} ${unit}\n`);
      },
      end() {
        bar?.update(total);
        bar?.stop();
        stream.write(`${title}: ${Math.round(done)} ${unit} in ${seconds().toFixed(1)} s\n`);
      },
    };
  };
}
