import type { InklingWorker } from '../../src/contract/worker_api.ts';
import { Engine } from '../../src/engine/engine.ts';
import { withAnswers } from '../../src/engine/with_answers.ts';

/** The whole worker, as `src/worker.ts` makes it; what answers the panel comes from source. */
export const createEngine = (...given: ConstructorParameters<typeof Engine>): InklingWorker =>
  withAnswers(new Engine(...given), () => import('../../src/answers/answers.ts'));
