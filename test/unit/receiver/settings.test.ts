import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSettings, shownSettings, withSecrets } from '../../../src/receiver/run_settings.ts';
import { resolveSettings, SETTINGS, variableOf } from '../../../src/receiver/settings.ts';
import { ended, ready, World } from './world.ts';

const file = (content: unknown) => ({ name: 'receiver.json', content });

describe('settings', () => {
  test('of a flag beat the environment, which beats the file, which beats the default', () => {
    const environment = { INKLING_RECEIVE_RATE: '200', INKLING_RECEIVE_PORT: '2' };
    const { settings, sources } = resolveSettings(
      { port: 1 },
      environment,
      file({ port: 3, rate: 300, site: 'shop' }),
    );

    expect(settings).toMatchObject({ port: 1, rate: 200, site: 'shop', periodDays: 28 });
    expect(sources).toMatchObject({
      ...{ port: 'flag', rate: 'environment', site: 'file', periodDays: 'default' },
    });
  });

  test('are the same from a file and from the environment', () => {
    const content = { live: ['a', 'b'], ohttp: true, epsilon: 3, periodDays: 14 };
    const environment = Object.fromEntries(
      Object.entries(content).map(([key, value]) => [variableOf(key), String(value)]),
    );

    expect(resolveSettings({}, environment).settings).toEqual(
      resolveSettings({}, {}, file(content)).settings,
    );
  });

  test.each([
    [
      'a key that is not known',
      file({ prot: 1 }),
      {},
      /receiver\.json has "prot", must be one of port, host,/,
    ],
    [
      'a variable that is not known',
      undefined,
      { INKLING_RECEIVE_PROT: '1' },
      /has INKLING_RECEIVE_PROT, must be one of INKLING_RECEIVE_PORT,/,
    ],
    [
      'a number out of range',
      file({ epsilon: 5 }),
      {},
      /epsilon of receiver\.json is 5, must be a whole number from 1 to 4/,
    ],
    [
      'a number that is none',
      undefined,
      { INKLING_RECEIVE_PORT: 'tcp://10.0.0.1' },
      /INKLING_RECEIVE_PORT is "tcp:.*must be a whole/,
    ],
    ['an empty name', file({ site: '' }), {}, /site of receiver\.json is "", must be a name/],
    ['names that are none', file({ live: [1] }), {}, /must be names of model folders/],
    ['a file that is no object', file([]), {}, /receiver\.json is an array, must be an object/],
    [
      'a token in the file',
      file({ readToken: 'x' }),
      {},
      /"readToken", which may stand in INKLING_RECEIVE_READ_TOKEN or in the file that "readTokenFile" names/,
    ],
  ] as const)('with %s are refused', (_name, content, environment, message) => {
    expect(() => resolveSettings({}, environment, content)).toThrow(message);
  });

  test('that are secret have no flag, and are not shown', () => {
    const secret = 'a-secret-of-the-test';
    const resolved = resolveSettings(
      {},
      { INKLING_RECEIVE_READ_TOKEN: secret, INKLING_RECEIVE_DATABASE: `postgres://me:${secret}@host/db` },
    );

    expect(SETTINGS.filter(({ isSecret }) => isSecret).map(({ key, flag }) => [key, flag])).toEqual([
      ['readToken', undefined],
    ]);
    expect(shownSettings(resolved)).not.toContain(secret);
    expect(JSON.parse(shownSettings(resolved)).readToken).toEqual({ value: '***', from: 'environment' });
  });
});

describe('with files', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.destroy());
  const written = async (name: string, text: string) => {
    await writeFile(join(world.folder, name), text);
    return join(world.folder, name);
  };

  test('secrets come from files of their own', async () => {
    const config = await written(
      'receiver.json',
      JSON.stringify({
        database: 'postgres://me@one,two/db',
        databasePasswordFile: await written('password', 'p@ss/word\n'),
        readTokenFile: await written('token', 'sixteen-or-more-characters\n'),
      }),
    );

    const { settings } = await readSettings({ config }, {});

    expect(await withSecrets(settings)).toMatchObject({
      database: 'postgres://me:p%40ss%2Fword@one,two/db',
      readToken: 'sixteen-or-more-characters',
    });
    await expect(withSecrets({ ...settings, database: 'receiver.sqlite' })).rejects.toThrow(
      /a password needs/,
    );
    await expect(withSecrets({ ...settings, readToken: 'another' })).rejects.toThrow(/one of the two/);
    await expect(withSecrets({ ...settings, readTokenFile: '/none' })).rejects.toThrow(
      /secret \/none cannot/,
    );
  });

  test('a file that is not there, or not JSON, is told by name', async () => {
    await expect(readSettings({}, { INKLING_RECEIVE_CONFIG: '/none.json' })).rejects.toThrow(
      /configuration \/none\.json cannot be read: ENOENT/,
    );
    const config = await written('broken.json', '{');
    await expect(readSettings({ config }, {})).rejects.toThrow(/broken\.json is not JSON/);
  });

  test('the command prints its configuration, and runs with it', async () => {
    const config = await written('receiver.json', JSON.stringify({ rate: 5, site: 'of-the-file' }));

    const { code, stdout } = await ended(world.command('--config', config, '--print-config'));
    const child = world.command('--config', config, '--json');
    const { url } = await ready(child);
    const answer = await fetch(`${url}/v1/sites`);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ rate: { value: 5, from: 'file' }, site: { value: 'demo', from: 'flag' } },
      ...{ port: { value: 0, from: 'flag' }, epsilon: { value: 2, from: 'default' } },
    });
    expect(await answer.json()).toMatchObject({ sites: [{ site: 'demo' }] });
  });

  test('a password on the command line is refused, and not repeated', async () => {
    const { code, stderr } = await ended(world.command('--database', 'postgres://me:hunter2@localhost/db'));

    expect(code).toBe(1);
    expect(stderr).toMatch(/--database has a password, which every user of this machine can read/);
    expect(stderr).not.toContain('hunter2');
  });
});
