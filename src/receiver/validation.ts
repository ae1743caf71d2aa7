import {
  parseRelease,
  RELEASE_BYTES,
  type Release,
  type ReleaseRule,
  ReleaseRuleError,
} from '../contract/release.ts';
import type { Refusal } from './answers.ts';
import type { Periods } from './periods.ts';
import type { Site } from './site.ts';
import type { StoredRelease } from './storage.ts';

/**
 * The releases of a body, each checked to the last bit, or the first rule that one of them breaks.
 * One bad release refuses the whole body: a client that sends one has a fault, and half of its
 * request stored would hide it.
 */
export function checkReleases(
  body: Uint8Array | undefined,
  site: Site,
  periods: Periods,
): readonly StoredRelease[] | Refusal {
  const size = body?.length ?? 0;
  if (!body || size === 0 || size % RELEASE_BYTES !== 0) {
    const message = `body has ${size} bytes, must be a positive multiple of ${RELEASE_BYTES}`;
    return broken('length', Math.floor(size / RELEASE_BYTES), message, `a multiple of ${RELEASE_BYTES}`);
  }
  const day = periods.today;
  const releases: StoredRelease[] = [];
  for (let index = 0; index * RELEASE_BYTES < size; index++) {
    const bytes = body.subarray(index * RELEASE_BYTES, (index + 1) * RELEASE_BYTES);
    const checked = checkRelease(bytes, index, site, periods);
    if ('status' in checked) return checked;
    releases.push({ ...checked, site: site.name, day });
  }
  return releases;
}

function checkRelease(
  bytes: Uint8Array,
  index: number,
  { codebooks, rolledUpBefore }: Site,
  periods: Periods,
): Omit<StoredRelease, 'site' | 'day'> | Refusal {
  const release = parse(bytes, index);
  if ('status' in release) return release;
  const { period, nonce } = release;
  const codebook = codebooks.get(Buffer.from(release.codebookHash).toString('hex'));
  if (!codebook)
    return broken(
      'codebook',
      index,
      'the codebook is not live for this site',
      [...codebooks.keys()].join(' or '),
    );
  const { K, D, epsilonMilli } = codebook;
  const fields = [
    { rule: 'K', given: release.K, live: K },
    { rule: 'epsilon', given: release.epsilonMilli, live: epsilonMilli },
    { rule: 'width', given: release.embedding.length, live: D },
  ] as const;
  for (const { rule, given, live } of fields)
    if (given !== live)
      return broken(rule, index, `${rule} is ${given}, the live codebook has ${live}`, String(live));
  const row = codebook.rowOf(release.embedding);
  if (row === undefined)
    return broken(
      'embedding',
      index,
      'the embedding is not bit-equal to a row of its codebook',
      `one of ${K} rows`,
    );
  const { newest, ...plausible } = periods.plausible;
  // A clock that was ahead had it rolled up: no nonce could be told any more.
  const oldest = Math.max(plausible.oldest, rolledUpBefore);
  const expected = `${oldest} to ${newest}`;
  if (period > newest) return broken('period', index, `period is ${period}, which is yet to come`, expected);
  if (period < oldest)
    return {
      ...broken('period', index, `period is ${period}, which is over`, expected),
      status: 410,
      error: 'period-over',
    };
  return { codebook: codebook.sha256, row, period, nonce };
}

function parse(bytes: Uint8Array, index: number): Release | Refusal {
  try {
    return parseRelease(bytes);
  } catch (cause) {
    if (!(cause instanceof ReleaseRuleError)) throw cause;
    return broken(cause.rule, index, cause.message, FORM[cause.rule] ?? 'the wire format');
  }
}

/** What `parseRelease` asks for, by the rule that it names. */
const FORM: Partial<Record<ReleaseRule, string>> = {
  magic: 'INK1',
  mechanism: '1',
  K: '2 to 32',
  epsilon: '1000, 2000, 3000 or 4000',
  width: '1 to 84',
  padding: '0',
};

const broken = (rule: ReleaseRule, index: number, message: string, expected: string): Refusal => ({
  status: 400,
  error: 'invalid-release',
  rule,
  index,
  expected,
  message,
});
