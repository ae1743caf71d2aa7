import { isTestBuild } from '../contract/clock.ts';
import { InklingError, invalid, isInklingError } from '../contract/error.ts';
import { type Inkling, type InklingHandle, PANEL_PORT, type PanelPort } from '../contract/page_api.ts';
import type { PanelWorker } from '../contract/panel_worker.ts';
import { integer, record as object } from '../contract/parse.ts';
import { UNTIL_LIFTED } from '../contract/records.ts';
import type { ConsentState, InklingWorker } from '../contract/worker_api.ts';
import type { Answer, Method } from '../threads/spawn.ts';
import type { SwitchChange } from './consent_store.ts';
import { demoOffset } from './demo_clock.ts';
import type { Events } from './events.ts';
import type { Page } from './page.ts';

/** How many recommendations a page gets that does not say how many. */
const DEFAULT_COUNT = 10;

/** What the worker answers the panel, as it was asked. */
const PASSED_ON: Readonly<Record<keyof PanelWorker | 'storage', 0>> = {
  profile: 0,
  evidence: 0,
  tasteMap: 0,
  embedding: 0,
  history: 0,
  relations: 0,
  removeInteractions: 0,
  removeSoon: 0,
  markInteractions: 0,
  preview: 0,
  setTaste: 0,
  setFacts: 0,
  resetLearning: 0,
  takeAway: 0,
  bringBack: 0,
  ledger: 0,
  eraseRelease: 0,
  storage: 0,
};

/**
 * What pages and panel hold. Every call answers with a promise and none throws.
 *
 * @param page the page, or why there is none: then every call rejects with that.
 */
export function createHandle(page: Page | InklingError, events: Events): InklingHandle {
  const use = async <T>(work: (page: Page) => Promise<T>): Promise<T> => {
    if (page instanceof InklingError) throw page;
    try {
      return await work(page);
    } catch (error) {
      throw toInklingError(error);
    }
  };
  const asking =
    <M extends Method>(method: M) =>
    (...args: Parameters<InklingWorker[M]>): Promise<Answer<M>> =>
      use((page) => page.ask(method, ...args));

  const inkling: Inkling = {
    consent: (choice) =>
      use(async (page) => {
        return stateOf(await page.choose(parseSwitches(choice), 'site'));
      }),
    record: (interaction) => use((page) => page.record(interaction)),
    relate: (relation) => use((page) => page.relate(relation)),
    recommend: (query = {}) =>
      use((page) => {
        const count = integer(query.count ?? DEFAULT_COUNT, 'count', 1, 1_000);
        return whileRecording(page, [], () => page.ask('recommend', { ...query, count }));
      }),
    rank: (itemIds) =>
      use((page) => {
        const ids = [...itemIds].map(String);
        const unranked = ids.map((id) => ({ id }));
        return whileRecording(page, unranked, () => page.ask('rank', ids));
      }),
    cohort: asking('cohort'),
    release: asking('releaseStatus'),
    clear: () => use((page) => page.erase('clear')),
    pause: (until) =>
      use(async (page) => {
        const { pausedUntil = 0 } = await page.consentView();
        return stateOf(await page.rest({ pausedUntil: Math.max(pausedUntil, parseUntil(until)) }));
      }),
    lock: (isLocked = true) => use(async (page) => stateOf(await page.rest({ locked: isLocked !== false }))),
    openPanel: () => use((page) => page.openPanel()),
    on: (type, callback) => events.on(type, callback),
    debug: () => use((page) => page.debug(handle)),
  };

  const passedOn = Object.fromEntries(
    Object.keys(PASSED_ON).map((method) => [method, asking(method as keyof typeof PASSED_ON)]),
  ) as unknown as Pick<PanelPort, keyof typeof PASSED_ON>;
  const port: PanelPort = {
    inkling,
    preset: page instanceof InklingError ? undefined : page.preset,
    status: () => use((page) => page.status()),
    consentView: () => use((page) => page.consentView()),
    choose: (choice) => use((page) => page.choose(parseSwitches(choice), 'shopper')),
    pause: (until) => use((page) => page.rest({ pausedUntil: parseUntil(until) })),
    ...passedOn,
    loadSections: (language) => use((page) => page.loadSections(language)),
    clear: inkling.clear,
    forget: () => use((page) => page.erase('forget')),
    ...(isTestBuild
      ? { demoClock: { offsetMs: demoOffset, jump: (ms: number) => use((page) => page.jumpClock(ms)) } }
      : {}),
  };
  const handle: InklingHandle = { ...inkling, [PANEL_PORT]: port };
  return handle;
}

/** Nothing is loaded for a shopper who has not allowed recording: the answer is known. */
const whileRecording = async <T>(page: Page, otherwise: T, ask: () => Promise<T>): Promise<T> =>
  (await page.consentView()).record ? ask() : otherwise;

const stateOf = ({ record, release }: ConsentState): ConsentState => ({ record, release });

/** A pause without an end has one that never comes. */
function parseUntil(until: unknown): number {
  if (typeof until !== 'number' || Number.isNaN(until))
    throw invalid(`until is ${Number.isNaN(until) ? 'NaN' : typeof until}, must be a time in ms or Infinity`);
  return Math.min(until, UNTIL_LIFTED);
}

/** Only true and false count: a banner that hands in the text "false" must not be taken for a yes. */
function parseSwitches(given: unknown): SwitchChange {
  const { record, release } = object(given, 'choice');
  for (const value of [record, release])
    if (value !== undefined && typeof value !== 'boolean')
      throw invalid(`a switch is ${typeof value}, must be true or false`);
  return { record, release } as SwitchChange;
}

/** One of this file's own class, whatever file it comes from; what is none is `internal`. */
export function toInklingError(error: unknown): InklingError {
  if (error instanceof InklingError) return error;
  return isInklingError(error)
    ? new InklingError(error.code, error.message, { cause: error })
    : new InklingError('internal', 'Inkling failed unexpectedly', { cause: error });
}
