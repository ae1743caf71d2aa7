import { DAY_MS } from '../../src/contract/config.ts';
import { Prng } from '../../src/simulate/prng.ts';
import type { Held, Lab, Visit, VisitOutcome } from './page.ts';

/** What a browser under test can do: run a function of the laboratory's page and hand back its result. */
export type Ask = <T, Given>(work: (lab: Lab, given: Given) => Promise<T>, given: Given) => Promise<T>;

export interface Round {
  readonly period: number;
  /** Where each visit ended that did not come to its end. */
  readonly stops: readonly string[];
  readonly last: readonly VisitOutcome[];
  readonly held: Held;
}

const PERIOD_MS = 28 * DAY_MS;
const HOUR_MS = 3_600_000;
/** Of the first round: in the future, as `npm start` plays it, so that no round meets today's period. */
const FIRST_PERIOD = 800;

/** The steps of one undisturbed release and how long it takes in this browser: what moments are drawn from. */
export async function measure(ask: Ask): Promise<{ steps: readonly string[]; tookMs: number }> {
  const outcome = await ask(
    async (lab, at) => {
      const dueAt = await lab.begin(at);
      await lab.visit({ at: dueAt }); // the first start compiles
      const again = await lab.begin(at);
      return lab.visit({ at: again });
    },
    startOf(FIRST_PERIOD - 1),
  );
  if (outcome.state !== 'sent') throw new Error(`an undisturbed release ended as ${outcome.state}`);
  return outcome;
}

export const startOf = (period: number): number => period * PERIOD_MS + HOUR_MS;

/**
 * One period in a browser of its own: two waves of one to three tabs, every one of them stopped at a seeded
 * moment (of even rounds at a step, of odd ones by the clock), and at last two that nobody stops.
 */
export async function playRound(
  ask: Ask,
  number: number,
  undisturbed: { readonly steps: readonly string[]; readonly tookMs: number },
): Promise<Round> {
  const prng = new Prng(20_261_124).fork(number);
  const period = FIRST_PERIOD + number;
  const moment = (): Pick<Visit, 'stopAt' | 'stopAfterMs'> =>
    number % 2 === 0
      ? { stopAt: prng.integer(undisturbed.steps.length) }
      : { stopAfterMs: prng.next() * undisturbed.tookMs };
  const waves = Array.from({ length: 2 }, () => Array.from({ length: 1 + prng.integer(3) }, moment));
  const { stops, last, held } = await ask(
    async (lab, { at, stopping }) => {
      const dueAt = await lab.begin(at);
      const stopped: string[] = [];
      for (const [i, wave] of stopping.entries()) {
        const outcomes = await lab.visitAll(wave.map((stop) => ({ at: lab.later(dueAt, i), ...stop })));
        stopped.push(...outcomes.flatMap(({ stoppedAt }) => stoppedAt ?? []));
      }
      const calm = { at: lab.later(dueAt, stopping.length) };
      return { stops: stopped, last: await lab.visitAll([calm, calm]), held: await lab.held() };
    },
    { at: startOf(period), stopping: waves },
  );
  return { period, stops, last, held };
}
