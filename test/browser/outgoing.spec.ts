import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '../support/outgoing.ts';

// The watch itself: whatever "nothing else leaves" rests on must see what pages can send.
let server: Server;
let origin: string;

test.beforeAll(async () => {
  server = createServer((request, answer) => {
    if (request.url === '/worker.js') {
      answer.setHeader('content-type', 'text/javascript');
      answer.end('fetch("/from-worker").then(() => postMessage("done"))');
    } else {
      answer.setHeader('content-type', 'text/html');
      answer.end('<!doctype html><link rel="icon" href="data:,"><title>Page</title>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.describe('the watch', () => {
  test.use({ tolerated: /WebSocket connection|Failed to load resource/ });

  test('sees what a page and its worker fetch, with the bytes', async ({ page, outgoing }) => {
    await page.goto(origin);
    await page.evaluate(async () => {
      await fetch('/from-page', { method: 'POST', body: new Uint8Array([1, 2, 255]) });
      const worker = new Worker('/worker.js');
      await new Promise((resolve) => worker.addEventListener('message', resolve));
    });

    expect([...outgoing.to('/from-page')[0]!.body]).toEqual([1, 2, 255]);
    expect(outgoing.to('/from-worker')).toHaveLength(1);
    expect(outgoing.requests.map(({ url }) => url.pathname)).toEqual([
      '/',
      '/from-page',
      '/worker.js',
      '/from-worker',
    ]);
    expect(outgoing.beyond(origin)).toEqual([]);
  });

  test('sees a beacon that is sent while the page goes away', async ({ page, outgoing }) => {
    await page.goto(origin);
    await page.evaluate(() => {
      addEventListener('pagehide', () => navigator.sendBeacon('/beacon', 'bye'));
    });
    await page.goto(`${origin}/next`);

    const [beacon] = await outgoing.wait('/beacon');
    expect(beacon!.body.toString()).toBe('bye');
  });

  test('sees a WebSocket, and lets nothing out to other hosts', async ({ page, outgoing }) => {
    await page.goto(origin);
    const reached = await page.evaluate(async () => {
      const socket = new WebSocket('ws://elsewhere.example/socket');
      await new Promise((resolve) => socket.addEventListener('close', resolve));
      return fetch('http://elsewhere.example/', { mode: 'no-cors' }).then(
        () => true,
        () => false,
      );
    });

    expect(reached).toBe(true); // an opaque answer: the refusal of the watch
    expect(outgoing.beyond(origin).map(({ method, url }) => `${method} ${url.host}`)).toEqual([
      'CONNECT elsewhere.example:80',
      'GET elsewhere.example',
    ]);
  });
  test('keeps errors that nobody caught', async ({ page, outgoing }) => {
    await page.goto(origin);
    await page.evaluate(() => {
      setTimeout(() => {
        throw new Error('slipped');
      });
    });

    await expect.poll(() => outgoing.uncaught.splice(0)).toEqual(['Error: slipped']);
  });
});
