import { afterEach, beforeEach, expect, test } from 'vitest';
import { Prng } from '../../../src/simulate/prng.ts';
import { readReleases } from '../../support/receiver.ts';
import { nonceOf, PATH, PERIOD, SITE, World } from './world.ts';

/** Mutated bodies. */
const BODIES = process.env.INKLING_LONG ? 1_000_000 : 100_000;
const SEED = 20_261_128;
/** Under way at once. */
const COMPANY = 64;

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

test(`of ${BODIES} mutated bodies those that are right are stored, once, and no other`, async () => {
  const receiver = await world.receiver({ rate: Number.MAX_SAFE_INTEGER });
  const prng = new Prng(SEED);
  const rows = new Set(
    world.codebook.rows.map(({ embedding }) => Buffer.from(embedding.buffer).toString('hex')),
  );
  const bases = Array.from({ length: 64 }, (_, i) => Buffer.from(world.release(i % 16)));
  const expected = new Set<string>();
  const statuses = new Map<number, number>();
  let left = BODIES;
  const sender = async () => {
    while (left-- > 0) {
      const body = mutated(bases, prng);
      const isRight = isRightBody(body, rows, world.sha256);
      const answer = await receiver.inject({ method: 'POST', url: PATH, payload: body });
      const { statusCode } = answer;
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      if (isRight) {
        for (let at = 0; at < body.length; at += 128) expected.add(nonceOf(body.subarray(at, at + 128)));
        if (statusCode !== 200 && statusCode !== 201)
          throw new Error(`right body ${body.toString('hex')}: ${statusCode}`);
      } else if (![400, 410, 413].includes(statusCode)) {
        throw new Error(`wrong body ${body.toString('hex')}: ${statusCode}`);
      }
    }
  };

  await Promise.all(Array.from({ length: COMPANY }, sender));

  const kept = (await readReleases(world.database, SITE)).map(({ nonce }) =>
    Buffer.from(nonce).toString('hex'),
  );
  const told = [...statuses].sort().map(([status, times]) => `${status}: ${times}`);
  console.log(`fuzz: ${BODIES} bodies, seed ${SEED}, ${told.join(', ')}, ${kept.length} stored`);
  expect(kept).toEqual([...expected].sort());
  expect(kept.length).toBeGreaterThan(BODIES / 100); // the mutations are not so wild that nothing passes
  expect(statuses.get(400)).toBeGreaterThan(BODIES / 2);
}, 900_000);

/** A body of one to three releases, changed in one of the ways in which bytes get broken or forged. */
function mutated(bases: readonly Buffer[], prng: Prng): Buffer {
  const base = () => Buffer.from(bases[prng.integer(bases.length)]!);
  const body = prng.chance(0.9) ? base() : Buffer.concat([base(), base(), base()].slice(prng.integer(2)));
  const at = prng.integer(body.length);
  const mutations: readonly (() => Buffer)[] = [
    () => flip(body, at, 1 << prng.integer(8)),
    () => flip(body, at, 1 + prng.integer(255)),
    () => flip(flip(body, at, 1 + prng.integer(255)), prng.integer(body.length), 1 + prng.integer(255)),
    () => flip(body, prng.integer(44), 1 + prng.integer(255)), // header fields
    () => flip(body, 28 + prng.integer(16), 1 + prng.integer(255)), // the nonce: still right
    () => flip(body, 10 + prng.integer(2), 1 + prng.integer(4)), // periods nearby
    () => body.subarray(0, at),
    () => Buffer.concat([body, Buffer.alloc(1 + prng.integer(130))]),
    () => Buffer.concat([body.subarray(0, at), base().subarray(at)]), // two releases spliced
    () => Buffer.from(Uint8Array.from({ length: 128 }, () => prng.integer(256))),
    () => body.fill(prng.integer(256), at, Math.min(body.length, at + prng.integer(40))),
    () => Buffer.concat([body.subarray(at), body.subarray(0, at)]),
  ];
  return mutations[prng.integer(mutations.length)]!();
}

function flip(body: Buffer, at: number, bits: number): Buffer {
  body[at] = body[at]! ^ bits;
  return body;
}

/** The rules once more, written from the table of the wire format and not from the code. */
function isRightBody(body: Buffer, rows: ReadonlySet<string>, sha256: string): boolean {
  if (body.length === 0 || body.length % 128 !== 0) return false;
  for (let at = 0; at < body.length; at += 128) {
    const one = body.subarray(at, at + 128);
    const fields = [one.toString('latin1', 0, 4), one[4], one[5], one.readUInt16LE(6), one.readUInt16LE(8)];
    if (fields.join() !== 'INK1,1,16,2000,64') return false;
    if (![PERIOD - 1, PERIOD].includes(one.readUInt16LE(10))) return false;
    if (one.toString('hex', 12, 28) !== sha256.slice(0, 32)) return false;
    if (!rows.has(one.toString('hex', 44, 108)) || one.subarray(108).some((byte) => byte !== 0)) return false;
  }
  return true;
}
