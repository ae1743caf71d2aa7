import { startCapture } from '../capture/capture.ts';
import { watchSignals } from '../capture/consent/signals.ts';
import { isRobot } from '../capture/robot.ts';
import { ChoiceStore } from '../store/choice_store.ts';
import { PageStore } from '../store/page_store.ts';
import type { GuardDoor } from './consent_store.ts';
import { eraseWithoutWorker } from './erase.ts';
import { loadFile } from './files.ts';
import { whenIdle } from './idle.ts';
import type { RecorderOptions } from './recorder.ts';

/** The browser, as the page needs it; tests put fakes here. */
export const DOORS = {
  guard: ChoiceStore.open as GuardDoor,
  signals: watchSignals,
  openStore: PageStore.open as RecorderOptions['open'],
  eraseWithoutWorker,
  capture: ((options) => (isRobot() ? () => {} : startCapture(options))) as typeof startCapture,
  load: loadFile,
  whenIdle,
};
