import { ERROR_CODES, type ErrorCode, InklingError } from '../contract/error.ts';
import type { ConsentView, PanelPort } from '../contract/page_api.ts';
import type { Evidence } from '../contract/panel_worker.ts';
import type {
  HistoryRow,
  LedgerView,
  ProfileView,
  RelationRow,
  StorageReport,
  WorkerStatus,
} from '../contract/worker_api.ts';

/** What the panel shows, by the question that fetches it. */
export interface Answers {
  status: WorkerStatus;
  consent: ConsentView;
  profile: ProfileView;
  evidence: readonly Evidence[];
  history: HistoryRow[];
  relations: RelationRow[];
  ledger: LedgerView;
  storage: StorageReport;
}

export type Question = keyof Answers;

const ASK: { readonly [Q in Question]: (port: PanelPort) => Promise<Answers[Q]> } = {
  status: (port) => port.status(),
  consent: (port) => port.consentView(),
  profile: (port) => port.profile(),
  evidence: (port) => port.evidence(),
  history: (port) => port.history(),
  relations: (port) => port.relations(),
  ledger: (port) => port.ledger(),
  storage: (port) => port.storage(),
};

/**
 * The latest answers of the worker. An answer stays until its successor has arrived, so that
 * nothing flickers; questions that fail keep their code beside the last good answer.
 */
export class Snapshot {
  readonly #port: PanelPort;
  readonly #changed: () => void;
  readonly #answers: Partial<Answers> = {};
  readonly #failures = new Map<Question, ErrorCode>();
  #wanted = new Set<Question>();
  #running: Promise<void> | undefined;

  constructor(port: PanelPort, changed: () => void) {
    this.#port = port;
    this.#changed = changed;
  }

  get<Q extends Question>(question: Q): Answers[Q] | undefined {
    return this.#answers[question];
  }

  failure(question: Question): ErrorCode | undefined {
    return this.#failures.get(question);
  }

  /** Takes an answer that came by another way: a switch returns the new consent. */
  set<Q extends Question>(question: Q, answer: Answers[Q]): void {
    this.#answers[question] = answer;
    this.#failures.delete(question);
    this.#changed();
  }

  /** Asks again. Calls that come while answers are awaited are gathered into one further round. */
  refresh(questions: readonly Question[]): Promise<void> {
    for (const question of questions) this.#wanted.add(question);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Asks what takes its time: nobody waits for the answer. */
  askAside(question: Question): void {
    void this.#ask(question);
  }

  async #run(): Promise<void> {
    while (this.#wanted.size > 0) {
      const round = [...this.#wanted];
      this.#wanted = new Set();
      await Promise.all(round.map((question) => this.#ask(question)));
    }
  }

  async #ask<Q extends Question>(question: Q): Promise<void> {
    try {
      this.#answers[question] = await ASK[question](this.#port);
      this.#failures.delete(question);
    } catch (error) {
      const code = codeOf(error);
      this.#failures.set(question, code);
      // After a withdrawal the last good answer is what is no longer there.
      if (code === 'not-consented') delete this.#answers[question];
    }
    // Each answer shows as it comes: a slow model does not hold back the switches.
    this.#changed();
    // Only now the model is there or known not to be.
    if (question === 'profile') this.askAside('status');
  }
}

/** The code of whatever a port rejected with. */
export function codeOf(error: unknown): ErrorCode {
  if (error instanceof InklingError) return error.code;
  // Errors of another bundle are of another class; the code is what they have in common.
  const code = (error as { code?: unknown } | null)?.code;
  return ERROR_CODES.find((known) => known === code) ?? 'internal';
}
