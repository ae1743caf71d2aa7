import { quiet } from './capture/quiet.ts';
import type { Markup, Sources } from './capture/source.ts';
import { startSurvey } from './capture/survey.ts';
import { now } from './contract/clock.ts';
import { type InklingHandle, PANEL_PORT, type PanelPort } from './contract/page_api.ts';
import type { Survey } from './contract/survey.ts';
import { type DebugFacts, openDebugView } from './ui/debug_view.ts';

/** ENTRY, `inkling-debug.js`: loaded by `inkling.debug()` and by nothing else. */
let isOpen = false;

/** Shows what is understood from this page until it is closed. */
export function open(
  handle: InklingHandle,
  files: { readonly sources: Sources; readonly markup: Markup },
): void {
  if (isOpen) return;
  isOpen = true;
  const port = handle[PANEL_PORT];
  let facts: DebugFacts | undefined;
  let pending = 0;
  const show = quiet(() => {
    pending = 0;
    view.show(surveyor.survey(), facts);
  });
  const soon = (): void => {
    pending ||= setTimeout(show, 100);
  };
  const surveyor = startSurvey(files, now, soon);
  const learn = async (): Promise<void> => {
    facts = await readFacts(port, surveyor.survey());
    soon();
  };
  const stops = (['change', 'consent', 'clear', 'ready', 'problem'] as const).map((type) =>
    port.inkling.on(type, () => void learn()),
  );
  const view = openDebugView(() => {
    isOpen = false;
    clearTimeout(pending);
    surveyor.stop();
    for (const stop of stops) stop();
  });
  show();
  void learn();
}

/** What consent and worker say; a question that fails is answered by why. */
async function readFacts(port: PanelPort, survey: Survey): Promise<DebugFacts> {
  const [consent, status, match] = await Promise.all([
    port.consentView().then(rowsOf, failed),
    port.status().then(rowsOf, failed),
    matchOf(port, survey).catch(() => undefined),
  ]);
  return {
    consent,
    state: status,
    match,
    isBase: status.some(([name, value]) => name === 'modelName' && value === 'base'),
  };
}

/** Ids of all that this browser saw in this shop, held against those that the model can rank. */
async function matchOf(port: PanelPort, { sources: told }: Survey): Promise<DebugFacts['match']> {
  const history = await port.history();
  const ids = new Set([
    ...history.flatMap(({ itemId }) => itemId ?? []),
    ...told.flatMap(({ items }) => items.map(({ id }) => id)),
  ]);
  const ranked = await port.inkling.rank([...ids]);
  const unknown = ranked.filter(({ score }) => score === undefined).map(({ id }) => id);
  return unknown.length === ids.size ? undefined : { all: ids.size, unknown };
}

/** Whatever is in the answer, by its own names: an engineer wants to see all of it. */
const rowsOf = (answer: object): [string, string][] =>
  Object.entries(answer).map(([name, value]) => [
    name,
    name.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : textOf(value),
  ]);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const failed = (error: unknown): [string, string][] => [
  ['problem', error instanceof Error ? error.message : textOf(error)],
];
