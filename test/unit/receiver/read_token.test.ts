import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PATH, SITE, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.destroy());

const TOKEN = 'sixteen-or-more-characters';
const READING = [`/v1/sites/${SITE}/counts`, `/v1/sites/${SITE}/cohorts`, '/v1/status', '/metrics'];

describe('what is read at the receiver', () => {
  test.each(READING)('%s is told to no page of another origin', async (url) => {
    const receiver = await world.receiver();

    const answer = await receiver.inject({ url, headers: { origin: 'https://elsewhere.example' } });

    expect(answer.statusCode).toBe(200);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test.each(READING)('%s needs the token where there is one', async (url) => {
    const receiver = await world.receiver({ readToken: TOKEN });
    const statusWith = async (headers: Record<string, string>) =>
      (await receiver.inject({ url, headers })).statusCode;

    expect(await statusWith({})).toBe(401);
    expect(await statusWith({ authorization: `Bearer ${TOKEN}s` })).toBe(401);
    expect(await statusWith({ authorization: `Bearer ${TOKEN}` })).toBe(200);
  });
});

test('any page may send and erase, with a token for reading or without', async () => {
  const receiver = await world.receiver({ readToken: TOKEN });

  for (const [method, url, status] of [
    ['POST', PATH, 400],
    ['OPTIONS', `${PATH}/00`, 204],
    ['DELETE', `${PATH}/${'0'.repeat(32)}`, 404],
  ] as const) {
    const answer = await receiver.inject({ method, url });
    expect([method, answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([
      method,
      status,
      '*',
    ]);
  }
});
