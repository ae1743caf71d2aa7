import { KINDS, SESSION_GAP_MS } from '../../contract/interaction.ts';
import { ACCIDENT_MS, BOUNCE_MS, INHUMAN_MS, INHUMAN_RUNS } from '../../features/cleaning.ts';
import { LOOK_STRENGTH, roleOf } from '../../features/steps.ts';
import type { Dialect } from './dialects.ts';
import type { OutputName } from './tables.ts';

/** One query of the preparation, whose rows become a table. */
export interface Query {
  /** Table that it makes. */
  readonly table: string;
  /** What the table holds, for a reader of the SQL. */
  readonly says: string;
  readonly select: string;
}

export interface PrepareOptions {
  readonly dialect: Dialect;
  /** Parts that the shoppers fall into, by hash; each is worked on alone, and their sums are the same for any number. */
  readonly partitions: number;
  /** Positions within which two items are neighbours. */
  readonly maxGap: number;
}

/**
 * What a pair one position apart counts: the least common multiple of all gaps, so that 1 / gap is a whole number
 * of units. Whole numbers add up to the same sum in any order; floats do not, and parts could not be merged exactly.
 */
export function unitOf(maxGap: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  let unit = 1;
  for (let gap = 2; gap <= maxGap; gap++) unit = (unit * gap) / gcd(unit, gap);
  return unit;
}

/** Once, before the parts. */
export function firstQueries({ dialect, partitions, maxGap }: PrepareOptions): Query[] {
  const unit = unitOf(maxGap);
  const kinds = KINDS.map((kind) => {
    const role = roleOf(kind);
    const flag = (isSet: boolean) => (isSet ? 1 : 0);
    return `SELECT '${kind}' AS kind, ${flag(role === 'ignored')} AS ignored, ${flag(role === 'rejecting')} AS rejects, ${typeof role === 'number' ? role : 0} AS strength`;
  });
  const gaps = Array.from({ length: maxGap }, (_, i) => `SELECT ${i + 1} AS gap, ${unit / (i + 1)} AS share`);
  return [
    {
      table: 'shoppers',
      says: 'A number for each shopper, which says nothing but who came up first, and the part that the shopper falls into.',
      select: `SELECT shopper AS name, MIN(place) AS shopper, MOD(${dialect.hash('shopper')}, ${partitions}) AS part
FROM log
GROUP BY shopper`,
    },
    { table: 'kinds', says: 'What a kind does to the steps.', select: kinds.join('\nUNION ALL ') },
    {
      table: 'gaps',
      says: `What a pair of items so far apart counts, in 1/${unit}.`,
      select: gaps.join('\nUNION ALL '),
    },
  ];
}

/** For each part in turn: tables of this part alone, then rows for the tables of all parts. */
export function partQueries({ dialect }: PrepareOptions, part: number): { own: Query[]; added: Query[] } {
  const byTime = 'PARTITION BY shopper ORDER BY at_ms, place';
  const upToHere = 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';
  const whole = (sum: string) => `CAST(${sum} AS ${dialect.bigint})`;
  const own: Query[] = [
    {
      table: 'part_sessions',
      says: `Interactions by time; a session ends where more than ${SESSION_GAP_MS / 60_000} minutes pass, and is named by its start.`,
      select: `SELECT shopper, place, at_ms, kind, item, name, dwell_ms,
  MAX(begun_ms) OVER (${byTime} ${upToHere}) AS session_ms
FROM (
  SELECT s.shopper, l.place, l.at_ms, l.kind, c.item, l.name, l.dwell_ms,
    CASE WHEN l.at_ms - LAG(l.at_ms) OVER (PARTITION BY s.shopper ORDER BY l.at_ms, l.place) <= ${SESSION_GAP_MS}
      THEN NULL ELSE l.at_ms END AS begun_ms
  FROM log l
  JOIN shoppers s ON s.name = l.shopper
  LEFT JOIN catalogue_ids c ON c.id = l.item_id
  WHERE s.part = ${part}
) AS timed`,
    },
    {
      table: 'part_runs',
      says: 'Rejected items left out, neighbouring interactions with one item in one session folded, the strongest kind kept; shown_ms is null unless each view tells.',
      select: `WITH judged AS (
  SELECT i.shopper, i.place, i.at_ms, i.session_ms, i.item, i.kind, i.dwell_ms, k.strength,
    MAX(k.rejects) OVER (PARTITION BY i.shopper, i.item ORDER BY i.at_ms, i.place
      ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS rejected
  FROM part_sessions i
  JOIN kinds k ON k.kind = i.kind
  WHERE i.item IS NOT NULL AND k.ignored = 0
), begun AS (
  SELECT shopper, place, at_ms, session_ms, item, kind, dwell_ms, strength,
    CASE WHEN item = LAG(item) OVER (${byTime}) AND session_ms = LAG(session_ms) OVER (${byTime})
      THEN 0 ELSE 1 END AS begins
  FROM judged
  WHERE rejected = 0
), numbered AS (
  SELECT shopper, place, at_ms, session_ms, item, kind, dwell_ms, strength, begins,
    ${whole(`SUM(begins) OVER (${byTime} ${upToHere})`)} AS run
  FROM begun
), folded AS (
  SELECT shopper, run, item, at_ms, session_ms, begins,
    FIRST_VALUE(kind) OVER (PARTITION BY shopper, run ORDER BY strength DESC, at_ms, place) AS kind,
    MAX(strength) OVER (PARTITION BY shopper, run) AS strength,
    COUNT(dwell_ms) OVER (PARTITION BY shopper, run) AS told,
    SUM(CASE WHEN kind = 'view' THEN 1 ELSE 0 END) OVER (PARTITION BY shopper, run) AS views,
    ${whole('SUM(dwell_ms) OVER (PARTITION BY shopper, run)')} AS shown_ms
  FROM numbered
)
SELECT shopper, run, item, kind, at_ms, session_ms, strength,
  CASE WHEN strength <= ${LOOK_STRENGTH} THEN 1 ELSE 0 END AS is_look,
  CASE WHEN told > 0 AND told >= views THEN shown_ms END AS shown_ms
FROM folded
WHERE begins = 1`,
    },
    {
      table: 'part_steps',
      says: 'Steps as the model sees them: sessions faster than people, slips and bounces left out, and what then stands side by side folded again.',
      select: `WITH paced AS (
  SELECT shopper, run, item, kind, at_ms, session_ms, strength, is_look, shown_ms,
    CASE WHEN is_look = 1 THEN at_ms - LAG(at_ms, ${INHUMAN_RUNS - 1}) OVER (
      PARTITION BY shopper, session_ms, is_look ORDER BY run) END AS pace_ms,
    LAG(item) OVER (PARTITION BY shopper, session_ms ORDER BY run) AS item_before,
    LEAD(item) OVER (PARTITION BY shopper, session_ms ORDER BY run) AS item_after,
    LEAD(at_ms) OVER (PARTITION BY shopper, session_ms ORDER BY run) - at_ms AS gap_ms
  FROM part_runs
), flawed AS (
  SELECT shopper, run, item, kind, at_ms, session_ms, strength,
    MAX(CASE WHEN pace_ms > 0 AND pace_ms < ${INHUMAN_MS} THEN 1 ELSE 0 END) OVER (
      PARTITION BY shopper, session_ms) AS is_inhuman,
    CASE WHEN is_look = 1 AND (shown_ms < ${ACCIDENT_MS}
      OR (item_before = item_after AND COALESCE(shown_ms, NULLIF(gap_ms, 0)) < ${BOUNCE_MS}))
      THEN 1 ELSE 0 END AS is_glimpse
  FROM paced
), begun AS (
  SELECT shopper, run, item, kind, at_ms, session_ms, strength,
    CASE WHEN item = LAG(item) OVER (PARTITION BY shopper, session_ms ORDER BY run) THEN 0 ELSE 1 END AS begins
  FROM flawed
  WHERE is_inhuman = 0 AND is_glimpse = 0
), numbered AS (
  SELECT shopper, run, item, kind, at_ms, session_ms, strength, begins,
    ${whole('SUM(begins) OVER (PARTITION BY shopper ORDER BY run ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)')} AS step
  FROM begun
), folded AS (
  SELECT shopper, step, item, at_ms, session_ms, begins,
    FIRST_VALUE(kind) OVER (PARTITION BY shopper, step ORDER BY strength DESC, run) AS kind,
    MAX(step) OVER (PARTITION BY shopper) AS steps
  FROM numbered
)
SELECT shopper, step, item, kind, at_ms, session_ms
FROM folded
WHERE begins = 1 AND steps > 1`,
    },
    {
      table: 'part_shopper_items',
      says: 'How often a shopper came to an item.',
      select: `SELECT shopper, item, COUNT(*) AS occurrences
FROM part_steps
GROUP BY shopper, item`,
    },
  ];
  const added: Query[] = [
    {
      table: 'all_steps',
      says: 'Steps of shoppers with two or more; the others teach nothing.',
      select: 'SELECT shopper, step, item, kind, at_ms, session_ms FROM part_steps',
    },
    {
      table: 'all_follows',
      says: 'Brands that are followed at the end of the log.',
      select: `SELECT shopper, place, name, at_ms, session_ms
FROM (
  SELECT shopper, place, name, at_ms, session_ms, kind,
    ROW_NUMBER() OVER (PARTITION BY shopper, name ORDER BY at_ms DESC, place DESC) AS latest
  FROM part_sessions
  WHERE kind IN ('follow', 'unfollow') AND name IS NOT NULL
) AS named
WHERE latest = 1 AND kind = 'follow' AND shopper IN (SELECT shopper FROM part_steps)`,
    },
    {
      table: 'all_neighbours',
      says: 'Ordered pairs of different items: the sum of 1 / gap, and the distinct shoppers behind it.',
      select: `SELECT item, neighbour, ${whole('SUM(share)')} AS share, COUNT(*) AS shoppers
FROM (
  SELECT a.shopper, a.item, b.item AS neighbour, SUM(g.share) AS share
  FROM part_steps a
  CROSS JOIN gaps g
  JOIN part_steps b ON b.shopper = a.shopper AND b.step = a.step + g.gap
  WHERE b.item <> a.item
  GROUP BY a.shopper, a.item, b.item
) AS own
GROUP BY item, neighbour`,
    },
    {
      table: 'all_items',
      says: 'How often an item was come to, and by how many shoppers.',
      select: `SELECT item, ${whole('SUM(occurrences)')} AS occurrences, COUNT(*) AS shoppers
FROM part_shopper_items
GROUP BY item`,
    },
    {
      table: 'all_attributes',
      says: 'The same for brands, categories and words.',
      select: `SELECT attribute, ${whole('SUM(occurrences)')} AS occurrences, COUNT(*) AS shoppers
FROM (
  SELECT i.shopper, t.attribute, SUM(i.occurrences) AS occurrences
  FROM part_shopper_items i
  JOIN item_attributes t ON t.item = i.item
  GROUP BY i.shopper, t.attribute
) AS own
GROUP BY attribute`,
    },
  ];
  return { own, added };
}

/** At the end: each output from the tables of all parts. No shopper is in two parts, so sums are all it takes. */
export function outputQueries({ dialect }: PrepareOptions): Readonly<Record<OutputName, string>> {
  const whole = (sum: string) => `CAST(${sum} AS ${dialect.bigint})`;
  return {
    steps: 'SELECT shopper, step, item, kind, at_ms, session_ms FROM all_steps',
    follows: 'SELECT shopper, place, name, at_ms, session_ms FROM all_follows',
    neighbours: `SELECT item, neighbour, ${whole('SUM(share)')} AS share, ${whole('SUM(shoppers)')} AS shoppers
FROM all_neighbours
GROUP BY item, neighbour`,
    items: `SELECT c.item, c.id, ${whole('COALESCE(n.occurrences, 0)')} AS occurrences,
  ${whole('COALESCE(n.shoppers, 0)')} AS shoppers, ${whole('COALESCE(r.share, 0)')} AS share
FROM catalogue c
LEFT JOIN (
  SELECT item, SUM(occurrences) AS occurrences, SUM(shoppers) AS shoppers FROM all_items GROUP BY item
) AS n ON n.item = c.item
LEFT JOIN (SELECT item, SUM(share) AS share FROM all_neighbours GROUP BY item) AS r ON r.item = c.item`,
    attributes: `SELECT t.attribute, t.items, ${whole('COALESCE(n.occurrences, 0)')} AS occurrences,
  ${whole('COALESCE(n.shoppers, 0)')} AS shoppers
FROM (SELECT attribute, COUNT(*) AS items FROM item_attributes GROUP BY attribute) AS t
LEFT JOIN (
  SELECT attribute, SUM(occurrences) AS occurrences, SUM(shoppers) AS shoppers FROM all_attributes GROUP BY attribute
) AS n ON n.attribute = t.attribute`,
  };
}
