import type { Problem, WorkerStatus } from '../contract/worker_api.ts';

/** Problems of sending: the ledger tells them where they matter. */
const OF_SENDING: ReadonlySet<Problem> = new Set<Problem>([
  'no-receiver',
  'no-codebook-pin',
  'codebook-mismatch',
  'codebook-changed',
  'setting-held',
  'relay-unusable',
  'receiver-unreachable',
  'receiver-refused',
  'release-given-up',
  'no-randomness',
]);

/** What is off with recording and suggesting, which a shopper notices on the page. */
export const problemsOnPage = (status: WorkerStatus | undefined): readonly Problem[] =>
  (status?.problems ?? []).filter((problem) => !OF_SENDING.has(problem));
