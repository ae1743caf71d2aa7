import { startBackend } from '#backend';
import { answerMessages } from '../worker.ts';
import { measureStages } from './measure.ts';
import { measureReadBack } from './read_back.ts';

/** What the worker of a backend's stages is asked for. */
const stages = {
  async stages(items: number, seed: number, rounds: number) {
    await startBackend({ assetsUrl: new URL('assets/', self.location.href).href });
    return measureStages(items, seed, rounds);
  },
  readBack: measureReadBack,
};
export type StagesWorker = typeof stages;

answerMessages(Promise.resolve(stages));
