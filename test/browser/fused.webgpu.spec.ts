import { build } from 'vite';
import type { Backend } from '../../src/contract/config.ts';
import type { Inference } from '../../src/model/inference.ts';
import { startTraining } from '../../src/training/backend.ts';
import { configOf } from '../../vite.config.ts';
import { pack, unpack } from '../bench/model/pack.ts';
import { infer } from '../support/infer.ts';
import { expect, test } from '../support/outgoing.ts';
import { passCases, passGap, TOLERANCE } from '../support/passes.ts';

for (const [backend, blocks] of [
  ['webgpu', 1],
  ['webgpu', 3],
  ['wasm', 1],
  ['cpu', 1],
] as const)
  test(`the fused pass of ${backend} comes to what the composed one does, blocks: ${blocks}`, async ({
    page,
    world,
  }) => {
    await startTraining('cpu'); // no fused pass is registered here
    const cases = passCases(blocks);
    const composed = await infer(cases);
    const content = await pageScript(backend);
    await page.route('**/fused', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><link rel="icon" href="data:,">' }),
    );
    await page.goto(`${world.shopUrl}/fused`);
    await page.addScriptTag({ content });

    const packed = await page.evaluate(
      ([given, assets]) =>
        (window as unknown as { inferPacked(...args: string[]): Promise<string> }).inferPacked(given, assets),
      [Buffer.from(pack(cases)).toString('base64'), `${world.shopUrl}/`] as const,
    );

    const fused = unpack<Inference[]>(new Uint8Array(Buffer.from(packed, 'base64')).buffer);
    const gap = passGap(fused, composed);
    console.log(`${backend}: largest difference ${gap.toExponential(1)} over ${fused.length} inputs`);
    expect(gap).toBeLessThan(TOLERANCE);
    // Barriers: it was another pass, and the inputs differ by more than is tolerated.
    expect(gap).toBeGreaterThan(0);
    expect(passGap([fused[0]!], [composed[1]!])).toBeGreaterThan(TOLERANCE);
  });

/** As the released workers are built. */
async function pageScript(backend: Backend): Promise<string> {
  const name = `fused-${backend}.js`;
  const config = configOf({ name, entry: 'test/pages/fused_pass.ts', format: 'iife', backend }, false);
  const result = await build({ ...config, logLevel: 'error', build: { ...config.build, write: false } });
  const [chunk] = Array.isArray(result) ? result[0]!.output : 'output' in result ? result.output : [];
  if (chunk?.type !== 'chunk') throw new Error(`${name} came out as no script`);
  return chunk.code;
}
