import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type CatalogueIndex, indexCatalogue } from '../../../src/features/catalogue_index.ts';
import { startTraining } from '../../../src/training/backend.ts';
import { buildCatalogue } from '../../../src/training/catalogue_model.ts';
import { judgeBlends } from '../../../src/training/evaluate.ts';
import { itemsOf, prefixCases, type TestCase, toShopper } from '../../../src/training/examples.ts';
import { markovFloor, sequentialRulesFloor, sessionPopularityFloor } from '../../../src/training/floors.ts';
import { showCount } from '../../../src/training/progress_bar.ts';
import { bareItems, readSequences, type ShopperLog } from '../../../src/training/readers.ts';
import { readModelFolder } from '../../../src/training/run_evaluate.ts';
import { sessionFloor } from '../../../src/training/session_floor.ts';
import type { SessionArguments } from './arguments.ts';
import { logLook } from './cache.ts';
import { type FloorMakers, judgeFloors } from './judge_floors.ts';
import { brotliBytes, occurrencesOf, rowsOf } from './measures.ts';
import type { Output } from './output.ts';
import { advantages, advantageText, type Scored, scoredOf } from './scored.ts';

/** Sessions whose prefixes are tests. */
interface Tests {
  readonly cases: readonly TestCase[];
  /** Tests of each session. */
  readonly units: readonly number[];
}

/** Most similar sessions that vote in V-SKNN: the published setting for this log. */
const SKNN_NEIGHBOURS = 500;

/** Floors, and with a model that one, on every prefix of every test session. */
export async function runSessions({ train, test, model }: SessionArguments, output: Output): Promise<object> {
  const data = basename(dirname(resolve(test)));
  const missing = [train, test].filter((file) => !existsSync(file));
  if (missing.length > 0) {
    const absent = `${missing.join(' and ')}: no such file, nothing to measure`;
    output.say(absent);
    return { data, absent };
  }
  const [logs, tests] = [await readSequences(train), await readSequences(test)];
  const index = indexSessions(logs);
  const { cases, units } = testsOf(tests, index, 1);
  output.say(
    `${data}: ${logs.length} training sessions, ${cases.length} tests, full rank over ${index.V} items`,
  );

  const floors = await judgeFloors(data, sessionFloors(logs, index), cases, index, output);
  const ours = model === undefined ? undefined : await sessionModelOf(model, tests, data);
  output.table(rowsOf({ ...floors, ...(ours ? { model: ours } : {}) }), ['hr20', 'mrr20', 'coverage10']);
  const result = { data, protocol: 'prefixes', tests: cases.length, floors: rowsOf(floors) };
  if (!ours || model === undefined) return result;

  const modelBytes = await brotliBytes(model);
  output.say(`model: ${modelBytes} bytes as brotli, judged in ${ours.seconds} s`);
  const judged = { ...result, model: ours.row, modelBytes, evaluationSeconds: ours.seconds };
  if (ours.ranks.length !== cases.length) {
    output.say(`it knows other items, so that it has ${ours.ranks.length} tests: no comparison by test`);
    return judged;
  }
  const above = advantages([ours], floors, ['hr20', 'mrr20'], units);
  output.say(`The best floors, 95 %: ${advantageText(above)}`);
  return { ...judged, advantages: above };
}

/** A catalogue of bare ids: sessions are all that this log has. */
function indexSessions(logs: readonly ShopperLog[]): CatalogueIndex {
  const catalogue = buildCatalogue(bareItems(logs));
  const V = catalogue.cards.length;
  return indexCatalogue(catalogue, { neighbours: new Int32Array(V + 1), weights: new Float32Array(V + 1) });
}

/** They have nothing to choose on validation, and so count every training session. */
function sessionFloors(logs: readonly ShopperLog[], index: CatalogueIndex): FloorMakers {
  const { V } = index;
  const sessions = logs.map((log) => itemsOf(toShopper(log, index).steps));
  return {
    'session popularity': () => sessionPopularityFloor(occurrencesOf(sessions, V)),
    'Markov-1': () => markovFloor(sessions, V),
    'bi-directional rules': () => sequentialRulesFloor(sessions, V, true),
    'V-SKNN': () => sessionFloor(sessions, { V, neighbours: SKNN_NEIGHBOURS }),
  };
}

/** @param T positions of the model that is asked */
function testsOf(sessions: readonly ShopperLog[], index: CatalogueIndex, T: number): Tests {
  const perSession = sessions.map((log) => prefixCases(toShopper(log, index), index, T));
  return {
    cases: perSession.flat(),
    units: perSession.map((list) => list.length).filter((count) => count > 0),
  };
}

/** A model folder that was trained elsewhere, on the test sessions. */
async function sessionModelOf(
  folder: string,
  sessions: readonly ShopperLog[],
  data: string,
): Promise<Scored> {
  const { manifest, weights, trained } = await readModelFolder(folder);
  if (!trained) throw new RangeError(`${folder} has no catalogue of its own to rank`);
  const index = indexCatalogue(trained.catalogue, trained.neighbours);
  const { cases } = testsOf(sessions, index, manifest.T);
  await startTraining('wasm');
  const startedAt = performance.now();
  const [judge] = await judgeBlends(
    cases,
    { learnt: { weights, table: trained.entities }, shape: manifest, index },
    [manifest],
    showCount(process.stderr, 'tests', cases.length),
  );
  const scored = scoredOf(judge!, startedAt);
  await logLook({ data, model: basename(resolve(folder)), why: 'bench:quality' }, scored.row);
  return scored;
}
