import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CONFIG_VARIABLE, resolveSettings, SETTINGS, variableOf } from '../../../src/receiver/settings.ts';
import { nonceOf, PATH, World } from './world.ts';

const run = promisify(execFile);
const DEPLOY = new URL('../../../docs/deploy/', import.meta.url).pathname;
const read = (name: string) => readFile(join(DEPLOY, name), 'utf8');

describe('the files of docs/deploy/', () => {
  test('name no setting that the receiver does not know', async () => {
    const known = [...SETTINGS.map(({ key }) => variableOf(key)), CONFIG_VARIABLE];
    const named = new Set<string>();
    for (const name of await readdir(DEPLOY))
      for (const [variable] of (await read(name)).matchAll(/INKLING_[A-Z_]+/g)) named.add(variable);

    expect(named.size).toBeGreaterThan(5);
    expect([...named].filter((variable) => !known.includes(variable))).toEqual([]);
  });

  test('have settings that the receiver takes', async () => {
    const content = JSON.parse(await read('receiver.json'));

    expect(resolveSettings({}, {}, { name: 'receiver.json', content }).settings.site).toBe('my-shop');
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  test.skipIf(!hasSystemd)('have a unit that systemd finds nothing wrong with', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', join(DEPLOY, 'inkling.service')], {
      encoding: 'utf8',
    });

    expect([status, stderr.split('\n').filter((line) => line.includes('inkling.service'))]).toEqual([0, []]);
  });
});

const hasNginx = spawnSync('nginx', ['-v']).status === 0 && spawnSync('openssl', ['version']).status === 0;
if (!hasNginx) console.log('deploy: there is no nginx here, so its configuration is not run');

describe.skipIf(!hasNginx)('behind nginx as in docs/deploy/', () => {
  let world: World;
  let folder: string;
  let nginx: ChildProcess;
  let url: string;
  beforeEach(async () => {
    world = await World.create();
    const receiver = await world.receiver();
    await receiver.listen({ port: 0, host: '127.0.0.1' });
    folder = await mkdtemp(join(tmpdir(), 'inkling-nginx-'));
    const [plain, tls] = [await freePort(), await freePort()];
    const key = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
    spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=x',
      '-days',
      '1',
      ...key,
    ]);
    const text = (await read('nginx.conf'))
      .replaceAll('/etc/ssl/inkling', folder)
      .replaceAll('/var/log/nginx', folder)
      .replaceAll('127.0.0.1:8787', `127.0.0.1:${(receiver.server.address() as AddressInfo).port}`)
      .replace('listen 80;', `listen 127.0.0.1:${plain};`)
      .replace('listen 443 ssl http2;', `listen 127.0.0.1:${tls} ssl http2;`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${join(folder, name)};`)
      .join(' ');
    const main = join(folder, 'nginx.conf');
    await writeFile(
      main,
      `daemon off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'main.log')}; events {}\nhttp { ${temporary}\n${text}\n}`,
    );
    nginx = spawn('nginx', ['-c', main], { stdio: 'ignore' });
    url = `https://127.0.0.1:${tls}`;
    await expect.poll(() => curl('/healthz'), { timeout: 20_000 }).toMatch(/"ok"/);
  }, 60_000);
  afterEach(async () => {
    nginx.kill('SIGTERM');
    await once(nginx, 'exit');
    await world.destroy();
    await rm(folder, { recursive: true });
  });

  /** Not fetch: the certificate is the test's own, and only curl can be told so for one request. */
  const curl = async (path: string, ...options: string[]): Promise<string> => {
    const args = ['--silent', '--insecure', ...options, url + path];
    // The receiver runs in this process: it must not wait.
    return (await run('curl', args).catch(() => ({ stdout: '' }))).stdout;
  };

  test('releases come and go, too much is refused, and the log has neither address nor nonce', async () => {
    const status = ['--output', '/dev/null', '--write-out', '%{http_code}'];
    const bytes = world.release();
    const body = join(folder, 'body');
    await writeFile(body, bytes);
    const large = join(folder, 'large');
    await writeFile(large, Buffer.alloc(70_000));
    const type = [
      '--header',
      'content-type: application/octet-stream',
      '--header',
      'x-forwarded-for: 192.0.2.7',
    ];

    const codes = [
      await curl(PATH, ...status, ...type, '--data-binary', `@${body}`),
      await curl(PATH, ...status, ...type, '--data-binary', `@${large}`),
      await curl(`${PATH}/${nonceOf(bytes)}`, ...status, '--request', 'DELETE'),
      await curl('/v1/sites', ...status),
    ];
    await expect.poll(() => readFile(join(folder, 'inkling.log'), 'utf8')).toContain('GET /v1/sites 200');
    const log = await readFile(join(folder, 'inkling.log'), 'utf8');

    expect(codes).toEqual(['201', '413', '204', '200']);
    expect(log).toContain(`DELETE ${PATH}/- 204`);
    const everything = log + (await readFile(join(folder, 'inkling.error.log'), 'utf8'));
    expect(everything).not.toMatch(/127\.0\.0\.1|192\.0\.2\.7|curl/);
    expect(everything).not.toContain(nonceOf(bytes));
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
