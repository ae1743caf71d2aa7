import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InklingError } from '../../../src/contract/error.ts';
import type { Storage, StoredRelease } from '../../../src/receiver/storage.ts';
import { Prng } from '../../../src/simulate/prng.ts';

/** How a suite gets at an engine's storage. */
export interface StorageUnderTest {
  /** Another connection to the same database: a receiver more. */
  open(): Promise<Storage>;
  /** Closes whatever was opened, and deletes the database. */
  destroy(): Promise<void>;
}

const SITE = 'demo';
const [RED, BLUE, GREEN] = ['a1', 'b2', 'c3'].map((byte) => byte.repeat(32)) as [string, string, string];
const FIRST_DAY = 20_000;

/** What every engine behind `Storage` has to do, the same tests for each. */
export function describeStorage(name: string, create: () => Promise<StorageUnderTest>): void {
  describe(`Storage in ${name}`, () => {
    let engine: StorageUnderTest;
    let storage: Storage;
    let prng: Prng;
    beforeEach(async () => {
      engine = await create();
      storage = await engine.open();
      prng = new Prng(11);
      for (const sha256 of [RED, BLUE]) await storage.registerCodebook(codebook(sha256));
    });
    afterEach(() => engine.destroy());

    const release = (more: Partial<StoredRelease> = {}): StoredRelease => ({
      ...{ site: SITE, codebook: RED, row: 1, period: 700, day: FIRST_DAY },
      nonce: Uint8Array.from({ length: 16 }, () => prng.integer(256)),
      ...more,
    });
    const releases = (count: number, more: Partial<StoredRelease> = {}) =>
      Array.from({ length: count }, () => release(more));
    const cells = async (from: Storage = storage) =>
      (await from.counts({ site: SITE })).map(({ period, row, releases: n }) => [period, row, n]);
    const kept = async (from: Storage = storage, site = SITE) => {
      const found: StoredRelease[] = [];
      for await (const row of from.rows({ site })) found.push(row);
      return found;
    };

    test('gives back what it was given', async () => {
      const given = [
        release({ row: 0, period: 0, day: 0 }),
        release({ row: 31, period: 65_535, day: 40_000 }),
        release({ nonce: new Uint8Array(16) }),
        release({ nonce: new Uint8Array(16).fill(255), isHeld: true }),
      ];

      expect(await storage.append(given)).toEqual([true, true, true, true]);

      const plain = (await kept()).map((row) => ({ ...row, nonce: Uint8Array.from(row.nonce) }));
      expect(plain).toEqual(sorted(given));
    });

    test('keeps counts equal to the rows, over batches, duplicates and erasure', async () => {
      const batch = [
        release({ row: 1 }),
        release({ row: 2 }),
        release({ row: 2, day: FIRST_DAY + 1 }),
        release({ period: 701 }),
      ];
      await storage.append(batch);

      expect(await storage.append([batch[0]!, release({ row: 1 })])).toEqual([false, true]);
      expect(await storage.erase(SITE, batch[1]!.nonce)).toBe(true);
      expect(await storage.erase(SITE, batch[1]!.nonce)).toBe(false);

      expect(await cells()).toEqual([
        [700, 1, 2],
        [700, 2, 1],
        [701, 1, 1],
      ]);
      expect(await storage.counts({ site: SITE, from: 701 })).toHaveLength(1);
      expect(await storage.counts({ site: SITE, to: 699 })).toEqual([]);
      expect(await storage.dailyCounts({ site: SITE, from: FIRST_DAY + 1 })).toEqual([
        { day: FIRST_DAY + 1, period: 700, codebook: RED, row: 2, releases: 1 },
      ]);
    });

    test('stores a nonce that is twice in a batch once, as it came first', async () => {
      const first = release({ row: 3 });

      expect(await storage.append([first, { ...first, row: 4 }, release()])).toEqual([true, false, true]);
      expect(await storage.append([{ ...first, row: 5 }])).toEqual([false]);

      expect((await kept()).map(({ row }) => row).sort()).toEqual([1, 3]);
    });

    test('keeps the nonces of two sites apart', async () => {
      await storage.registerCodebook({ ...codebook(RED), site: 'other' });
      const one = release();

      expect(await storage.append([one, { ...one, site: 'other' }])).toEqual([true, true]);
      await storage.erase('other', one.nonce);

      expect([await kept(), await kept(storage, 'other')].map(({ length }) => length)).toEqual([1, 0]);
      expect(await storage.erase('nobody', one.nonce)).toBe(false);
    });

    test('stores nothing of a batch with one release that it cannot store', async () => {
      const batch = [release(), release({ codebook: GREEN })];

      await expect(storage.append(batch)).rejects.toThrow(InklingError);

      expect(await kept()).toEqual([]);
      expect(await cells()).toEqual([]);
    });

    test('takes an empty batch', async () => {
      expect(await storage.append([])).toEqual([]);
    });

    test('reads rows page by page while others write', async () => {
      await storage.append(releases(2_500));
      const seen = new Set<string>();

      for await (const { nonce } of storage.rows({ site: SITE })) {
        if (seen.size % 1_000 === 0) await storage.append([release()]);
        seen.add(Buffer.from(nonce).toString('hex'));
      }

      expect(seen.size).toBeGreaterThanOrEqual(2_500);
    });

    test('finds everything again when it is opened anew', async () => {
      await storage.append(releases(20));
      await storage.activate(SITE, [RED]);
      await storage.close();

      const again = await engine.open();

      expect(await kept(again)).toHaveLength(20);
      expect(await cells(again)).toEqual([[700, 1, 20]]);
      expect((await again.standing(SITE)).live).toEqual([RED]);
    });

    test('stores a release once that two receivers bring at the same time', async () => {
      const other = await engine.open();
      const batches = Array.from({ length: 10 }, () => releases(50));

      const answers = await Promise.all(
        batches.flatMap((batch) => [storage.append(batch), other.append([...batch].reverse())]),
      );

      expect(answers.flat().filter(Boolean)).toHaveLength(500);
      expect(await cells()).toEqual([[700, 1, 500]]);
      expect(await kept(other)).toHaveLength(500);
    });

    test('agrees with a plain list over 300 random steps', async () => {
      const model = new Map<string, StoredRelease>();
      const pool = Array.from({ length: 60 }, () =>
        release({ row: prng.integer(3), day: FIRST_DAY + prng.integer(3), period: 700 + prng.integer(2) }),
      );
      const hex = ({ nonce }: StoredRelease) => Buffer.from(nonce).toString('hex');
      const some = () => Array.from({ length: 1 + prng.integer(6) }, () => pool[prng.integer(60)]!);
      for (let step = 0; step < 300; step++) {
        const kind = prng.integer(10);
        if (kind < 6) {
          const batch = some().map((one) => (prng.chance(0.3) ? { ...one, isHeld: true as const } : one));
          const fresh = batch.map((one) => {
            if (model.has(hex(one))) return false;
            model.set(hex(one), one);
            return true;
          });
          expect(await storage.append(batch)).toEqual(fresh);
        } else if (kind < 9) {
          const one = pool[prng.integer(60)]!;
          expect(await storage.erase(SITE, one.nonce)).toBe(model.delete(hex(one)));
        } else {
          const day = FIRST_DAY + prng.integer(3);
          const fate = prng.chance(0.5) ? 'count' : 'discard';
          const held = [...model].filter(([, one]) => one.isHeld && one.day === day);
          expect(await storage.settleQuarantine(SITE, day, fate)).toBe(held.length);
          for (const [key, { isHeld: _, ...one }] of held)
            if (fate === 'count') model.set(key, one);
            else model.delete(key);
        }
      }

      expect((await kept()).map(hex)).toEqual([...model.keys()].sort());
      const counted = [...model.values()].filter(({ isHeld }) => !isHeld);
      expect(await storage.dailyCounts({ site: SITE })).toEqual(tallies(counted));
      expect(model.size).toBeGreaterThan(10);
    });

    describe('codebooks', () => {
      test('stay as they were first registered, oldest first', async () => {
        const again = await storage.registerCodebook({ ...codebook(RED), epsilonMilli: 3_000 });

        expect(again.epsilonMilli).toBe(2_000);
        expect((await storage.codebooks(SITE)).map(({ sha256 }) => sha256)).toEqual([RED, BLUE]);
        expect(Buffer.from(again.file).toString()).toBe(RED);
      });

      test('are live when they are activated, for every receiver, and step by step no longer', async () => {
        await storage.registerCodebook(codebook(GREEN));
        const other = await engine.open();
        const live = async () => (await other.standing(SITE)).live;

        expect(await live()).toEqual([]);
        await storage.activate(SITE, [RED]);
        await storage.activate(SITE, [BLUE, RED]);
        await storage.activate(SITE, [GREEN, BLUE]);
        expect(await live()).toEqual([GREEN, BLUE]);

        expect(await storage.rollBack(SITE)).toBe(true);
        expect(await live()).toEqual([BLUE, RED]);
        expect(await other.rollBack(SITE)).toBe(true);
        expect(await live()).toEqual([RED]);
        expect(await storage.rollBack(SITE)).toBe(false); // the first stands: a site without any takes nothing
        expect(await live()).toEqual([RED]);
        await storage.activate(SITE, [GREEN]);
        expect(await live()).toEqual([GREEN]);
      });

      test('cannot be activated when they are three, none or unknown', async () => {
        await storage.activate(SITE, [RED]);

        for (const wrong of [[RED, BLUE, GREEN], [], [GREEN]])
          await expect(storage.activate(SITE, wrong)).rejects.toMatchObject({ code: 'invalid-argument' });

        expect((await storage.standing(SITE)).live).toEqual([RED]);
      });
    });

    describe('the quarantine', () => {
      const held = (day: number, count: number) => releases(count, { day, isHeld: true });

      test('keeps releases without counting them', async () => {
        await storage.append([...held(FIRST_DAY, 3), ...held(FIRST_DAY + 1, 2), release()]);

        expect(await cells()).toEqual([[700, 1, 1]]);
        expect(await storage.quarantine(SITE)).toEqual([
          { day: FIRST_DAY, releases: 3 },
          { day: FIRST_DAY + 1, releases: 2 },
        ]);
      });

      test('can be counted or discarded, a day at a time', async () => {
        const [one, ...more] = held(FIRST_DAY, 3);
        await storage.append([one!, ...more, ...held(FIRST_DAY + 1, 2), release()]);

        expect(await storage.append([one!])).toEqual([false]); // known, and no less in quarantine
        expect(await storage.settleQuarantine(SITE, FIRST_DAY, 'count')).toBe(3);
        expect(await storage.settleQuarantine(SITE, FIRST_DAY + 1, 'discard')).toBe(2);
        expect(await storage.settleQuarantine(SITE, FIRST_DAY, 'count')).toBe(0);

        expect(await cells()).toEqual([[700, 1, 4]]);
        expect(await kept()).toHaveLength(4);
        expect(await storage.quarantine(SITE)).toEqual([]);
      });

      test('gives a release back to the shopper who erases it', async () => {
        const [one, other] = held(FIRST_DAY, 2);
        await storage.append([one!, other!]);

        expect(await storage.erase(SITE, one!.nonce)).toBe(true);

        expect(await cells()).toEqual([]);
        expect(await storage.settleQuarantine(SITE, FIRST_DAY, 'count')).toBe(1);
      });
    });

    describe('the roll-up', () => {
      test('forgets old releases and keeps their counts', async () => {
        const old = [...releases(5, { period: 698 }), ...releases(3, { period: 699 })];
        await storage.append([...old, ...releases(2, { period: 698, isHeld: true }), ...releases(4)]);

        expect(await storage.rollUp(SITE, 700)).toBe(10);

        expect(await kept()).toHaveLength(4);
        expect(await cells()).toEqual([
          [698, 1, 5],
          [699, 1, 3],
          [700, 1, 4],
        ]);
        expect(await storage.quarantine(SITE)).toEqual([]);
        expect(await storage.erase(SITE, old[0]!.nonce)).toBe(false);
        expect(await storage.rollUp(SITE, 700)).toBe(0);
      });

      test('lets no release of a forgotten period in again, whose nonce could not be told', async () => {
        const old = release({ period: 699 });
        await storage.append([old]);
        await storage.rollUp(SITE, 700);

        await expect(storage.append([release(), old])).rejects.toMatchObject({ code: 'invalid-argument' });

        expect(await cells()).toEqual([[699, 1, 1]]);
        expect((await storage.standing(SITE)).rolledUpBefore).toBe(700);
        await storage.rollUp(SITE, 650); // an older wish opens nothing again
        expect((await storage.standing(SITE)).rolledUpBefore).toBe(700);
      });

      test('reaches the first and the last nonce, and no other site', async () => {
        await storage.registerCodebook({ ...codebook(RED), site: 'other' });
        const ends = [0, 255].map((byte) => release({ nonce: new Uint8Array(16).fill(byte) }));
        await storage.append([...ends, ...ends.map((one) => ({ ...one, site: 'other' }))]);

        expect(await storage.rollUp(SITE, 701)).toBe(2);

        expect(await kept(storage, 'other')).toHaveLength(2);
        expect(await storage.rollUp('nobody', 701)).toBe(0);
      });

      test('goes on beside releases that come in', async () => {
        await storage.append(releases(200, { period: 698 }));
        const other = await engine.open();

        const [forgotten, ...fresh] = await Promise.all([
          storage.rollUp(SITE, 700),
          ...Array.from({ length: 20 }, () => other.append(releases(5))),
        ]);

        expect(forgotten).toBe(200);
        expect(fresh.flat().every(Boolean)).toBe(true);
        expect(await cells()).toEqual([
          [698, 1, 200],
          [700, 1, 100],
        ]);
      });
    });

    test('says since when the days have followed each other', async () => {
      expect(await storage.noteDay(100, 28)).toBe(100);
      expect(await storage.noteDay(110, 28)).toBe(100);
      expect(await storage.noteDay(180, 28)).toBe(181); // far ahead
      expect(await storage.noteDay(110, 28)).toBe(111); // and back
      expect(await (await engine.open()).noteDay(112, 28)).toBe(111);
    });

    test('tells that it can be written', async () => {
      expect(await storage.health()).toEqual({ isWritable: true });
    });
  });
}

const codebook = (sha256: string) => ({
  ...{ site: SITE, sha256, epsilonMilli: 2_000, model: 'demo' },
  file: Buffer.from(sha256),
});

const sorted = (rows: readonly StoredRelease[]): StoredRelease[] =>
  [...rows].sort((a, b) => Buffer.compare(a.nonce, b.nonce));

function tallies(rows: readonly StoredRelease[]) {
  const tally = new Map<string, number>();
  for (const { day, period, row } of rows) {
    const key = JSON.stringify([day, period, row]);
    tally.set(key, (tally.get(key) ?? 0) + 1);
  }
  return [...tally]
    .map(([key, n]) => ({ key: JSON.parse(key) as [number, number, number], n }))
    .sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1] || a.key[2] - b.key[2])
    .map(({ key: [day, period, row], n }) => ({ day, period, codebook: RED, row, releases: n }));
}
