import {
  type Cohorts,
  type Drift,
  type Intake,
  keepToken,
  Locked,
  type Quarantine,
  read,
  type Sites,
  type Status,
} from './answers.ts';
import { cohortSection } from './cohort_section.ts';
import { byId, choices, el, replace } from './dom.ts';
import { driftSection } from './drift_section.ts';
import { intakeSection } from './intake_section.ts';
import { preferredLanguage, Voice } from './language.ts';
import { type Likes, likesSection, readLikes } from './likes_section.ts';
import { quarantineSection, refusalSection, statusSection } from './running_section.ts';
import type { Language, TextKey } from './texts.ts';

const REFRESH_MS = 5_000;

let voice: Voice;
/** What each part shows, so that one that has not changed is left alone. */
const shown = new Map<string, string>();
/** Rounds that were overtaken by another choice must not draw. */
let round = 0;

/** Draws the page, and again every few seconds while it can be seen. */
export function startDashboard(): void {
  speak(preferredLanguage(location.search, navigator.languages));
  const again = () => void refresh();
  for (const id of ['site', 'period']) byId(id).addEventListener('change', again);
  byId<HTMLSelectElement>('language').addEventListener('change', ({ currentTarget }) => {
    speak((currentTarget as HTMLSelectElement).value as Language);
    const address = new URL(location.href);
    address.searchParams.set('lang', voice.language);
    history.replaceState(null, '', address);
    again();
  });
  byId('unlock').addEventListener('submit', (event) => {
    event.preventDefault();
    keepToken(byId<HTMLInputElement>('token').value.trim());
    again();
  });
  // The chart is drawn in colours, not in names of colours.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    shown.delete('intake');
    again();
  });
  document.addEventListener('visibilitychange', () => document.hidden || again());
  void keepFresh();
}

async function keepFresh(): Promise<void> {
  if (!document.hidden) await refresh();
  setTimeout(() => void keepFresh(), REFRESH_MS);
}

/** Puts the page's own words into a language. */
function speak(language: Language): void {
  voice = new Voice(language);
  shown.clear();
  document.documentElement.lang = language;
  document.title = voice.text('title');
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]'))
    node.textContent = voice.text(node.dataset.text as TextKey);
  byId<HTMLSelectElement>('language').value = language;
}

/** One round. Never rejects: what cannot be read says so in its place. */
async function refresh(): Promise<void> {
  const mine = ++round;
  let sites: Sites;
  try {
    sites = await read<Sites>('/v1/sites');
  } catch (cause) {
    if (mine === round) tellFailure(cause);
    return;
  }
  if (mine !== round) return;
  lock(false);
  choices(
    byId('site'),
    sites.sites.map(({ site }) => [site, site]),
  );
  const wanted = byId<HTMLSelectElement>('site').value;
  const { site, periods } = sites.sites.find((each) => each.site === wanted) ?? sites.sites[0]!;
  const known = periods.length > 0 ? periods.map(({ period }) => period).reverse() : [sites.currentPeriod];
  choices(byId('period'), [
    ['', voice.text('latest')],
    ...known.map((period) => [String(period), voice.period(period, sites.periodDays)] as const),
  ]);
  const path = `/v1/sites/${encodeURIComponent(site)}`;
  const chosen = byId<HTMLSelectElement>('period').value;
  const answer = read<Cohorts>(`${path}/cohorts${chosen && `?period=${chosen}`}`);
  await Promise.all([
    part(
      'likes',
      mine,
      answer.then((cohorts) => likesOf(path, cohorts)),
      (likes) => likesSection(likes, voice),
    ),
    part('codebooks', mine, answer, (cohorts) => {
      headline(cohorts, sites.periodDays);
      const live = cohorts.codebooks.filter(({ total }) => total > 0);
      return live.length > 0
        ? live.map((codebook) => cohortSection(codebook, voice))
        : [el('p', { class: 'note' }, voice.text('cohortsEmpty'))];
    }),
    part('drift', mine, read<Drift>(`${path}/drift${chosen && `?to=${chosen}`}`), (drift) =>
      driftSection(drift, sites.periodDays, voice),
    ),
    part('intake', mine, read<Intake>(`${path}/intake`), (intake) =>
      intakeSection(intake, sites, site, voice),
    ),
    part('quarantine', mine, read<Quarantine>(`${path}/quarantine`), (quarantine) =>
      quarantineSection(quarantine, voice),
    ),
    ...runningParts(mine),
  ]);
}

/** Of the codebook that most releases name. */
async function likesOf(path: string, { codebooks }: Cohorts): Promise<Likes[]> {
  const [leading] = [...codebooks].sort((a, b) => b.total - a.total);
  return leading ? readLikes(path, leading) : [];
}

function runningParts(mine: number): Promise<void>[] {
  const status = read<Status>('/v1/status');
  return [
    part('status', mine, status, (answer) => statusSection(answer, voice)),
    part('refusals', mine, status, (answer) => refusalSection(answer, voice)),
  ];
}

/** Draws a part of the page when its answer is there and differs from what is shown. */
async function part<Answer>(
  id: string,
  mine: number,
  answer: Promise<Answer>,
  draw: (answer: Answer) => readonly Node[],
): Promise<void> {
  const place = byId(id);
  try {
    const got = await answer;
    if (mine !== round) return;
    const text = JSON.stringify(got);
    if (shown.get(id) === text) return;
    const nodes = draw(got);
    const isSame = nodes.every((node, i) => place.childNodes[i]?.isEqualNode(node));
    // An uptime that grew by seconds reads the same: a reader of the table is not disturbed.
    if (!isSame || nodes.length !== place.childNodes.length) replace(place, nodes);
    shown.set(id, text);
  } catch (cause) {
    if (mine !== round) return;
    shown.delete(id);
    const reason = cause instanceof Error ? cause.message : '';
    replace(place, [el('p', { class: 'note failed' }, voice.text('failed', { reason }))]);
  } finally {
    if (mine === round) place.removeAttribute('aria-busy');
  }
}

function headline({ total, from, leftOutDays }: Cohorts, periodDays: number): void {
  byId('total').textContent = voice.whole(total);
  byId('status-line').textContent = voice.text(total === 0 ? 'nothing' : 'corrected', {
    period: voice.period(from, periodDays),
  });
  if (leftOutDays.length > 0)
    byId('status-line').append(voice.text('leftOut', { days: leftOutDays.join(', ') }));
}

function tellFailure(cause: unknown): void {
  if (cause instanceof Locked) {
    lock(true);
    return;
  }
  const reason = cause instanceof Error ? cause.message : '';
  byId('status-line').textContent = voice.text('old', { reason });
}

/** Asks for the read token in place of everything else, or shows what it opens. */
function lock(isLocked: boolean): void {
  const form = byId('locked');
  const wasLocked = !form.hidden;
  form.hidden = !isLocked;
  byId('open').hidden = isLocked;
  const token = byId<HTMLInputElement>('token');
  byId('wrong').hidden = !(isLocked && wasLocked && token.value !== '');
  if (isLocked && !wasLocked) token.focus();
}
