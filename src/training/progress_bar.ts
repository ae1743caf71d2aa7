import { Presets, SingleBar } from 'cli-progress';
import type { TrainProgress } from './train.ts';
import type { LoopProgress } from './train_loop.ts';

/**
 * Shows training on stderr: a bar an epoch and one for what comes before and after, with rate and time left, and a
 * line for each validation.
 * Stdout stays free for the one JSON object. Without a terminal only the lines are written.
 */
export function showProgress(stream: NodeJS.WriteStream): (progress: TrainProgress) => void {
  const steps = stepBar(stream);
  let count: ((done: number) => void) | undefined;
  const tell = (line: string) => {
    steps.stop();
    stream.write(`${line}\n`);
  };
  return (progress) => {
    switch (progress.stage) {
      case 'preparing':
      case 'judging': {
        const { stage, done, total } = progress;
        count ??= showCount(stream, stage === 'preparing' ? 'shoppers prepared' : 'tests ranked', total);
        count(done);
        if (done === total) count = undefined;
        return;
      }
      case 'resumed':
        return tell(
          `goes on after epoch ${progress.epoch} of a run that did not end; --no-resume starts anew`,
        );
      case 'coded':
        return tell(`items have codes, ${Math.round(progress.seconds)} s; their centroids are trained on`);
      case 'training':
        return steps.show(progress);
      case 'validated': {
        const { epoch, ndcg10, seconds } = progress;
        return tell(`epoch ${epoch}: validation NDCG@10 ${ndcg10.toFixed(4)}, ${Math.round(seconds)} s`);
      }
      case 'refitted': {
        const { epoch, epochs, seconds } = progress;
        return tell(
          epoch === 0
            ? `trains anew on all there is, for ${epochs} epochs`
            : `epoch ${epoch} of ${epochs} on all there is, ${Math.round(seconds)} s`,
        );
      }
    }
  };
}

/** A bar for the steps of an epoch, made when its first comes; nothing without a terminal. */
function stepBar(stream: NodeJS.WriteStream): { show(progress: LoopProgress): void; stop(): void } {
  let bar: SingleBar | undefined;
  let firstStepAt: number | undefined;
  let steps = 0;
  return {
    show({ epoch, epochs, done, total, loss }) {
      if (!stream.isTTY) return;
      const rate = firstStepAt === undefined ? 0 : (1000 * steps) / (performance.now() - firstStepAt);
      firstStepAt ??= performance.now();
      steps++;
      const shown = { epoch, epochs, loss: loss.toFixed(3), rate: rate.toFixed(1) };
      if (!bar) {
        bar = new SingleBar({ format: FORMAT, stream, hideCursor: true }, Presets.shades_classic);
        bar.start(total, done, shown);
      } else bar.update(done, shown);
    },
    stop() {
      bar?.stop();
      bar = undefined;
    },
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
