import type { Recommendation } from '../../src/contract/worker_api.ts';
import { fiveItemsOf } from '../support/demo_items.ts';
import { expect, test } from '../support/outgoing.ts';
import { Shopper } from '../support/shopper.ts';

const TOLERANCE = 1e-3;

test('webgpu and wasm come to the same profile and the same ranking', async ({ page, world, context }) => {
  // The first pass on the software adapter compiles for 10 s and more.
  test.setTimeout(180_000);
  const shopper = new Shopper(page, world);
  await shopper.open();
  await shopper.answer('record');
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

async function ranked(
  shopper: Shopper,
): Promise<{ backend: string; embedding: number[]; list: Recommendation[] }> {
  await shopper.open();
  const list = await shopper.ask('recommend', { count: 30 });
  const embedding = await shopper.embedding();
  return { backend: (await shopper.panel('status')).backend, embedding, list };
}
