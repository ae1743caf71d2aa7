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
    if (progress.stage === 'refitted') {
      bar?.stop();
      bar = undefined;
      const { epoch, epochs, seconds } = progress;
      stream.write(
        epoch === 0
          ? `trains anew on all there is, for ${epochs} epochs\n`
          : `epoch ${epoch} of ${epochs} on all there is, ${Math.round(seconds)} s\n`,
      );
      return;
    }
    if (progress.stage === 'resumed') {
      const { epoch } = progress;
      stream.write(`goes on after epoch ${epoch} of a run that did not end; --no-resume starts anew\n`);
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

/** Shows a count on a terminal, with rate and time left; silent elsewhere. */
export function showCount(stream: NodeJS.WriteStream, unit: string, total: number): (done: number) => void {
  if (!stream.isTTY) return () => {};
  const format = `[{bar}] {value}/{total} ${unit} · {rate}/s · {eta_formatted} left`;
  const bar = new SingleBar({ format, stream, hideCursor: true }, Presets.shades_classic);
  const startedAt = performance.now();
  bar.start(total, 0, { rate: '0' });
  return (done) => {
    // A bar that is drawn for each of many thousands would take longer than they do.
    if (done % 64 !== 0 && done !== total) return;
    bar.update(done, { rate: ((1000 * done) / (performance.now() - startedAt)).toFixed(0) });
    if (done === total) bar.stop();
  };
}

const FORMAT =
  'epoch {epoch}/{epochs} [{bar}] {value}/{total} steps · loss {loss} · {rate}/s · {eta_formatted} left';
