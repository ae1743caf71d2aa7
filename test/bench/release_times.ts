import { FETCH, PAUSE, type Span, type Timed } from './release_clock.ts';

/** A release with the milliseconds that the receiver took for its request. */
type TimedBoth = Timed & { readonly receiverMs: number };

export interface Distribution {
  readonly fastestMs: number;
  readonly medianMs: number;
  readonly slowestMs: number;
}

/** One variant's releases. */
export interface Table extends Distribution {
  readonly name: string;
  readonly releases: number;
  /** What a release waits for, in order; `rest` is what lies between: messages, the Web Lock, our code. */
  readonly parts: readonly (Distribution & { readonly what: string })[];
}

/** @param times at least one */
export function tableOf(name: string, times: readonly TimedBoth[]): Table {
  const parts = new Map<string, number[]>();
  for (const time of times)
    for (const [what, ms] of partsOf(time)) parts.set(what, [...(parts.get(what) ?? []), ms]);
  return {
    name,
    releases: times.length,
    ...distributionOf(times.map(endToEndMs)),
    parts: [...parts].map(([what, all]) => ({ what, ...distributionOf(all) })),
  };
}

export function printed({ name, releases, parts, ...whole }: Table): string {
  const ms = ({ fastestMs, medianMs, slowestMs }: Distribution) =>
    [fastestMs, medianMs, slowestMs].map((value) => value.toFixed(1).padStart(8)).join('');
  const width = Math.max(...parts.map(({ what }) => what.length)) + 2;
  return [
    `\na release, ${name}, ms at least, in the middle, at most, of ${releases}`,
    `${'end to end'.padEnd(width + 2)}${ms(whole)}`,
    ...parts.map((part) => `  ${part.what.padEnd(width)}${ms(part)}`),
  ].join('\n');
}

type Run = Pick<Timed, 'asked' | 'spans'>;

/** From the page's asking until the receiver has acknowledged, less the pause. */
const endToEndMs = (run: Run): number => elapsedMs(run, answerOf(run.spans).to);

const elapsedMs = ({ asked, spans }: Run, until: number): number => until - asked - lengthOf(pauseOf(spans));

/** Milliseconds of each thing waited for; what is asked twice has a number. */
function partsOf({ asked, answered, spans, receiverMs }: TimedBoth): [what: string, ms: number][] {
  const [pause, removal] = [pauseOf(spans), removalOf(spans)];
  // What begins in the pause is the profile's: it is known when the pause is over.
  const counted = spans.filter(
    ({ from, to }) => to <= answerOf(spans).to && !(from >= pause.from && from < pause.to),
  );
  const seen = new Map<string, number>();
  const parts = counted.flatMap((span): [string, number][] => {
    const times = (seen.get(span.what) ?? 0) + 1;
    seen.set(span.what, times);
    const part: [string, number] = [times === 1 ? span.what : `${span.what} (${times})`, lengthOf(span)];
    return span.what === FETCH ? [part, ['  of it in the receiver', receiverMs]] : [part];
  });
  const rest = endToEndMs({ asked, spans }) - covered(counted);
  return [
    ...parts,
    ['rest', rest],
    ['and until the outbox row is gone', elapsedMs({ asked, spans }, removal.to)],
    ['not counted: how much longer than a second the pause took', lengthOf(pause) - 1_000],
    ['not counted: the status that is answered', answered - removal.to],
  ];
}

/** Milliseconds in which at least one of the spans was under way. */
function covered(spans: readonly Span[]): number {
  let sum = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}

/** The transaction after the answer: it removes the outbox row. */
function removalOf(spans: readonly Span[]): Span {
  return spans.find(({ from }) => from >= answerOf(spans).to)!;
}

const answerOf = (spans: readonly Span[]): Span => spans.find(({ what }) => what === FETCH)!;

const pauseOf = (spans: readonly Span[]): Span => spans.find(({ what }) => what === PAUSE)!;

const lengthOf = ({ from, to }: Span): number => to - from;

function distributionOf(all: readonly number[]): Distribution {
  const sorted = all.toSorted((a, b) => a - b);
  return { fastestMs: sorted[0]!, medianMs: sorted[sorted.length >> 1]!, slowestMs: sorted.at(-1)! };
}
