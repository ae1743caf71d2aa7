import { Presets, SingleBar } from 'cli-progress';
import type { TrainProgress } from './train.ts';

/**
 * Shows training on stderr: a bar an epoch with rate and time left, and a line for each validation.
 * Stdout stays free for the one JSON object. Without a terminal only the lines are written.
 */
export function showProgress(stream: NodeJS.WriteStream): (progress: TrainProgress) => void {
  let bar: SingleBar | undefined;
  let firstStepAt: number | undefined;
  let steps = 0;
  return (progress) => {
    if (progress.stage === 'validated') {
      bar?.stop();
      bar = undefined;
      const { epoch, ndcg10, seconds } = progress;
      stream.write(`epoch ${epoch}: validation NDCG@10 ${ndcg10.toFixed(4)}, ${Math.round(seconds)} s\n`);
      return;
    }
    if (!stream.isTTY) return;
    const { epoch, epochs, done, total, loss } = progress;
    const rate = firstStepAt === undefined ? 0 : (1000 * steps) / (performance.now() - firstStepAt);
    firstStepAt ??= performance.now();
    steps++;
    const shown = { epoch, epochs, loss: loss.toFixed(3), rate: rate.toFixed(1) };
    if (!bar) {
      bar = new SingleBar({ format: FORMAT, stream, hideCursor: true }, Presets.shades_classic);
      bar.start(total, done, shown);
    } else bar.update(done, shown);
  };
}

const FORMAT =
  'epoch {epoch}/{epochs} [{bar}] {value}/{total} steps · loss {loss} · {rate}/s · {eta_formatted} left';
