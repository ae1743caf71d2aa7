import type { Recommendation } from '../../src/contract/worker_api.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const TOLERANCE = 1e-3;

test('webgpu and wasm come to the same profile and the same ranking', async ({ page, world, context }) => {
  // The first pass on the software adapter compiles for 10 s and more.
  test.setTimeout(180_000);
  const shopper = await Shopper.arrive(page, world, 'record');
  for (const item of fiveItemsOf('Books & Paper')) await shopper.view(item);
  await shopper.addToCart(fiveItemsOf('Books & Paper').at(-1)!);

  const webgpu = await ranked(shopper);
  await context.addInitScript(() => {
    Object.assign(window, { inklingConfig: { backend: 'wasm' } });
  });
  const wasm = await ranked(shopper);

  expect(webgpu.backend).toBe('webgpu');
  expect(wasm.backend).toBe('wasm');
  const gap = Math.max(...wasm.embedding.map((value, d) => Math.abs(value - webgpu.embedding[d]!)));
  expect(wasm.embedding).toHaveLength(64);
  expect(gap).toBeLessThan(TOLERANCE);
  // The same order, but for pairs whose scores are nearer than the tolerance.
  const scores = new Map(wasm.list.map(({ id, score }) => [id, score]));
  webgpu.list.slice(0, 20).forEach(({ id, score }, i) => {
    expect(Math.abs(scores.get(id)! - score), `score of rank ${i + 1}`).toBeLessThan(TOLERANCE);
    expect(Math.abs(wasm.list[i]!.score - scores.get(id)!), `order at rank ${i + 1}`).toBeLessThan(TOLERANCE);
  });
});

test('a device that refuses what it is given is replaced before it answers with zeros', async ({
  page,
  world,
  context,
}) => {
  test.setTimeout(180_000);
  const shopper = new Shopper(page, world);
  let served = 0;
  await context.route('**/inkling-worker-webgpu.js', async (route) => {
    served++;
    const response = await route.fetch();
    await route.fulfill({ response, body: `${REFUSED}\n${await response.text()}` });
  });
  await shopper.open();
  await shopper.answer('record');
  const item = fiveItemsOf('Garden')[0]!;
  await shopper.view(item);

  await shopper.open();
  const list = await shopper.ask('recommend', { count: 10 });

  expect(served).toBeGreaterThan(0);
  expect((await shopper.panel('status')).backend).toBe('wasm');
  expect(list).toHaveLength(10);
  expect(list.every(({ score }) => score !== 0)).toBe(true);
});

/** Before each read-back the device is asked for more than it has: the browser's own error, as for want of memory. */
const REFUSED = `
const request = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  const device = await request.call(this, descriptor);
  const map = GPUBuffer.prototype.mapAsync;
  GPUBuffer.prototype.mapAsync = function (...args) {
    device.createBuffer({ size: 2 ** 48, usage: GPUBufferUsage.STORAGE });
    return map.apply(this, args);
  };
  return device;
};`;

async function ranked(
  shopper: Shopper,
): Promise<{ backend: string; embedding: number[]; list: Recommendation[] }> {
  await shopper.open();
  const list = await shopper.ask('recommend', { count: 30 });
  const embedding = await shopper.embedding();
  return { backend: (await shopper.panel('status')).backend, embedding, list };
}
