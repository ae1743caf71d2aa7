import { type Assets, importAsset } from '../assets/asset.ts';
import { InklingError } from '../contract/error.ts';
import type { PanelWorker } from '../contract/panel_worker.ts';
import type { InklingWorker } from '../contract/worker_api.ts';
import type { Engine } from './engine.ts';
import type { AnswersFile } from './lent.ts';

const FILE = 'inkling-panel-answers.js';

/** Every question, by name: one that is missing here does not compile. */
const QUESTIONS: Readonly<Record<keyof PanelWorker, true>> = {
  profile: true,
  evidence: true,
  tasteMap: true,
  embedding: true,
  history: true,
  relations: true,
  removeInteractions: true,
  removeSoon: true,
  markInteractions: true,
  preview: true,
  setTaste: true,
  setFacts: true,
  resetLearning: true,
  takeAway: true,
  bringBack: true,
  ledger: true,
  eraseRelease: true,
};

/**
 * The whole worker: what the engine has no answer to is asked of the file that answers the panel, fetched with
 * the first such question. No page pays for it on which nobody opens the panel.
 *
 * @param load that file from the folder of the built ones
 */
export function withAnswers(
  engine: Engine,
  load: (assets: Assets) => Promise<AnswersFile> = (assets) => importAsset(assets, FILE),
): InklingWorker {
  let answers: Promise<PanelWorker> | undefined;
  const open = (): Promise<PanelWorker> => {
    const lent = engine.lend();
    answers ??= load(lent.options.config).then(
      ({ createAnswers }) => createAnswers(lent),
      (cause) => {
        answers = undefined; // the next question tries again
        throw new InklingError('file-unavailable', `${FILE} did not come`, { cause });
      },
    );
    return answers;
  };
  const asked = Object.keys(QUESTIONS).map((name) => [
    name,
    async (...args: unknown[]) => {
      const opened = (await open()) as object as Record<string, (...args: unknown[]) => unknown>;
      return opened[name]!(...args);
    },
  ]);
  return Object.assign(engine, Object.fromEntries(asked) as PanelWorker);
}
