import { createDedupe } from '../capture/dedupe.ts';
import { quiet } from '../capture/quiet.ts';
import type { Sources } from '../capture/source.ts';
import { now } from '../contract/clock.ts';
import type { Config } from '../contract/config.ts';
import { InklingError } from '../contract/error.ts';
import { parseInteraction } from '../contract/interaction.ts';
import type { ConsentView, InklingHandle } from '../contract/page_api.ts';
import type { Preset } from '../contract/preset.ts';
import type { Hand } from '../contract/records.ts';
import { parseRelation } from '../contract/relation.ts';
import type { InklingWorker, Problem, StorageReport, WorkerStatus } from '../contract/worker_api.ts';
import type { Recorded } from '../store/appender.ts';
import type { Answer, Method } from '../threads/spawn.ts';
import { openChannel } from './channel.ts';
import { ConsentStore, type SwitchChange } from './consent_store.ts';
import { jumpDemoClock, restoreDemoClock } from './demo_clock.ts';
import { openDialog } from './dialog.ts';
import { DOORS } from './doors.ts';
import type { Events } from './events.ts';
import type { Files } from './files.ts';
import { createHosting } from './hosting.ts';
import { whileAlone } from './locks.ts';
import { Recorder } from './recorder.ts';
import { announceVariant } from './variant.ts';

/** Everything that happens on the page, behind the handle. */
export interface Page {
  readonly preset: Preset | undefined;
  consentView(): Promise<ConsentView>;
  choose(change: SwitchChange, by: Hand): Promise<ConsentView>;
  record(input: unknown): Promise<void>;
  relate(input: unknown): Promise<void>;
  /** Writes what waits, then asks the worker, so that the answer knows what was just done. */
  ask<M extends Method>(method: M, ...args: Parameters<InklingWorker[M]>): Promise<Answer<M>>;
  status(): Promise<WorkerStatus>;
  /** Pauses, locks, or ends that. */
  rest(change: Parameters<ConsentStore['rest']>[0]): Promise<ConsentView>;
  openPanel(): Promise<void>;
  erase(method: 'clear' | 'forget'): Promise<StorageReport>;
  /** The file of the panel's sections. */
  loadSections(language: 'en' | 'zh'): Promise<unknown>;
  /** Opens the engineer's overlay. */
  debug(handle: InklingHandle): Promise<void>;
  /** Only in a test build. */
  jumpClock(ms: number): Promise<void>;
}

/** Wires the rooms together: consent decides, capture tells, the recorder writes, the worker thinks. */
export function createPage(config: Config, events: Events, doors: typeof DOORS = DOORS): Page {
  restoreDemoClock();
  const load = <Name extends keyof Files>(name: Name) => doors.load(config, name);
  const consent = new ConsentStore(
    doors.signals(
      () => void heed(),
      () => load('consent'),
    ),
    doors.guard,
  );
  const isDouble = createDedupe();
  const problems = new Set<Problem>();

  const recorder = new Recorder({
    consent: {
      async view() {
        const view = await consent.view();
        void heed();
        return view;
      },
      viewNow: () => consent.viewNow(),
    },
    open: doors.openStore,
    onWritten() {
      problems.clear();
      refresh();
      events.emit('change');
    },
    onProblem(problem) {
      problems.add(problem);
      events.emit('problem');
    },
  });

  const state = async () => stateOf(await consent.view());
  const { isBegun, host, call } = createHosting(config, events, state, load);

  const tellProblem = (): void => events.emit('problem');
  let isVariantTold = false;
  /** Gives the shop's own statistics the group of its experiment, once a page. */
  const tellVariant = async (): Promise<void> => {
    if (!config.holdout || isVariantTold || !consent.viewNow().record) return;
    const { holdout } = await call('status');
    if (!holdout || isVariantTold || !consent.viewNow().record) return;
    isVariantTold = true;
    announceVariant(holdout.isHeldOut);
  };
  /** Lets a running worker know; a worker that does not run will read for itself. */
  const refresh = (): void => {
    if (isBegun()) call('refresh', stateOf(consent.viewNow())).then(tellVariant).catch(tellProblem);
  };
  const work = quiet(() => {
    if (consent.viewNow().record)
      host()
        .then((running) => running.start().then(() => running.poke()))
        .then(tellVariant)
        .catch(tellProblem);
  });

  let waking: ReturnType<typeof setTimeout> | undefined;
  /** Acts on what was decided, here or in another tab. */
  const apply = (view: ConsentView): void => {
    recorder.resume(view);
    refresh();
    if (view.record) doors.whenIdle(work);
    clearTimeout(waking);
    const restMs = (view.pausedUntil ?? Infinity) - now();
    if (restMs < MAX_TIMER_MS) waking = setTimeout(() => void wake(), restMs + 1);
  };
  /** A pause is over. */
  const wake = async (): Promise<void> => {
    apply(await consent.view());
    events.emit('consent');
  };
  const tell = openChannel((notice) => {
    recorder.pause(); // at once: what the other tab decided is not read yet
    if (notice === 'clear') recorder.drop();
    events.emit(notice);
    consent.view().then(apply).catch(tellProblem);
  });

  const started = consent.view().then(
    (view) => {
      apply(view);
      void heed();
    },
    () => {
      problems.add('store-unavailable'); // no guard can be read, so nothing may be recorded
      tellProblem();
    },
  );

  /** To be called while no tab writes. Deletes by the worker, or without it when it does not run. */
  const erase = async (method: 'clear' | 'forget', isWorkerWanted: boolean): Promise<StorageReport> => {
    recorder.drop();
    if (isWorkerWanted || isBegun()) {
      try {
        return await call(method);
      } catch (error) {
        // Deleting must not depend on a worker that cannot start; only the budget is its alone.
        if (method === 'forget') throw error;
      }
    }
    await doors.eraseWithoutWorker();
    return { rows: {}, ...(consent.choice ? { guard: { choice: consent.choice } } : {}) };
  };

  const loadMarkup = () => load('markup');
  const loadSources = async (): Promise<Sources> => (await load('sources')).sources;
  /** @throws InklingError where nothing will be recorded: nothing more is fetched, either. */
  const wanted = async (): Promise<void> => {
    await started;
    if (recorder.isOff) throw new InklingError('not-consented', 'recording is refused');
  };

  addEventListener(
    'pagehide',
    quiet(() => recorder.leave()),
  );
  quiet(doors.capture)({
    preset: config.preset,
    onInteraction(interaction) {
      recorder.add(interaction);
      // A dwell is the last word on a page that is being left.
      if (interaction.kind === 'dwell') recorder.flushNow();
    },
    onItem: (item) => recorder.see(config.preset ? { preset: config.preset, ...item } : item),
    now,
    isDouble,
    async loadMarkup() {
      await wanted();
      return loadMarkup();
    },
    async loadSources() {
      await wanted();
      return loadSources();
    },
    async loadBehaviour() {
      await wanted();
      return (await load('behaviour')).watchBehaviour;
    },
  });
  // After capture's own listeners: the last dwell is told first.
  const flushNow = quiet(() => recorder.flushNow());
  addEventListener('pagehide', flushNow);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') flushNow();
  });

  const write = async (row: Recorded): Promise<void> => {
    recorder.add(row);
    await started;
    await recorder.flush();
  };

  const ask: Page['ask'] = async <M extends Method>(
    method: M,
    ...args: Parameters<InklingWorker[M]>
  ): Promise<Answer<M>> => {
    await started;
    // The worker starts while what waits is written.
    await Promise.all([host().then((running) => running.start()), recorder.flush()]);
    return call(method, ...args);
  };

  /** Changes the choice while no tab writes, then acts on it. */
  const decide = async (change: () => Promise<ConsentView>): Promise<ConsentView> => {
    await started;
    recorder.pause();
    try {
      return await whileAlone(change);
    } finally {
      apply(consent.viewNow());
      events.emit('consent');
    }
  };
  const choose: Page['choose'] = (change, by) =>
    decide(async () => {
      const at = now();
      const decided = await consent.choose(change, by, at);
      // A banner repeats itself on every page: only news is told, and before deleting, because
      // another tab must not write what is about to go.
      if (consent.choice?.at === at) tell('consent');
      // Off by choice deletes; off by a browser's signal only stops.
      if (consent.choice?.record === false) await erase('clear', false);
      return decided;
    });
  /** Acts on what the page's consent tools say, where they say something new. */
  async function heed(): Promise<void> {
    await 0; // a tool may answer while this page is still being made
    await started;
    const news = consent.news();
    if (news) await choose(news, 'tool').catch(tellProblem);
  }
  // A tool that comes after us is found at the next record, and here.
  addEventListener('load', () => void heed());

  return {
    preset: config.preset,
    consentView: () => consent.view(),
    choose,
    async record(input) {
      const interaction = parseInteraction(input, now());
      if (!isDouble(interaction)) await write(interaction);
    },
    async relate(input) {
      await write(parseRelation(input, now()));
    },
    ask,
    async status() {
      const status = await ask('status');
      return { ...status, problems: [...new Set([...status.problems, ...problems])] };
    },
    async erase(method) {
      await started;
      const report = await whileAlone(() => erase(method, true));
      tell('clear');
      events.emit('clear');
      apply(await consent.view()); // forgetting everything forgets the choice too
      return report;
    },
    async rest(change) {
      await recorder.flush(); // what was done before the pause
      return decide(async () => {
        const view = await consent.rest(change);
        tell('consent');
        return view;
      });
    },
    async openPanel() {
      openDialog();
      await load('panel');
    },
    loadSections: (language) => load(`panel-sections-${language}`),
    async debug(handle) {
      const { open } = await load('debug');
      open(handle, { sources: await loadSources(), markup: await loadMarkup() });
    },
    async jumpClock(ms) {
      await call('setClockOffset', jumpDemoClock(ms));
      await (await host()).poke();
      events.emit('change');
    },
  };
}

/** `setTimeout` takes no more. */
const MAX_TIMER_MS = 2 ** 31 - 2;

const stateOf = ({ record, release }: ConsentView) => ({ record, release });
