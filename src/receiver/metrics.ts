import type { StoredRelease } from './storage.ts';

export interface MetricCounts {
  readonly accepted: number;
  readonly duplicates: number;
  readonly quarantined: number;
  readonly refused: { rule: string; requests: number }[];
}

/** Counters since the start, in the text format of Prometheus. No site, address or row in any label. */
export class Metrics {
  #accepted = 0;
  #duplicates = 0;
  #quarantined = 0;
  readonly #refused = new Map<string, number>();

  countAppended(releases: readonly StoredRelease[], fresh: readonly boolean[]): void {
    for (const [at, isNew] of fresh.entries()) {
      if (!isNew) this.#duplicates++;
      else if (releases[at]!.isHeld) this.#quarantined++;
      else this.#accepted++;
    }
  }

  /** @param rule from the closed list of the routes, never a client's text. */
  countRefused(rule: string): void {
    this.#refused.set(rule, (this.#refused.get(rule) ?? 0) + 1);
  }

  /** The same numbers for the dashboard; `refused` by rule, in the order of the alphabet. */
  get counts(): Readonly<MetricCounts> {
    return {
      accepted: this.#accepted,
      duplicates: this.#duplicates,
      quarantined: this.#quarantined,
      refused: [...this.#refused].sort().map(([rule, requests]) => ({ rule, requests })),
    };
  }

  /** @param waiting releases that are not on disk yet. */
  text(waiting: number): string {
    const refused = [...this.#refused].sort();
    return [
      '# HELP inkling_releases_accepted_total Releases stored and counted.',
      '# TYPE inkling_releases_accepted_total counter',
      `inkling_releases_accepted_total ${this.#accepted}`,
      '# HELP inkling_releases_duplicate_total Releases whose nonce was already stored.',
      '# TYPE inkling_releases_duplicate_total counter',
      `inkling_releases_duplicate_total ${this.#duplicates}`,
      '# HELP inkling_releases_quarantined_total Releases stored and not counted, of an implausible surge.',
      '# TYPE inkling_releases_quarantined_total counter',
      `inkling_releases_quarantined_total ${this.#quarantined}`,
      '# HELP inkling_requests_refused_total Requests answered with 400 and above, by the rule broken.',
      '# TYPE inkling_requests_refused_total counter',
      ...refused.map(([rule, times]) => `inkling_requests_refused_total{rule="${rule}"} ${times}`),
      '# HELP inkling_releases_waiting Releases that are not on disk yet.',
      '# TYPE inkling_releases_waiting gauge',
      `inkling_releases_waiting ${waiting}`,
      '',
    ].join('\n');
  }
}
